// Documents and the sums over them. Plain data: ledgers fold it, the store writes it.
import type { Document, TaxSplit, TenderTotal } from "../../firmware/wire/record.js";

/** When a record was made, by whom and in which shift, as booked. */
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

/**
 * `cashMovement`: cash was paid in or out. `newer`: a document of a newer version, of which only the prefix is counted.
 */
export type DocumentType = "sale" | "noSale" | "training" | "cashMovement" | "newer";

/** One line of a sale. */
export interface LineSum {
	readonly sku: string;
	readonly name: string;
	readonly quantity: number;
	readonly amountMinor: number;
}

/** A record that uses a number of a series. */
export interface DocumentEntry extends Booked {
	readonly type: DocumentType;
	readonly recordKind: number;
	/** Has zero amounts for training, which does not count. */
	readonly document: Document;
	/** Empty if the record does not contain it. */
	readonly currency: string;
	readonly taxMode: number;
	/** Lines of a sale; empty for all other types. */
	readonly lines: readonly LineSum[];
	readonly units: number;
	readonly taxes: readonly TaxSplit[];
	readonly taxMinor: number;
	/** Ascending by kind; cash is net of change. For a newer version, the cash amount of its prefix. */
	readonly tenders: readonly TenderTotal[];
	readonly roundingMinor: number;
	/** The total of a training sale. */
	readonly practisedMinor: number;
	/** SHA-256 over the part of this document that enters the state hash. */
	readonly content: Uint8Array;
}

/**
 * Sums of one currency, in minor units. The currency is empty for documents of a newer version whose shift is not known
 * either.
 */
export interface CurrencySums {
	readonly currency: string;
	/** Total of takings, including tax, before cash rounding. */
	readonly grossMinor: number;
	readonly taxMinor: number;
	readonly roundingMinor: number;
	/** By kind, known or not, ascending; cash is net of change. */
	readonly tenders: readonly TenderTotal[];
	/** Documents of a newer version, and their share of `grossMinor`. */
	readonly others: number;
	readonly othersMinor: number;
}

/** Sums over documents. Training sales only enter `trainingSales`. */
export interface Sums {
	readonly sales: number;
	readonly noSales: number;
	readonly trainingSales: number;
	/** Documents of a newer version. */
	readonly others: number;
	/** Of sales. */
	readonly lines: number;
	readonly units: number;
	/** Ascending by code. Currencies with neither a sale nor a document of a newer version are omitted. */
	readonly currencies: readonly CurrencySums[];
}

/** Sums over all documents, with the state hash. */
export interface LedgerTotals extends Sums {
	readonly stateHash: string;
}

/** The input of the state hash for one document. */
export interface DocumentState {
	readonly terminal: string;
	readonly series: number;
	readonly number: number;
	readonly content: Uint8Array;
}
