// Recovers the state needed for selling after power-on from the end of the journal: starting at the newest record with
// totals, using only the fixed prefix of each record, so that numbering also continues after records of a newer
// version.
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { ClockQuality } from "../../core/ports.js";
import type { CborCodec } from "../../wire/cbor.js";
import { isSamePlace } from "../../wire/place.js";
import { decodePrefix, type KindAndPrefix } from "../../wire/prefix.js";
import {
	type Anchor,
	decodeRecord,
	type Document,
	isKnown,
	type KnownRecord,
	type Place,
	RecordKind,
	type SaleRecord,
	Series,
	type UnknownRecord,
} from "../../wire/record.js";
import type { LastAction, RecordFold, RecordFolds } from "./record-fold.js";
import type { RecordEntry, RecordLog } from "./record-log.js";

/**
 * The last action for the first screen after power-on. Every record that uses a receipt number counts as a sale,
 * including kinds unknown to this version.
 */
export interface LastRecord {
	readonly kind: number;
	readonly action: LastAction;
	/** 0 if the record has none. */
	readonly totalMinor: number;
}

/** Records that contain the shift's totals at that time. */
export type AnchorRecord = Extract<KnownRecord, { readonly anchor: Anchor }>;

/** A record that opened an item, and the nonce of the boot in which it was written (empty if unknown). */
export interface OpenedBy {
	readonly place: Place;
	readonly nonce: Uint8Array;
}

export interface Recovered {
	/** The newest record with totals; undefined if none is stored. */
	readonly anchor: AnchorRecord | undefined;
	/** The place of the anchor, or of the oldest stored record: the start of a fold of the totals. */
	readonly foldFrom: Place | undefined;
	/** Number of records after the anchor. */
	readonly sinceAnchor: number;
	/** The last number used of series 1, 2, 3 …. */
	readonly numbers: readonly number[];
	readonly shift: number;
	/**
	 * Payments and parked baskets in the order they were opened, and records that update them; closed ones are omitted.
	 */
	readonly opened: readonly OpenedBy[];
	/** The last durable action. */
	readonly last: LastRecord | undefined;
	/** Boot count of the newest record; 0 for none. */
	readonly lastBootCount: number;
	/** The nonce of the boot in which the newest record was written; empty if unknown. */
	readonly nonce: Uint8Array;
	/** The time of the newest record whose clock was set; undefined for none. */
	readonly knownMs: number | undefined;
}

const everything: Place = { epoch: 1, sequence: 1 };
/** Slightly more than the distance between two records with totals, so that one stretch usually suffices. */
const stretchRecords = limits.shiftSnapshotEvery + 4;

/** The kind of a record without decoding it: the first element after the array's head. */
export function peekKind(payload: Uint8Array): number {
	const head = payload[0];
	const at = head === 0x98 ? 2 : head === 0x99 ? 3 : 1;
	const first = payload[at] ?? 0;
	return first < 24 ? first : first === 24 ? (payload[at + 1] ?? 0) : 0xffff;
}

/**
 * Reads without writing. Goes back stretch by stretch until an anchor and a last action are found, or the oldest stored
 * record is reached.
 */
export function recover(log: RecordLog, cbor: CborCodec, folds: RecordFolds): Recovered {
	const sequence = Math.max(1, log.sequence - stretchRecords + 1);
	let stretch = new Stretch({ log, cbor, folds }, { epoch: log.epoch, sequence });
	for (let steps = 1; !stretch.suffices; steps *= 2) {
		const from = before(log, cbor, stretch.oldest, stretchRecords * steps);
		if (from === undefined) break;
		stretch = new Stretch({ log, cbor, folds }, from);
	}
	return stretch.result();
}

/**
 * The place about `count` records before the oldest one read, in the previous epoch if this one begins there; undefined
 * if none are stored. If an epoch does not name its predecessor because the chain before it broke, everything stored is
 * read.
 */
function before(log: RecordLog, cbor: CborCodec, oldest: Place | undefined, count: number): Place | undefined {
	const from = oldest === undefined ? everything : stepBack(log, cbor, oldest, count);
	const first = log.walk(from.epoch, from.sequence).next();
	return first === undefined || (oldest && isSamePlace(first, oldest)) ? undefined : from;
}

