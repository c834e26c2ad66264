// Answers terminals' requests for pieces of catalog and firmware images.
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { type ChunkRequest, decodeChunkRequest, encodeChunk } from "../../firmware/wire/chunk.js";

export interface ChunkSource {
	/** The requested bytes, none beyond the image's end. Undefined when the source has no image with this digest. */
	piece(request: ChunkRequest): Promise<Uint8Array | undefined>;
}

export class Chunks {
	readonly #cbor: CborCodec;
	readonly #sources: readonly ChunkSource[];

	constructor(cbor: CborCodec, sources: readonly ChunkSource[]) {
		this.#cbor = cbor;
		this.#sources = sources;
	}

	/** The reply has no bytes when no source has the image. Rejects with Fault WIRE_*. */
	async reply(payload: Uint8Array): Promise<Uint8Array> {
		const request = decodeChunkRequest(this.#cbor, payload);
		let bytes: Uint8Array | undefined;
		for (const source of this.#sources) bytes ??= await source.piece(request);
		return encodeChunk(this.#cbor, {
			digest: request.digest,
			offset: request.offset,
			bytes: bytes ?? new Uint8Array(0),
		});
	}
}
