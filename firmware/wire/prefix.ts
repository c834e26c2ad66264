// The fixed prefix of every record. No version moves or changes these nine fields, so every version, older or newer,
// can continue numbers and count money after a record that it does not know. docs/records.md is the format document.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { ClockQuality } from "../core/ports.js";
import type { CborCodec, WireValue } from "./cbor.js";
import { encodePlaces, type Place, readPlaces } from "./place.js";
import { FieldReader } from "./reader.js";

/** Fields of the prefix, the kind included. */
export const prefixFields = 9;
const closesAt = 8;
const wallMsMax = 253_402_300_799_999;
const u32Max = 0xffffffff;
const codeMax = 0xffff;
const nothing: readonly Place[] = [];

/** When a record was made, as far as the terminal knows (invariant 11). */
export interface Stamp {
	readonly bootCount: number;
	readonly uptimeMs: number;
	readonly wallMs: number;
	readonly clockQuality: ClockQuality;
}

/**
 * Numbers count from 1 without gaps in each series of a terminal, across epochs. A newer version may have more series.
 */
export const Series = { receipt: 1, noSale: 2, training: 3, cashMovement: 4 } as const;
export type Series = (typeof Series)[keyof typeof Series];

/** The number that a record uses and the money that it moves. Wire: [series, number, totalMinor, cashMinor]. */
export interface Document {
	/** One of `Series`, or of a newer version. */
	readonly series: number;
	readonly number: number;
	/** What it adds to takings. */
	readonly totalMinor: number;
	/** What it adds to the cash drawer: tendered less change. */
	readonly cashMinor: number;
}

/** Wire: kind, bootCount, uptimeMs, wallMs, clockQuality, staff, shift, document or 0, closes or 0. */
export interface RecordPrefix extends Stamp {
	/** Number of the staff member who caused it; 0 for nobody. */
	readonly staff: number;
	/** The shift it belongs to; 0 before the first. */
	readonly shift: number;
	readonly document: Document | undefined;
	/** Records that this one settles: payment attempts, parked baskets. */
	readonly closes: readonly Place[];
}

export interface KindAndPrefix extends RecordPrefix {
	readonly kind: number;
}

export function encodePrefix(record: KindAndPrefix, epoch: number): WireValue[] {
	const { kind, bootCount, uptimeMs, wallMs, clockQuality, staff, shift, document, closes } = record;
	const encoded = document ? [document.series, document.number, document.totalMinor, document.cashMinor] : 0;
	return [kind, bootCount, uptimeMs, wallMs, clockQuality, staff, shift, encoded, encodePlaces(closes, epoch)];
}

/**
 * Reads the first nine fields of a decoded record that has at least nine. A boot reads dozens of records, so fields are
 * read by index, with one check each. Throws Fault WIRE_WRONG_SHAPE.
 */
export function readPrefix(fields: readonly unknown[], epoch: number): KindAndPrefix {
	return {
		kind: count(fields[0], codeMax),
		bootCount: count(fields[1], u32Max),
		uptimeMs: count(fields[2], Number.MAX_SAFE_INTEGER),
		wallMs: count(fields[3], wallMsMax),
		clockQuality: count(fields[4], codeMax) as ClockQuality,
		staff: count(fields[5], u32Max),
		shift: count(fields[6], u32Max),
		document: readDocument(fields[7]),
		closes: fields[8] === 0 ? nothing : readPlaces(new FieldReader(fields, prefixFields, closesAt), epoch),
	};
}

function count(value: unknown, max: number): number {
	if (typeof value !== "number" || value < 0 || value > max)
		throw new Fault("WIRE_WRONG_SHAPE", `prefix: integer 0..${max}`);
	return value;
}

/** The prefix of a record, without reading the rest; `epoch` is the record's own. Throws Fault WIRE_*. */
export function decodePrefix(cbor: CborCodec, bytes: Uint8Array, epoch: number): KindAndPrefix {
	if (bytes.length > limits.recordPayloadBytesMax) throw new Fault("WIRE_TOO_LARGE", `${bytes.length} bytes`);
	return readPrefix(cbor.decodePrefix(bytes, prefixFields), epoch);
}

function readDocument(value: unknown): Document | undefined {
	if (value === 0) return undefined;
	const fields = new FieldReader(value, 4);
	return {
		series: fields.integer(1, limits.seriesMax),
		number: fields.u32(),
		totalMinor: fields.sum(),
		cashMinor: fields.sum(),
	};
}
