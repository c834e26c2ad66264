// The books of the shift: numbers at hand, totals when somebody asks. After power-on the totals are folded from the journal at the first need:
// it takes decoding every record since they were last written down, and a till should sell before that.
import type { CborCodec } from "../wire/cbor.js";
import { type KnownRecord, RecordKind, type SaleRecord, type ShiftTotals } from "../wire/record.js";
import { type AnchorRecord, type BusinessRecord, decodeKnown, findSale, isAnchor, peekKind, type Place, recover } from "./recovery.js";
import type { RecordLog } from "./scribe.js";
import { foldShift, noTotals } from "./shift-totals.js";

export interface ShiftBookOptions {
	readonly log: RecordLog;
	readonly cbor: CborCodec;
}

/** What a stallholder did last before the power went; the amount is zero where there was none. */
export interface LastDeed {
	readonly kind: BusinessRecord["kind"];
	readonly totalMinor: number;
}

export class ShiftBook {
	/** What was last at power-on. */
	readonly lastAtBoot: LastDeed | undefined;
	/** Boot count of the newest record at power-on; 0 for none. */
	readonly lastBootCount: number;
	readonly #options: ShiftBookOptions;
	#shift: number;
	#isOpen: boolean;
	#receiptNumber: number;
	#noSaleNumber: number;
	#countedMinor: number | undefined;
	#sinceAnchor: number;
	#lastSale: SaleRecord | undefined;
	#totals: ShiftTotals | undefined;
	/** Where the totals begin to be folded while they are not known. */
	#foldFrom: Place | undefined;

	/** Reads the journal's end. */
	constructor(options: ShiftBookOptions) {
		this.#options = options;
		const found = recover(options.log, options.cbor);
		const { anchor, lastSale, lastNoSale } = found;
		const totals = anchor?.totals ?? noTotals;
		const { last } = found;
		this.lastAtBoot = last && { kind: last.kind, totalMinor: "totalMinor" in last ? last.totalMinor : 0 };
		this.lastBootCount = found.lastBootCount;
		this.#shift = lastSale?.shift ?? lastNoSale?.shift ?? totals.shift;
		// Sales are made in open shifts only: where no totals are held any more, they tell as much.
		this.#isOpen = anchor === undefined ? lastSale !== undefined || lastNoSale !== undefined : isOpenAfter(anchor);
		this.#receiptNumber = lastSale?.receiptNumber ?? totals.receiptNumber;
		this.#noSaleNumber = lastNoSale?.noSaleNumber ?? totals.noSaleNumber;
		this.#countedMinor = anchor?.kind === RecordKind.shiftClosed ? anchor.countedMinor : undefined;
		this.#sinceAnchor = found.sinceAnchor;
		this.#lastSale = lastSale;
		this.#foldFrom = found.foldFrom;
		if (found.sinceAnchor === 0) this.#totals = totals;
	}

	/** The open shift, or the last one; 0 before the first. */
	get shift(): number {
		return this.#shift;
	}

	get isOpen(): boolean {
		return this.#isOpen;
	}

	/** The last ones used. */
	get receiptNumber(): number {
		return this.#receiptNumber;
	}

	get noSaleNumber(): number {
		return this.#noSaleNumber;
	}

	/** Cash counted at the close of the last shift, -1 when nobody counted; undefined while a shift is open. */
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

	/** The newest sale, for its receipt. */
	get lastSale(): SaleRecord | undefined {
		const { log, cbor } = this.#options;
		if (this.#lastSale === undefined && this.#receiptNumber > 0) this.#lastSale = findSale(log, cbor, this.#receiptNumber);
		return this.#lastSale;
	}

	/** A record of this boot is durable. */
	note(record: KnownRecord): void {
		if (this.#totals !== undefined || isAnchor(record.kind)) this.#totals = foldShift(this.#totals ?? noTotals, record);
		this.#sinceAnchor++;
		switch (record.kind) {
			case RecordKind.sale:
				this.#receiptNumber = record.receiptNumber;
				this.#lastSale = record;
				return;
			case RecordKind.noSale:
				this.#noSaleNumber = record.noSaleNumber;
				return;
			case RecordKind.shiftOpened:
				this.#shift = record.totals.shift;
				this.#isOpen = true;
				this.#countedMinor = undefined;
				this.#sinceAnchor = 0;
				return;
			case RecordKind.shiftClosed:
				this.#isOpen = false;
				this.#countedMinor = record.countedMinor;
				this.#sinceAnchor = 0;
				return;
			case RecordKind.shiftSnapshot:
				this.#sinceAnchor = 0;
		}
	}

	/** Decodes only what changes totals. */
	private fold(): ShiftTotals {
		const { log, cbor } = this.#options;
		const from = this.#foldFrom;
		const cursor = from && log.walk(from.epoch, from.sequence);
		let totals = noTotals;
		for (let entry = cursor?.next(); entry !== undefined; entry = cursor?.next()) {
			const kind = peekKind(entry.payload);
			if (kind !== RecordKind.sale && kind !== RecordKind.saleVoided && kind !== RecordKind.noSale && !isAnchor(kind)) continue;
			const record = decodeKnown(cbor, entry.payload);
			if (record !== undefined) totals = foldShift(totals, record);
		}
		return totals;
	}
}

function isOpenAfter(anchor: AnchorRecord): boolean {
	return anchor.kind === RecordKind.shiftOpened || (anchor.kind === RecordKind.shiftSnapshot && anchor.isOpen);
}
