// A signed envelope: [body, signature]. The body is CBOR bytes, signed together with a domain so that no message can
// pass for one of another kind.
import { ascii, concat } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import type { Ed25519, Signer } from "../core/ports.js";
import type { CborCodec } from "./cbor.js";
import { FieldReader } from "./reader.js";

export type EnvelopeDomain = "ack" | "catalog" | "update" | "payment" | "rights" | "flags" | "text" | "text-ack";

function signedBytes(domain: EnvelopeDomain, body: Uint8Array): Uint8Array {
	return concat(ascii(`tillmark/${domain}/1\0`), body);
}

export function sealEnvelope(cbor: CborCodec, signer: Signer, domain: EnvelopeDomain, body: Uint8Array): Uint8Array {
	return cbor.encode([body, signer.sign(signedBytes(domain, body))]);
}

/** An envelope whose signature is still to be checked. */
export interface Envelope {
	readonly body: Uint8Array;
	readonly signature: Uint8Array;
	/** What was signed. */
	readonly message: Uint8Array;
}

/** Throws Fault WIRE_*. */
export function readEnvelope(cbor: CborCodec, domain: EnvelopeDomain, bytes: Uint8Array): Envelope {
	const reader = new FieldReader(cbor.decode(bytes), 2);
	const body = reader.bytes(undefined);
	return { body, signature: reader.bytes(64), message: signedBytes(domain, body) };
}

/** Checks the signature and returns the body. Throws Fault SIGNATURE_INVALID or WIRE_*. */
export function openEnvelope(
	cbor: CborCodec,
	ed25519: Ed25519,
	publicKey: Uint8Array,
	domain: EnvelopeDomain,
	bytes: Uint8Array,
): Uint8Array {
	const { body, signature, message } = readEnvelope(cbor, domain, bytes);
	if (!ed25519.verify(signature, message, publicKey)) throw new Fault("SIGNATURE_INVALID", domain);
	return body;
}
