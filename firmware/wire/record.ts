// The records a terminal journals: intents with their outcome. A record is a CBOR array, read by position:
//   [kind, bootCount, uptimeMs, wallMs, clockQuality, ...body]
// Readers accept more elements than they know and keep unknown kinds' bytes. docs/records.md is the format document.
import type { ClockQuality } from "../core/ports.js";

export const RecordKind = {
	/** A new chain begins; names the head of the epoch before. */
	epochOpened: 1,
	booted: 2,
	clockSet: 3,
	catalogApplied: 4,
	shiftOpened: 5,
	shiftClosed: 6,
	/** Running totals of the open shift, so that a boot need not fold the whole shift again. */
	shiftSnapshot: 7,
	sale: 16,
	/** A basket was cleared before payment. */
	saleVoided: 17,
	/** The drawer was opened without a sale. */
	noSale: 18,
	/** A receipt was printed again, marked as a copy. */
	receiptCopied: 19,
	/** Somebody had the terminal read its journal and show what it found. */
	inspected: 20,
} as const;
export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];

/** When a record was made, as far as the terminal knows (invariant 11). */
export interface Stamp {
	readonly bootCount: number;
	readonly uptimeMs: number;
	readonly wallMs: number;
	readonly clockQuality: ClockQuality;
}

export const TenderKind = { cash: 1, card: 2 } as const;
export type TenderKind = (typeof TenderKind)[keyof typeof TenderKind];

/**
 * Wire: [sku, name, quantity, unitMinor, grossMinor, taxRateBasisPoints], and behind them [weightGrams, perKilogramMinor] where it was weighed.
 * grossMinor = quantity × unitMinor, tax included.
 */
export interface SaleLine {
	/** Empty for an open price. */
	readonly sku: string;
	readonly name: string;
	readonly quantity: number;
	readonly unitMinor: number;
	readonly grossMinor: number;
	readonly taxRateBasisPoints: number;
	/** Net weight of one unit as its label said; left out on goods that are counted. */
	readonly weightGrams?: number;
	/** What `unitMinor` was computed from; 0 where the label gave the price itself. Left out with the weight. */
	readonly perKilogramMinor?: number;
}

/** Wire: [promotion id, name, amountMinor ≤ 0, taxRateBasisPoints]. One entry for each tax rate it touches. */
export interface SaleDiscount {
	readonly promotion: string;
	readonly name: string;
	readonly amountMinor: number;
	readonly taxRateBasisPoints: number;
}

/** Wire: [rateBasisPoints, grossMinor, taxMinor]; ascending by rate; grossMinor after discounts; they sum to the total. */
export interface TaxSplit {
	readonly rateBasisPoints: number;
	readonly grossMinor: number;
	readonly taxMinor: number;
}

/** Wire: [kind, amountMinor, reference]. For cash the amount is what was handed over. The reference is a token, never a card number. */
export interface Tender {
	readonly kind: TenderKind;
	readonly amountMinor: number;
	readonly reference: string;
}

/** Body: [receiptNumber, shift, currency, catalogVersion, lines, discounts, taxes, totalMinor, roundingMinor, tenders, changeMinor]. */
export interface SaleRecord extends Stamp {
	readonly kind: typeof RecordKind.sale;
	/** Counts from 1 without gaps for each terminal, over epochs. */
	readonly receiptNumber: number;
	readonly shift: number;
	readonly currency: string;
	readonly catalogVersion: number;
	readonly lines: readonly SaleLine[];
	readonly discounts: readonly SaleDiscount[];
	readonly taxes: readonly TaxSplit[];
	/** What the lines and discounts sum to. */
	readonly totalMinor: number;
	/** Cash rounding: payable = total + rounding. */
	readonly roundingMinor: number;
	/** They sum to total + rounding + change. */
	readonly tenders: readonly Tender[];
	readonly changeMinor: number;
}

/** Body: [shift, lines, totalMinor]. */
export interface SaleVoidedRecord extends Stamp {
	readonly kind: typeof RecordKind.saleVoided;
	readonly shift: number;
	readonly lines: readonly SaleLine[];
	readonly totalMinor: number;
}

/** Body: [noSaleNumber, shift]. */
export interface NoSaleRecord extends Stamp {
	readonly kind: typeof RecordKind.noSale;
	/** Counts from 1 for each terminal, over epochs. */
	readonly noSaleNumber: number;
	readonly shift: number;
}

