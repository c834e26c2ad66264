// The shift state: numbers and open items are kept in memory, totals once they are known. After power-on the totals are
// folded from the journal, which decodes every record since they were last recorded and must not delay selling: a few
// records at a time while the till is idle, and the rest where a report or an anchor needs them first.
import { equal } from "../../core/bytes.js";
import { limits } from "../../core/limits.js";
import {
	type Anchor,
	isKnown,
	type KnownRecord,
	type Place,
	type SaleRecord,
	RecordKind,
	Series,
	type ShiftTotals,
} from "../../wire/record.js";
import type { TillOptions } from "../options.js";
import { ClockWatch } from "./clock-watch.js";
import { OpenItems } from "./open-items.js";
import type { RecordFolds, ShiftState } from "./record-fold.js";
import { decodeAny, decodeKnown, findSale, type LastRecord, recover, type Recovered } from "./recovery.js";
import type { RecordObserver } from "./record-writer.js";
import type { RightsBook } from "./rights-book.js";
import { foldShift, noTotals } from "./shift-totals.js";

export type ShiftBookOptions = Pick<TillOptions, "journal" | "cbor" | "ports" | "identity" | "nonce">;

export class ShiftBook implements RecordObserver, ShiftState {
	readonly open: OpenItems;
	/** The last action before power-on. */
	readonly lastAtBoot: LastRecord | undefined;
	/** Boot count of the newest record at power-on; 0 for none. */
	readonly lastBootCount: number;
	/** Whether this boot has been recorded. Compared by nonce, because a boot count can be lost and start again. */
	readonly isBootNoted: boolean;
	readonly clock: ClockWatch;
	/** Undefined if the board has no memory for rights. */
	rights: RightsBook | undefined;
	readonly #options: ShiftBookOptions;
	readonly #folds: RecordFolds;
	#shift = 0;
	#isOpen: boolean;
	#numbers: number[];
	#countedMinor: number | undefined;
	#sinceAnchor: number;
	/** The newest sale of this boot. The record itself may be large and is read again when it is needed. */
	#lastSale: Place | undefined;
	#totals: ShiftTotals | undefined;
	/** The records before `#foldFrom`, while the totals are unknown. */
	#folded: ShiftTotals = noTotals;
	#foldFrom: Place | undefined;

	/** Reads the journal's end. */
	constructor(options: ShiftBookOptions, folds: RecordFolds) {
		this.#options = options;
		this.#folds = folds;
		const found = recover(options.journal, options.cbor, folds);
		const { anchor } = found;
		this.lastAtBoot = found.last;
		this.lastBootCount = found.lastBootCount;
		this.isBootNoted = equal(found.nonce, options.nonce);
		this.clock = new ClockWatch(options.ports, found.knownMs);
		// Sales require an open shift: if no totals are stored any more, a used number implies an open shift.
		this.#isOpen = anchor === undefined && found.numbers.length > 0;
		this.#numbers = [...found.numbers];
		this.#sinceAnchor = found.sinceAnchor;
		this.#foldFrom = found.foldFrom;
		if (found.sinceAnchor === 0) this.#totals = anchor?.anchor.totals ?? noTotals;
		this.open = new OpenItems(options);
		if (anchor && found.foldFrom) folds[anchor.kind]?.note?.(this, anchor, found.foldFrom, anchor.anchor.nonce);
		this.#shift = found.shift;
		this.reopen(found);
	}

	/** The open shift, or the last one; 0 before the first. */
	get shift(): number {
		return this.#shift;
	}

	get isOpen(): boolean {
		return this.#isOpen;
	}

	/** The last number used of series 1, 2, 3 …. */
	get numbers(): readonly number[] {
		return this.#numbers;
	}

	/** The last number used; 0 for none. */
	lastNumber(series: number): number {
		return this.#numbers[series - 1] ?? 0;
	}

	/** Cash counted at the close of the last shift, −1 if it was not counted; undefined while a shift is open. */
	get countedMinor(): number | undefined {
		return this.#countedMinor;
	}

