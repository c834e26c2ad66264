// What one record means for the ledger. Pure data: the store writes it, the fold over all of them is the ledger.
import type { SaleDiscount, SaleLine, ShiftTotals, TaxSplit, Tender } from "../../firmware/wire/record.js";

/** When something was sold, as the ledger books it: the terminal's wall time, or the time of receipt where its clock was unset. */
export interface Booked {
	readonly wallMs: number;
	/** Days since 1970-01-01 in the stall's local time. */
	readonly day: number;
	/** 0–23, local. */
	readonly hour: number;
}

export interface ReceiptEntry extends Booked {
	readonly type: "receipt";
	readonly receiptNumber: number;
	readonly shift: number;
	readonly currency: string;
	readonly lines: readonly SaleLine[];
	readonly discounts: readonly SaleDiscount[];
	readonly taxes: readonly TaxSplit[];
	readonly tenders: readonly Tender[];
	readonly totalMinor: number;
	readonly roundingMinor: number;
	readonly changeMinor: number;
	readonly units: number;
	readonly taxMinor: number;
	/** Net of change. */
	readonly cashMinor: number;
	readonly cardMinor: number;
	/** SHA-256 over what the state hash takes of this receipt. */
	readonly content: Uint8Array;
}

export interface NoSaleEntry extends Booked {
	readonly type: "noSale";
	readonly noSaleNumber: number;
	readonly shift: number;
}

export interface VoidEntry extends Booked {
	readonly type: "void";
	readonly shift: number;
	readonly totalMinor: number;
}

export interface ShiftOpenedEntry extends Booked {
	readonly type: "shiftOpened";
	readonly shift: number;
	readonly floatMinor: number;
}

export interface ShiftClosedEntry extends Booked {
	readonly type: "shiftClosed";
	readonly shift: number;
	readonly totals: ShiftTotals;
	/** −1 when the cash was not counted. */
	readonly countedMinor: number;
}

export type LedgerEntry = ReceiptEntry | NoSaleEntry | VoidEntry | ShiftOpenedEntry | ShiftClosedEntry;

/** Sums over all terminals, in minor units and counts. */
export interface LedgerTotals {
	readonly sales: number;
	readonly noSales: number;
	readonly lines: number;
	readonly units: number;
	readonly grossMinor: number;
	readonly taxMinor: number;
	/** Net of change. */
	readonly cashMinor: number;
	readonly cardMinor: number;
}

/** One step of the state hash: a receipt with its content, or a no-sale. */
export interface ReceiptState {
	readonly terminal: string;
	readonly type: "receipt" | "noSale";
	readonly number: number;
	/** Empty for a no-sale. */
	readonly content: Uint8Array;
}
