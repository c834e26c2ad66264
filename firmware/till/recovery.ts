// What a terminal knows after power-on, read back from the end of its journal: the open shift's totals and what happened last.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { CborCodec } from "../wire/cbor.js";
import { decodeRecord } from "../wire/record-codec.js";
import {
	type EpochOpenedRecord,
	isKnown,
	type KnownRecord,
	RecordKind,
	type SaleRecord,
	type SaleVoidedRecord,
	type ShiftClosedRecord,
	type ShiftOpenedRecord,
	type NoSaleRecord,
} from "../wire/record.js";
import type { RecordEntry, RecordLog } from "./scribe.js";
import { foldShift, noTotals, type ShiftState } from "./shift-totals.js";

/** What a stallholder did last, as far as it is durable. */
export type BusinessRecord = SaleRecord | SaleVoidedRecord | NoSaleRecord | ShiftOpenedRecord | ShiftClosedRecord;

export interface Recovered {
	readonly shift: ShiftState;
	readonly last: BusinessRecord | undefined;
	/** The newest sale since the totals were last written down, for a reprint. */
	readonly lastSale: SaleRecord | undefined;
	/** Records since the totals were last written down. */
	readonly sinceAnchor: number;
	/** Boot count of the newest record; 0 for none. */
	readonly lastBootCount: number;
}

/** A little more than a shift's totals may lie back, so that one window nearly always suffices. */
const windowRecords = limits.shiftSnapshotEvery + 8;

interface Place {
	readonly epoch: number;
	readonly sequence: number;
}

/** The kind of a record without decoding it: the first element of the array. */
export function peekKind(payload: Uint8Array): number {
	const at = payload[0] === 0x98 ? 2 : 1;
	const first = payload[at] ?? 0;
	return first < 24 ? first : first === 24 ? (payload[at + 1] ?? 0) : 0xffff;
}

function isAnchor(kind: number): boolean {
	return kind === RecordKind.shiftSnapshot || kind === RecordKind.shiftOpened || kind === RecordKind.shiftClosed;
}

function isBusiness(kind: number): boolean {
	return (
		kind === RecordKind.sale ||
		kind === RecordKind.saleVoided ||
		kind === RecordKind.noSale ||
		kind === RecordKind.shiftOpened ||
		kind === RecordKind.shiftClosed
	);
}

/** Reads only. Each window lies wholly before the one read last, so it ends at the oldest record held at the latest. */
export function recover(log: RecordLog, cbor: CborCodec): Recovered {
	let anchor: Place | undefined;
	let oldest: Place | undefined;
	let last: RecordEntry | undefined;
	let place: Place | undefined = { epoch: log.epoch, sequence: log.sequence };
	while (place !== undefined && (anchor === undefined || last === undefined)) {
		const end: Place = place;
		const from = Math.max(1, end.sequence - windowRecords + 1);
		const cursor = log.walk(end.epoch, from);
		let opened: RecordEntry | undefined;
		let first: RecordEntry | undefined;
		let anchorHere: Place | undefined;
		let lastHere: RecordEntry | undefined;
		for (let entry = cursor.next(); entry?.epoch === end.epoch && entry.sequence <= end.sequence; entry = cursor.next()) {
			first ??= entry;
			const kind = peekKind(entry.payload);
			if (isAnchor(kind)) anchorHere = entry;
			if (isBusiness(kind)) lastHere = entry;
			if (kind === RecordKind.epochOpened) opened = entry;
		}
		anchor ??= anchorHere && { epoch: anchorHere.epoch, sequence: anchorHere.sequence };
		last ??= lastHere;
		oldest = first ? { epoch: first.epoch, sequence: first.sequence } : oldest;
		place = before(first, opened, cbor);
	}
	const folded = fold(log, cbor, anchor ?? oldest);
	const record = last && decode(cbor, last.payload);
	return { ...folded, last: record && isBusiness(record.kind) ? (record as BusinessRecord) : undefined };
}

/** Where to look on: the record before the oldest seen, in the epoch before where this one begins there. */
function before(first: RecordEntry | undefined, opened: RecordEntry | undefined, cbor: CborCodec): Place | undefined {
	if (first === undefined) return undefined;
	if (first.sequence > 1) return { epoch: first.epoch, sequence: first.sequence - 1 };
	const record = opened && (decode(cbor, opened.payload) as EpochOpenedRecord | undefined);
	if (record === undefined || record.previousEpoch === 0 || record.previousEpoch >= first.epoch) return undefined;
	return { epoch: record.previousEpoch, sequence: record.previousSequence };
}

/** Decodes what changes totals and nothing else: decoding is what a boot pays for. */
function fold(log: RecordLog, cbor: CborCodec, from: Place | undefined): Omit<Recovered, "last"> {
	let shift: ShiftState = { totals: noTotals, isOpen: false };
	let lastSale: SaleRecord | undefined;
	let sinceAnchor = 0;
	let newest: Uint8Array | undefined;
	const cursor = from && log.walk(from.epoch, from.sequence);
	for (let entry = cursor?.next(); entry !== undefined; entry = cursor?.next()) {
		newest = entry.payload;
		const kind = peekKind(entry.payload);
		sinceAnchor = isAnchor(kind) ? 0 : sinceAnchor + 1;
		if (!isAnchor(kind) && !isBusiness(kind)) continue;
		const record = decode(cbor, entry.payload);
		if (record === undefined) continue;
		shift = foldShift(shift, record);
		if (record.kind === RecordKind.sale) lastSale = record;
	}
	const stamp = newest && decodeStamp(cbor, newest);
	return { shift, lastSale, sinceAnchor, lastBootCount: stamp ?? 0 };
}

/** Undefined for a record that a later firmware wrote in a way this one cannot read. */
function decode(cbor: CborCodec, payload: Uint8Array): KnownRecord | undefined {
	try {
		const record = decodeRecord(cbor, payload);
		return isKnown(record) ? record : undefined;
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}

function decodeStamp(cbor: CborCodec, payload: Uint8Array): number | undefined {
	try {
		return decodeRecord(cbor, payload).bootCount;
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}

/** The newest sale held, for a reprint when it lies before the totals that a boot reads. */
export function findSale(log: RecordLog, cbor: CborCodec, receiptNumber: number): SaleRecord | undefined {
	let end = log.sequence;
	while (end > 0) {
		const from = Math.max(1, end - windowRecords + 1);
		const cursor = log.walk(log.epoch, from);
		let found: SaleRecord | undefined;
		let seen = false;
		for (let entry = cursor.next(); entry?.epoch === log.epoch && entry.sequence <= end; entry = cursor.next()) {
			seen = true;
			if (peekKind(entry.payload) !== RecordKind.sale) continue;
			const record = decode(cbor, entry.payload);
			if (record?.kind === RecordKind.sale && record.receiptNumber === receiptNumber) found = record;
		}
		if (found !== undefined || !seen) return found;
		end = from - 1;
	}
	return undefined;
}
