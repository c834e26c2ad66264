// What a host announces before a terminal pulls it: a firmware image for one kind of board. Sealed in an envelope of
// domain "update".
import { limits } from "../core/limits.js";
import type { Signer } from "../core/ports.js";
import type { CborCodec } from "./cbor.js";
import { sealEnvelope } from "./envelope.js";
import { FieldReader } from "./reader.js";

/** Body: [merchant, board, version, lengthBytes, digest]. */
export interface UpdateManifest {
	readonly merchant: string;
	readonly board: string;
	/** Counts up for each board; an image is never replaced by an older one. */
	readonly version: number;
	/** 0: this version is withdrawn, and a terminal that holds it without running it discards it. */
	readonly lengthBytes: number;
	/** SHA-256 of the image; zeros where it is withdrawn. */
	readonly digest: Uint8Array;
}

export function sealUpdate(cbor: CborCodec, signer: Signer, manifest: UpdateManifest): Uint8Array {
	const { merchant, board, version, lengthBytes, digest } = manifest;
	return sealEnvelope(cbor, signer, "update", cbor.encode([merchant, board, version, lengthBytes, digest]));
}

/** Reads the body of an envelope. Throws Fault WIRE_*. */
export function readUpdate(cbor: CborCodec, body: Uint8Array): UpdateManifest {
	const reader = new FieldReader(cbor.decode(body), 5);
	return {
		merchant: reader.identifier(),
		board: reader.identifier(),
		version: reader.integer(1, 0xffffffff),
		lengthBytes: reader.integer(0, limits.firmwareImageBytesMax),
		digest: reader.bytes(32),
	};
}
