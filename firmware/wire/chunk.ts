// How a terminal pulls an announced image: it requests a range of the image with a certain digest, and the host answers
// with the bytes. The manifest's digest covers the whole image, so a chunk needs no signature of its own.
import { limits } from "../core/limits.js";
import type { CborCodec } from "./cbor.js";
import { FieldReader } from "./reader.js";

/** Wire: [digest, offset, length]. */
export interface ChunkRequest {
	readonly digest: Uint8Array;
	readonly offset: number;
	/** 1 to limits.chunkBytes. */
	readonly length: number;
}

/** Wire: [digest, offset, bytes]. Empty bytes: the host does not have this image (any more). */
export interface Chunk {
	readonly digest: Uint8Array;
	readonly offset: number;
	readonly bytes: Uint8Array;
}

export function encodeChunkRequest(cbor: CborCodec, request: ChunkRequest): Uint8Array {
	return cbor.encode([request.digest, request.offset, request.length]);
}

export function decodeChunkRequest(cbor: CborCodec, bytes: Uint8Array): ChunkRequest {
	const reader = new FieldReader(cbor.decode(bytes, 128), 3);
	return {
		digest: reader.bytes(32),
		offset: reader.integer(0, limits.firmwareImageBytesMax),
		length: reader.integer(1, limits.chunkBytes),
	};
}

export function encodeChunk(cbor: CborCodec, chunk: Chunk): Uint8Array {
	return cbor.encode([chunk.digest, chunk.offset, chunk.bytes]);
}

export function decodeChunk(cbor: CborCodec, bytes: Uint8Array): Chunk {
	const reader = new FieldReader(cbor.decode(bytes), 3);
	return {
		digest: reader.bytes(32),
		offset: reader.integer(0, limits.firmwareImageBytesMax),
		bytes: reader.bytes(undefined, limits.chunkBytes),
	};
}
