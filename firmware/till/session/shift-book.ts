// The books of the shift: numbers and open items are kept in memory, and so are totals once somebody asked for them.
// After power-on the totals are folded from the journal at the first need: it takes decoding every record since they
// were last written down, and selling should not wait for that.
import { equal } from "../../core/bytes.js";
import type { Digest } from "../../core/ports.js";
import type { CborCodec } from "../../wire/cbor.js";
import {
	type Anchor,
	isKnown,
	type KnownRecord,
	type Place,
	type SaleRecord,
	Series,
	type ShiftTotals,
} from "../../wire/record.js";
import { OpenItems } from "./open-items.js";
import type { RecordLog } from "./record-log.js";
import type { Books, RecordFolds } from "./record-fold.js";
import { decodeAny, decodeKnown, findSale, type LastRecord, recover, type Recovered } from "./recovery.js";
import type { RecordBooks } from "./record-writer.js";
import { foldShift, noTotals } from "./shift-totals.js";

export interface ShiftBookOptions {
	readonly log: RecordLog;
	readonly cbor: CborCodec;
	readonly folds: RecordFolds;
	readonly digest: Digest;
	readonly merchant: string;
	readonly terminal: string;
	/** Of this boot: 16 random bytes. */
	readonly nonce: Uint8Array;
}

export class ShiftBook implements RecordBooks, Books {
	readonly open: OpenItems;
	/** What had been done last at power-on. */
	readonly lastAtBoot: LastRecord | undefined;
	/** Boot count of the newest record at power-on; 0 for none. */
	readonly lastBootCount: number;
	/** This boot stands in the journal already. By its nonce: a count of starts can be lost and begin again. */
	readonly isBootNoted: boolean;
	readonly #options: ShiftBookOptions;
	#shift = 0;
	#isOpen: boolean;
	#numbers: number[];
	#countedMinor: number | undefined;
	#sinceAnchor: number;
	#lastSale: SaleRecord | undefined;
	#totals: ShiftTotals | undefined;
	/** Where the totals begin to be folded while they are not known. */
	#foldFrom: Place | undefined;

	/** Reads the journal's end. */
	constructor(options: ShiftBookOptions) {
		this.#options = options;
		const found = recover(options.log, options.cbor, options.folds);
		const { anchor } = found;
		this.lastAtBoot = found.last;
		this.lastBootCount = found.lastBootCount;
		this.isBootNoted = equal(found.nonce, options.nonce);
		// Sales are made in open shifts only: where no totals are held any more, a number that was used tells as much.
		this.#isOpen = anchor === undefined && found.numbers.length > 0;
		this.#numbers = [...found.numbers];
		this.#sinceAnchor = found.sinceAnchor;
		this.#foldFrom = found.foldFrom;
		if (found.sinceAnchor === 0) this.#totals = anchor?.anchor.totals ?? noTotals;
		this.open = new OpenItems(options);
		if (anchor && found.foldFrom)
			options.folds[anchor.kind]?.note?.(this, anchor, found.foldFrom, anchor.anchor.nonce);
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

	/** Cash counted at the close of the last shift, −1 when nobody counted; undefined while a shift is open. */
	get countedMinor(): number | undefined {
		return this.#countedMinor;
	}

	/** Records since totals were last written down. */
	get sinceAnchor(): number {
		return this.#sinceAnchor;
	}

	get totals(): ShiftTotals {
		this.#totals ??= this.fold();
		return this.#totals;
	}

	/** What the next record with totals says. */
	anchor(totals: ShiftTotals): Anchor {
		return { numbers: this.#numbers, open: this.open.places, nonce: this.#options.nonce, totals };
	}

	/** The newest sale, for its receipt; undefined where it is not held, or not readable here. */
	get lastSale(): SaleRecord | undefined {
		const { log, cbor } = this.#options;
		const number = this.lastNumber(Series.receipt);
		if (this.#lastSale?.document.number !== number)
			this.#lastSale = number > 0 ? findSale(log, cbor, number) : undefined;
		return this.#lastSale;
	}

	/** A record that is held in the journal; undefined where it cannot be read any more. */
	read(place: Place): KnownRecord | undefined {
		const { log, cbor } = this.#options;
		return decodeKnown(cbor, log.read(place.epoch, place.sequence), place.epoch);
	}

	note(record: KnownRecord, place: Place): void {
		const { folds, nonce } = this.#options;
		const fold = folds[record.kind];
		const isAnchor = fold?.isAnchor === true;
		if (this.#totals !== undefined || isAnchor) this.#totals = foldShift(folds, this.#totals ?? noTotals, record);
		this.#sinceAnchor = isAnchor ? 0 : this.#sinceAnchor + 1;
		const { document } = record;
		if (document) this.use(document.series, document.number);
		fold?.note?.(this, record, place, nonce);
		this.open.close(record.closes);
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

	keepSale(sale: SaleRecord): void {
		this.#lastSale = sale;
	}

	/** Series that nothing was used of yet may lie before this one. */
	private use(series: number, number: number): void {
		while (this.#numbers.length < series) this.#numbers.push(0);
		this.#numbers[series - 1] = number;
	}

	private reopen(found: Recovered): void {
		const { log, cbor, folds } = this.#options;
		for (const { place, nonce } of found.opened) {
			const record = decodeAny(cbor, log.read(place.epoch, place.sequence), place.epoch);
			if (record === undefined) continue;
			if (!isKnown(record)) {
				this.open.keepUnknown(place);
				continue;
			}
			folds[record.kind]?.note?.(this, record, place, nonce);
			this.open.close(record.closes);
		}
	}

	private fold(): ShiftTotals {
		const { log, cbor, folds } = this.#options;
		const from = this.#foldFrom;
		const cursor = from && log.walk(from.epoch, from.sequence);
		let totals = noTotals;
		for (let entry = cursor?.next(); entry !== undefined; entry = cursor?.next()) {
			const record = decodeAny(cbor, entry.payload, entry.epoch);
			if (record !== undefined) totals = foldShift(folds, totals, record);
		}
		return totals;
	}
}