/** Body: [receiptNumber]. */
export interface ReceiptCopiedRecord extends Stamp {
	readonly kind: typeof RecordKind.receiptCopied;
	readonly receiptNumber: number;
}

/** Body: [shift]. */
export interface InspectedRecord extends Stamp {
	readonly kind: typeof RecordKind.inspected;
	readonly shift: number;
}

/**
 * Wire: [shift, receiptNumber, noSaleNumber, sales, units, grossMinor, taxMinor, cashMinor, cardMinor, roundingMinor, noSales, voids, floatMinor, taxes].
 * receiptNumber and noSaleNumber are the last ones used; cashMinor is net of change; the money rows are of this shift alone.
 */
export interface ShiftTotals {
	readonly shift: number;
	readonly receiptNumber: number;
	readonly noSaleNumber: number;
	readonly sales: number;
	readonly units: number;
	readonly grossMinor: number;
	readonly taxMinor: number;
	readonly cashMinor: number;
	readonly cardMinor: number;
	readonly roundingMinor: number;
	readonly noSales: number;
	readonly voids: number;
	readonly floatMinor: number;
	readonly taxes: readonly TaxSplit[];
}

/** The last ones used: what numbering goes on from. */
export type ShiftNumbers = Pick<ShiftTotals, "shift" | "receiptNumber" | "noSaleNumber">;

/** Body: [totals at the beginning: only shift, receiptNumber, noSaleNumber and floatMinor may be other than zero]. */
export interface ShiftOpenedRecord extends Stamp {
	readonly kind: typeof RecordKind.shiftOpened;
	readonly totals: ShiftTotals;
}

/** Body: [totals, countedMinor]. countedMinor is the cash counted blind; -1 when not counted. */
export interface ShiftClosedRecord extends Stamp {
	readonly kind: typeof RecordKind.shiftClosed;
	readonly totals: ShiftTotals;
	readonly countedMinor: number;
}

/** Body: [totals, isOpen]. */
export interface ShiftSnapshotRecord extends Stamp {
	readonly kind: typeof RecordKind.shiftSnapshot;
	readonly totals: ShiftTotals;
	readonly isOpen: boolean;
}

/** What a new chain follows: the last known place of the one before. Zeroes behind `epoch` for a terminal's first. */
export interface ChainOrigin {
	readonly epoch: number;
	readonly previousEpoch: number;
	readonly previousSequence: number;
	readonly previousHead: Uint8Array;
}

/** Body: [epoch, previousEpoch, previousSequence, previousHead]. */
export interface EpochOpenedRecord extends Stamp, ChainOrigin {
	readonly kind: typeof RecordKind.epochOpened;
}

/** Body: [reason, boots]: reset reason code of the port (0 unknown, 1 power, 2 brown-out, 3 watchdog, 4 software), boots it stands for. */
export interface BootedRecord extends Stamp {
	readonly kind: typeof RecordKind.booted;
	readonly reason: number;
	readonly boots: number;
}

/** Body: [beforeMs, beforeQuality]. The stamp carries the new time. */
export interface ClockSetRecord extends Stamp {
	readonly kind: typeof RecordKind.clockSet;
	readonly beforeMs: number;
	readonly beforeQuality: ClockQuality;
}

/** Body: [version, digest]. */
export interface CatalogAppliedRecord extends Stamp {
	readonly kind: typeof RecordKind.catalogApplied;
	readonly version: number;
	readonly digest: Uint8Array;
}

/** A record of a kind this reader does not know: its bytes are kept by whoever holds them. */
export interface UnknownRecord extends Stamp {
	readonly kind: number;
	readonly unknown: true;
}

export type KnownRecord =
	| SaleRecord
	| SaleVoidedRecord
	| NoSaleRecord
	| ReceiptCopiedRecord
	| InspectedRecord
	| ShiftOpenedRecord
	| ShiftClosedRecord
	| ShiftSnapshotRecord
	| EpochOpenedRecord
	| BootedRecord
	| ClockSetRecord
	| CatalogAppliedRecord;

export function isKnown(record: KnownRecord | UnknownRecord): record is KnownRecord {
	return !("unknown" in record);
}