	/** Whether this journal has the end of the last shift: a terminal that replaced another knows its number alone. */
	get hasLastReport(): boolean {
		return !this.#isOpen && this.#countedMinor !== undefined;
	}

	/** Number of records since totals were last recorded. */
	get sinceAnchor(): number {
		return this.#sinceAnchor;
	}

	get totals(): ShiftTotals {
		for (;;) {
			const totals = this.#totals;
			if (totals) return totals;
			this.foldSome();
		}
	}

	/** Whether the totals are known, so that using them folds nothing. */
	get hasTotals(): boolean {
		return this.#totals !== undefined;
	}

	/** Folds some of the records that the totals still lack. Returns whether there may be more. */
	foldSome(): boolean {
		if (this.#totals) return false;
		const { journal, cbor } = this.#options;
		const from = this.#foldFrom;
		// A new cursor each time, because the journal may have grown.
		const cursor = from && journal.walk(from.epoch, from.sequence);
		for (let records = 0; records < limits.foldRecords; records++) {
			const entry = cursor?.next();
			if (!entry) {
				this.#totals = this.#folded;
				this.#folded = noTotals;
				return false;
			}
			const { epoch, sequence, payload } = entry;
			const record = decodeAny(cbor, payload, epoch);
			if (record !== undefined) this.#folded = foldShift(this.#folds, this.#folded, record);
			this.#foldFrom = { epoch, sequence: sequence + 1 };
		}
		return true;
	}

	/** The anchor for the next record with totals. */
	anchor(totals: ShiftTotals): Anchor {
		return { numbers: this.#numbers, open: this.open.places, nonce: this.#options.nonce, totals };
	}

	/** The newest sale, for its receipt; undefined if it is not stored or not readable by this version. */
	get lastSale(): SaleRecord | undefined {
		const { journal, cbor } = this.#options;
		const number = this.lastNumber(Series.receipt);
		if (number === 0) return undefined;
		const record = this.#lastSale && this.read(this.#lastSale);
		const isLast = record?.kind === RecordKind.sale && record.document.number === number;
		return isLast ? record : findSale(journal, cbor, number);
	}

	/** A record of the journal; undefined if it cannot be read. */
	read(place: Place): KnownRecord | undefined {
		const { journal, cbor } = this.#options;
		return decodeKnown(cbor, journal.read(place.epoch, place.sequence), place.epoch);
	}

	note(record: KnownRecord, place: Place): void {
		const { nonce } = this.#options;
		const folds = this.#folds;
		const fold = folds[record.kind];
		const isAnchor = fold?.isAnchor === true;
		if (this.#totals !== undefined || isAnchor) {
			this.#totals = foldShift(folds, this.#totals ?? noTotals, record);
			this.#folded = noTotals;
		}
		this.#sinceAnchor = isAnchor ? 0 : this.#sinceAnchor + 1;
		const { document } = record;
		if (document) this.use(document.series, document.number);
		fold?.note?.(this, record, place, nonce);
		this.open.close(record.closes);
		this.rights?.note(record, place);
	}

	beginShift(shift: number): void {
		this.#shift = shift;
		this.#isOpen = true;
		this.#countedMinor = undefined;
	}

	endShift(countedMinor: number): void {
		this.#isOpen = false;
		this.#countedMinor = countedMinor;
	}

	continueShift(isOpen: boolean): void {
		this.#isOpen = isOpen;
	}

	noteSale(place: Place): void {
		this.#lastSale = place;
	}

	/** Series before this one may be unused. */
	private use(series: number, number: number): void {
		while (this.#numbers.length < series) this.#numbers.push(0);
		this.#numbers[series - 1] = number;
	}

	private reopen(found: Recovered): void {
		const { journal, cbor } = this.#options;
		const folds = this.#folds;
		for (const { place, nonce } of found.opened) {
			const record = decodeAny(cbor, journal.read(place.epoch, place.sequence), place.epoch);
			if (record === undefined) continue;
			if (!isKnown(record)) {
				this.open.keepUnknown(place);
				continue;
			}
			folds[record.kind]?.note?.(this, record, place, nonce);
			this.open.close(record.closes);
		}
	}
}