function stepBack(log: RecordLog, cbor: CborCodec, { epoch, sequence }: Place, count: number): Place {
	if (sequence > 1) return { epoch, sequence: Math.max(1, sequence - count) };
	const opened = decodeKnown(cbor, log.read(epoch, 1), epoch);
	if (opened?.kind !== RecordKind.epochOpened || opened.previousSequence === 0 || opened.previousEpoch >= epoch)
		return everything;
	return { epoch: opened.previousEpoch, sequence: Math.max(1, opened.previousSequence + 1 - count) };
}

interface StretchOptions {
	readonly log: RecordLog;
	readonly cbor: CborCodec;
	readonly folds: RecordFolds;
}

/** The records from a place to the end of the journal, folded by their prefixes from the last anchor among them. */
class Stretch {
	oldest: Place | undefined;
	readonly #cbor: CborCodec;
	readonly #folds: RecordFolds;
	#newest: KindAndPrefix | undefined;
	#knownMs: number | undefined;
	#anchor: AnchorRecord | undefined;
	#anchorPlace: Place | undefined;
	#anchorNonce: Uint8Array = new Uint8Array(0);
	/** The last record with an action for the first screen. */
	#last: RecordEntry | undefined;
	#lastPrefix: KindAndPrefix | undefined;
	#sinceAnchor = 0;
	#numbers: number[] = [];
	/** Number of unreadable records after the anchor: each may have used a number. */
	#missing = 0;
	#place: Place | undefined;
	#nonce: Uint8Array = this.#anchorNonce;
	#opened: OpenedBy[] = [];
	#closed: Place[] = [];

	constructor({ log, cbor, folds }: StretchOptions, from: Place) {
		this.#cbor = cbor;
		this.#folds = folds;
		const cursor = log.walk(from.epoch, from.sequence);
		for (let entry = cursor.next(); entry !== undefined; entry = cursor.next()) this.note(entry);
	}

	get suffices(): boolean {
		return this.#anchor !== undefined && this.#last !== undefined;
	}

