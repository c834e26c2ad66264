// Reads records: known ones, those of a newer version, and those of which not even the prefix can be read.
import { Fault } from "../../firmware/core/fault.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { decodePrefix } from "../../firmware/wire/prefix.js";
import { decodeRecord, type KnownRecord, type UnknownRecord } from "../../firmware/wire/record.js";
import { isBodyInBounds, isDocumentInBounds } from "./bounds.js";

export type AnyRecord = KnownRecord | UnknownRecord;

/**
 * Undefined where not even the prefix can be read, or counts more than hostLimits.recordMinorMax. A body that counts
 * more is one that cannot be read.
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

/** A newer version may write what this one's codec refuses; where numbers and money stand, it may not. */
function readPrefix(cbor: CborCodec, payload: Uint8Array, epoch: number): AnyRecord | undefined {
	try {
		return { ...decodePrefix(cbor, payload, epoch), unknown: "body" };
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}
