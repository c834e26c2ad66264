// What a record books, and the sums over it. Pure data: ledgers fold it, the store writes it.
import type { Document, TaxSplit, TenderTotal } from "../../firmware/wire/record.js";

/** When a record was made, by whom and in which shift, as ledgers book it. */
export interface Booked {
	/** The terminal's wall time, or the time of receipt where its clock was unset. */
	readonly wallMs: number;
	/** The business day, days since 1970-01-01 in the merchant's local time. */
	readonly day: number;
	/** 0–23, local. */
	readonly hour: number;
	/** Number of the staff member; 0 for nobody. */
	readonly staff: number;
	readonly shift: number;
}

/** What is known of a document. Of a newer version: counted by the record's prefix alone. */
export type DocumentType = "sale" | "noSale" | "training" | "newer";

/** What was sold on one line. */
export interface LineSum {
	readonly sku: string;
	readonly name: string;
	readonly quantity: number;
	readonly amountMinor: number;
}

/** A record that uses up a number of a series. */
export interface DocumentEntry extends Booked {
	readonly type: DocumentType;
	readonly recordKind: number;
	/** With zero amounts for training: nothing of it counts. */
	readonly document: Document;
	/** Empty where the record does not say. */
	readonly currency: string;
	readonly taxMode: number;
	/** Of a sale; empty for all others. */
	readonly lines: readonly LineSum[];
	readonly units: number;
	readonly taxes: readonly TaxSplit[];
	readonly taxMinor: number;
	/** By kind, ascending; cash is net of change. Of a newer version: what its prefix says of cash. */
	readonly tenders: readonly TenderTotal[];
	readonly roundingMinor: number;
	/** What a training sale came to. */
	readonly practisedMinor: number;
	/** SHA-256 over what the state hash takes of this document. */
	readonly content: Uint8Array;
}

/** Sums of one currency, in minor units. Empty for documents of a newer version whose shift is not known either. */
export interface CurrencySums {
	readonly currency: string;
	/** All that was added to takings, tax included, before cash rounding. */
	readonly grossMinor: number;
	readonly taxMinor: number;
	readonly roundingMinor: number;
	/** By kind, known or not, ascending; cash is net of change. */
	readonly tenders: readonly TenderTotal[];
	/** Documents of a newer version, and their part of `grossMinor`. */
	readonly others: number;
	readonly othersMinor: number;
}

/** Sums over documents. Training sales are counted and are in nothing else. */
export interface Sums {
	readonly sales: number;
	readonly noSales: number;
	readonly trainingSales: number;
	/** Documents of a newer version. */
	readonly others: number;
	/** Of sales. */
	readonly lines: number;
	readonly units: number;
	/** Ascending by code; those with neither sale nor document of a newer version are left out. */
	readonly currencies: readonly CurrencySums[];
}

/** The ledger over everything. */
export interface LedgerTotals extends Sums {
	readonly stateHash: string;
}

/** One step of the state hash. */
export interface DocumentState {
	readonly terminal: string;
	readonly series: number;
	readonly number: number;
	readonly content: Uint8Array;
}
