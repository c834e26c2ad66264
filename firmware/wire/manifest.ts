// What a host announces before a terminal pulls it: a catalog image by version, length and digest. Sealed in an
// envelope of domain "catalog".
import { limits } from "../core/limits.js";
import type { Signer } from "../core/ports.js";
import type { CborCodec } from "./cbor.js";
import { sealEnvelope } from "./envelope.js";
import { FieldReader } from "./reader.js";

/** Body: [merchant, version, lengthBytes, digest, format]. */
export interface CatalogManifest {
	readonly merchant: string;
	/** Counts up; a terminal refuses one that is not above what it has applied. */
	readonly version: number;
	readonly lengthBytes: number;
	/** SHA-256 of the image. */
	readonly digest: Uint8Array;
	/** Format of the image, which the terminal announced that it reads. */
	readonly format: number;
}

export function sealManifest(cbor: CborCodec, signer: Signer, manifest: CatalogManifest): Uint8Array {
	const { merchant, version, lengthBytes, digest, format } = manifest;
	return sealEnvelope(cbor, signer, "catalog", cbor.encode([merchant, version, lengthBytes, digest, format]));
}

/** Reads the body of an envelope. Throws Fault WIRE_*. */
export function readManifest(cbor: CborCodec, body: Uint8Array): CatalogManifest {
	const reader = new FieldReader(cbor.decode(body), 5);
	return {
		merchant: reader.identifier(),
		version: reader.integer(1, 0xffffffff),
		lengthBytes: reader.integer(1, limits.catalogImageBytesMax),
		digest: reader.bytes(32),
		format: reader.code(),
	};
}
