// The hash chain over records and the message a checkpoint signs. One definition for journal, wire, host and the second
// reader.
import { ascii, concat, u32 } from "./bytes.js";
import type { Digest } from "./ports.js";

/** The owner of a chain. Identifiers are 1–32 characters of [a-z0-9-]; `epoch` counts from 1. */
export interface ChainIdentity {
	readonly merchant: string;
	readonly terminal: string;
	readonly epoch: number;
}

const contextDomain = /* @__PURE__ */ ascii("tillmark/context/1\0");
const genesisDomain = /* @__PURE__ */ ascii("tillmark/genesis/1\0");
const checkpointDomain = /* @__PURE__ */ ascii("tillmark/checkpoint/1\0");

/** 32 bytes that bind merchant, terminal and epoch. */
export function chainContext(digest: Digest, identity: ChainIdentity): Uint8Array {
	return digest.sha256(contextDomain, ascii(`${identity.merchant}\0${identity.terminal}\0`), u32(identity.epoch));
}

/** The head before sequence 1. */
export function genesisHead(digest: Digest, context: Uint8Array): Uint8Array {
	return digest.sha256(genesisDomain, context);
}

/** The head after a record: SHA-256(previous head ‖ payload). */
export function nextHead(digest: Digest, head: Uint8Array, payload: Uint8Array): Uint8Array {
	return digest.sha256(head, payload);
}

/** The message that a terminal signs to confirm every record up to `sequence`, whose head is `head`. */
export function checkpointMessage(context: Uint8Array, sequence: number, head: Uint8Array): Uint8Array {
	return concat(checkpointDomain, context, u32(sequence), head);
}
