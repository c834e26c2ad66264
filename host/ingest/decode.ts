// Records as they come: known, of a newer version, or not to be read at all.
import { Fault } from "../../firmware/core/fault.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { decodePrefix } from "../../firmware/wire/prefix.js";
import { decodeRecord, type KnownRecord, type UnknownRecord } from "../../firmware/wire/record.js";

export type AnyRecord = KnownRecord | UnknownRecord;

/** Undefined where not even the prefix can be read. */
export function decodeAny(cbor: CborCodec, payload: Uint8Array, epoch: number): AnyRecord | undefined {
	try {
		return decodeRecord(cbor, payload, epoch);
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
	}
	try {
		// A newer version may write what this one's codec refuses; where numbers and money stand, it may not.
		return { ...decodePrefix(cbor, payload, epoch), unknown: "body" };
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}
