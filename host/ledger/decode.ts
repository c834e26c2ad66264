// Decodes records: known ones, those of a newer version, and those whose prefix cannot be decoded.
import { Fault } from "../../firmware/core/fault.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { decodePrefix } from "../../firmware/wire/prefix.js";
import { decodeRecord, type KnownRecord, type UnknownRecord } from "../../firmware/wire/record.js";
import { isBodyInBounds, isDocumentInBounds } from "./bounds.js";

export type AnyRecord = KnownRecord | UnknownRecord;

/**
 * Undefined if the prefix cannot be decoded or exceeds hostLimits.recordMinorMax. A body that exceeds its bounds is
 * treated as undecodable.
 */
export function decodeAny(cbor: CborCodec, payload: Uint8Array, epoch: number): AnyRecord | undefined {
	const record = readWhole(cbor, payload, epoch) ?? readPrefix(cbor, payload, epoch);
	return record && isDocumentInBounds(record.document) ? record : undefined;
}

function readWhole(cbor: CborCodec, payload: Uint8Array, epoch: number): AnyRecord | undefined {
	try {
		const record = decodeRecord(cbor, payload, epoch);
		return isBodyInBounds(record) ? record : undefined;
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}

/** A newer version may use encodings that this codec refuses, except in the prefix with its numbers and amounts. */
function readPrefix(cbor: CborCodec, payload: Uint8Array, epoch: number): AnyRecord | undefined {
	try {
		return { ...decodePrefix(cbor, payload, epoch), unknown: "body" };
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}
