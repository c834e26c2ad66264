// What a terminal must know after power-on before it can sell: numbers, whether a shift is open, and what happened last. Read back from the end
// of its journal as far as needed; kinds are told by a glance at a record's first bytes, and only a handful of records is decoded.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { CborCodec } from "../wire/cbor.js";
import { decodeRecord } from "../wire/record-codec.js";
import {
	type EpochOpenedRecord,
	isKnown,
	type KnownRecord,
	type NoSaleRecord,
	RecordKind,
	type SaleRecord,
	type SaleVoidedRecord,
	type ShiftClosedRecord,
	type ShiftOpenedRecord,
	type ShiftSnapshotRecord,
	type UnknownRecord,
} from "../wire/record.js";
import type { RecordEntry, RecordLog } from "./scribe.js";

/** What a stallholder did last, as far as it is durable. */
export type BusinessRecord = SaleRecord | SaleVoidedRecord | NoSaleRecord | ShiftOpenedRecord | ShiftClosedRecord;
/** Records that carry the totals of the shift as they then were. */
export type AnchorRecord = ShiftOpenedRecord | ShiftClosedRecord | ShiftSnapshotRecord;

export interface Place {
	readonly epoch: number;
	readonly sequence: number;
}

export interface Recovered {
	/** The newest record with totals; undefined when none is held. */
	readonly anchor: AnchorRecord | undefined;
	/** Where the anchor stands, or the oldest record held: where a fold of the totals begins. */
	readonly foldFrom: Place | undefined;
	/** Records behind the anchor. */
	readonly sinceAnchor: number;
	readonly last: BusinessRecord | undefined;
	/** The newest sale and no-sale behind the anchor. */
	readonly lastSale: SaleRecord | undefined;
	readonly lastNoSale: NoSaleRecord | undefined;
	/** Boot count of the newest record; 0 for none. */
	readonly lastBootCount: number;
}

/** A little more than a shift's totals may lie back, so that one window nearly always suffices. */
const windowRecords = limits.shiftSnapshotEvery + 8;

/** The kind of a record without decoding it: the first element of the array. */
export function peekKind(payload: Uint8Array): number {
	const at = payload[0] === 0x98 ? 2 : 1;
	const first = payload[at] ?? 0;
	return first < 24 ? first : first === 24 ? (payload[at + 1] ?? 0) : 0xffff;
}

export function isAnchor(kind: number): boolean {
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
	let newest: RecordEntry | undefined;
	let anchor: RecordEntry | undefined;
	let last: RecordEntry | undefined;
	let sale: RecordEntry | undefined;
	let noSale: RecordEntry | undefined;
	let oldest: Place | undefined;
	let sinceAnchor = 0;
	let end: Place | undefined = { epoch: log.epoch, sequence: log.sequence };
	while (end !== undefined && (anchor === undefined || last === undefined)) {
		const window: Window = new Window(log, end);
		newest ??= window.newest;
		if (anchor === undefined) {
			sale ??= window.sale;
			noSale ??= window.noSale;
			sinceAnchor += window.sinceAnchor;
		}
		anchor ??= window.anchor;
		last ??= window.last;
		oldest = window.oldest ?? oldest;
		end = window.before(cbor);
	}
	const lastSale = decodeEntry(cbor, sale) as SaleRecord | undefined;
	return {
		anchor: decodeEntry(cbor, anchor) as AnchorRecord | undefined,
		foldFrom: anchor ?? oldest,
		sinceAnchor,
		last: last === sale ? lastSale : (decodeEntry(cbor, last) as BusinessRecord | undefined),
		lastSale,
		lastNoSale: decodeEntry(cbor, noSale) as NoSaleRecord | undefined,
		lastBootCount: (newest && decodeAny(cbor, newest.payload)?.bootCount) ?? 0,
	};
}

/** The records that lie in one stretch of one epoch, told apart by kind. */
class Window {
	newest: RecordEntry | undefined;
	oldest: RecordEntry | undefined;
	anchor: RecordEntry | undefined;
	last: RecordEntry | undefined;
	/** Behind the anchor, if there is one here. */
	sale: RecordEntry | undefined;
	noSale: RecordEntry | undefined;
	sinceAnchor = 0;
	#opened: RecordEntry | undefined;

	constructor(log: RecordLog, end: Place) {
		const cursor = log.walk(end.epoch, Math.max(1, end.sequence - windowRecords + 1));
		for (let entry = cursor.next(); entry?.epoch === end.epoch && entry.sequence <= end.sequence; entry = cursor.next()) this.#note(entry);
	}

	/** Where to look on: the record before the oldest seen, in the epoch before where this one begins there. */
	before(cbor: CborCodec): Place | undefined {
		const first = this.oldest;
		if (first === undefined) return undefined;
		if (first.sequence > 1) return { epoch: first.epoch, sequence: first.sequence - 1 };
		const record = decodeEntry(cbor, this.#opened) as EpochOpenedRecord | undefined;
		if (record === undefined || record.previousEpoch === 0 || record.previousEpoch >= first.epoch) return undefined;
		return { epoch: record.previousEpoch, sequence: record.previousSequence };
	}

	#note(entry: RecordEntry): void {
		const kind = peekKind(entry.payload);
		this.oldest ??= entry;
		this.newest = entry;
		this.sinceAnchor++;
		if (kind === RecordKind.epochOpened) this.#opened = entry;
		if (kind === RecordKind.sale) this.sale = entry;
		if (kind === RecordKind.noSale) this.noSale = entry;
		if (isBusiness(kind)) this.last = entry;
		if (!isAnchor(kind)) return;
		this.anchor = entry;
		this.sale = undefined;
		this.noSale = undefined;
		this.sinceAnchor = 0;
	}
}

/** Undefined for a record that a later firmware wrote in a way this one cannot read. */
export function decodeKnown(cbor: CborCodec, payload: Uint8Array): KnownRecord | undefined {
	const record = decodeAny(cbor, payload);
	return record && isKnown(record) ? record : undefined;
}

function decodeEntry(cbor: CborCodec, entry: RecordEntry | undefined): KnownRecord | undefined {
	return entry && decodeKnown(cbor, entry.payload);
}

function decodeAny(cbor: CborCodec, payload: Uint8Array): KnownRecord | UnknownRecord | undefined {
	try {
		return decodeRecord(cbor, payload);
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}

/** The sale of this number, when it is held in the present epoch: for a reprint long after. */
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
			const record = decodeKnown(cbor, entry.payload);
			if (record?.kind === RecordKind.sale && record.receiptNumber === receiptNumber) found = record;
		}
		if (found !== undefined || !seen) return found;
		end = from - 1;
	}
	return undefined;
}