	result(): Recovered {
		const anchor = this.#anchor;
		const fromAnchor = anchor?.anchor.open.map((place) => ({ place, nonce: this.#anchorNonce })) ?? [];
		const isOpen = ({ place }: OpenedBy): boolean => !this.#closed.some((closed) => isSamePlace(closed, place));
		const numbers = (anchor?.anchor.numbers ?? []).map((number) => number + this.#missing);
		// The first receipt of all may be among them, and no record of it has the number.
		if (this.#missing > 0) numbers[Series.receipt - 1] ??= this.#missing;
		this.#numbers.forEach((number, index) => (numbers[index] = Math.max(numbers[index] ?? 0, number)));
		return {
			anchor,
			foldFrom: this.#anchorPlace ?? this.oldest,
			sinceAnchor: this.#sinceAnchor,
			// Unused series may precede one used by a newer version.
			numbers: Array.from(numbers, (number: number | undefined) => number ?? 0),
			shift: Math.max(this.#newest?.shift ?? 0, anchor?.anchor.totals.shift ?? 0),
			opened: [...fromAnchor, ...this.#opened].filter(isOpen),
			last: this.lastRecord(),
			lastBootCount: this.#newest?.bootCount ?? 0,
			nonce: this.#nonce,
			knownMs: this.#knownMs,
		};
	}

	private note(entry: RecordEntry): void {
		this.oldest ??= { epoch: entry.epoch, sequence: entry.sequence };
		this.noteMissing(entry);
		this.#sinceAnchor++;
		const prefix = readPrefix(this.#cbor, entry);
		if (prefix === undefined) return;
		const { kind, document, closes } = prefix;
		this.#newest = prefix;
		if (prefix.clockQuality !== ClockQuality.unset) this.#knownMs = prefix.wallMs;
		const fold = this.#folds[kind];
		if (fold?.isAnchor && this.noteAnchor(entry, prefix, fold)) return;
		if (fold?.nonce) this.noteNonce(entry, fold);
		if (fold?.opens)
			this.#opened.push({ place: { epoch: entry.epoch, sequence: entry.sequence }, nonce: this.#nonce });
		if (document) this.use(document);
		if (closes.length > 0) this.#closed.push(...closes);
		if (document?.series === Series.receipt || fold?.lastAction) this.noteLast(entry, prefix);
	}

	/** The content of a damaged record is unknown: skipping a number is better than using one twice. */
	private noteMissing({ epoch, sequence }: RecordEntry): void {
		const missing = this.#place?.epoch === epoch ? sequence - this.#place.sequence - 1 : 0;
		this.#place = { epoch, sequence };
		if (missing <= 0) return;
		this.#missing += missing;
		this.#numbers = this.#numbers.map((number) => number + missing);
	}

	private use({ series, number }: Document): void {
		const before = this.#numbers[series - 1];
		if (before === undefined || before < number) this.#numbers[series - 1] = number;
	}

	private noteLast(entry: RecordEntry, prefix: KindAndPrefix): void {
		this.#last = entry;
		this.#lastPrefix = prefix;
	}

	private lastRecord(): LastRecord | undefined {
		const prefix = this.#lastPrefix;
		if (prefix === undefined) return undefined;
		const { kind, document } = prefix;
		if (document?.series === Series.receipt) return { kind, action: "sale", totalMinor: document.totalMinor };
		const fold = this.#folds[kind];
		if (!fold?.lastAction) return undefined;
		const record = fold.lastTotalMinor && this.#last && this.decode(this.#last);
		return { kind, action: fold.lastAction, totalMinor: record ? (fold.lastTotalMinor?.(record) ?? 0) : 0 };
	}

	/**
	 * Returns false for an anchor of a newer version that cannot be decoded here; the previous anchor then remains in
	 * use.
	 */
	private noteAnchor(entry: RecordEntry, prefix: KindAndPrefix, { lastAction }: RecordFold): boolean {
		const record = this.decode(entry);
		if (record === undefined || !("anchor" in record)) return false;
		this.#anchor = record;
		this.#anchorPlace = { epoch: entry.epoch, sequence: entry.sequence };
		this.#anchorNonce = this.#nonce = record.anchor.nonce;
		if (lastAction) this.noteLast(entry, prefix);
		this.#sinceAnchor = 0;
		this.#numbers = [];
		this.#missing = 0;
		this.#opened = [];
		this.#closed = [];
		return true;
	}

	private noteNonce(entry: RecordEntry, fold: RecordFold): void {
		const record = this.decode(entry);
		if (record) this.#nonce = fold.nonce?.(record) ?? this.#nonce;
	}

	private decode(entry: RecordEntry): KnownRecord | undefined {
		return decodeKnown(this.#cbor, entry.payload, entry.epoch);
	}
}

function readPrefix(cbor: CborCodec, entry: RecordEntry): KindAndPrefix | undefined {
	try {
		return decodePrefix(cbor, entry.payload, entry.epoch);
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}

/** Undefined for bytes that are not a record. */
export function decodeAny(
	cbor: CborCodec,
	payload: Uint8Array | undefined,
	epoch: number,
): KnownRecord | UnknownRecord | undefined {
	try {
		return payload && decodeRecord(cbor, payload, epoch);
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}

/** Also undefined for a record of a newer version that this one cannot decode. */
export function decodeKnown(cbor: CborCodec, payload: Uint8Array | undefined, epoch: number): KnownRecord | undefined {
	const record = decodeAny(cbor, payload, epoch);
	return record && isKnown(record) ? record : undefined;
}

/** The sale with this number, if it is stored in the current epoch; for late reprints. */
export function findSale(log: RecordLog, cbor: CborCodec, receiptNumber: number): SaleRecord | undefined {
	const { epoch } = log;
	let end = log.sequence;
	while (end > 0) {
		const from = Math.max(1, end - stretchRecords + 1);
		const cursor = log.walk(epoch, from);
		let found: SaleRecord | undefined;
		let isSeen = false;
		for (let entry = cursor.next(); entry?.epoch === epoch && entry.sequence <= end; entry = cursor.next()) {
			isSeen = true;
			if (peekKind(entry.payload) !== RecordKind.sale) continue;
			const record = decodeKnown(cbor, entry.payload, epoch);
			if (record?.kind === RecordKind.sale && record.document.number === receiptNumber) found = record;
		}
		if (found !== undefined || !isSeen) return found;
		end = from - 1;
	}
	return undefined;
}
