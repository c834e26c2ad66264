// Rows that reports read from the ledgers. Amounts are in minor units; days are business days since 1970-01-01 as the
// records were booked.
import type { TenderTotal } from "../../firmware/wire/record.js";
import type { CashMovement as CashMovementRow } from "../ledger/cash-movements/ledger.js";
import type { DocumentType, Sums } from "../ledger/entry.js";
import type { Override as OverrideRow } from "../ledger/staff/ledger.js";
import type { EpochRow, TerminalRow } from "./rows.js";

export type { CashMovementRow, OverrideRow };

export interface AmountOf {
	readonly currency: string;
	readonly grossMinor: number;
}

/** A terminal in the overview. */
export interface TerminalOverview extends TerminalRow {
	/** Its current chain; undefined before enrolment. */
	readonly present: EpochRow | undefined;
	/** Sales on the requested day. */
	readonly salesToday: number;
	readonly takingsToday: readonly AmountOf[];
	/** Documents of series receipt, over all days. */
	readonly sales: number;
	readonly lastReceiptNumber: number;
	/** The version of the applied catalog; undefined before the first. */
	readonly catalogVersion: number | undefined;
}

export interface OverviewQuery {
	readonly day: number;
	/** The day whose takings are compared with those of `day`. */
	readonly comparedDay: number;
	readonly itemsShown: number;
}

export interface OverviewRows {
	readonly today: Sums;
	readonly compared: readonly AmountOf[];
	readonly hours: readonly HourSum[];
	readonly terminals: readonly TerminalOverview[];
	readonly bestSellers: readonly ItemSum[];
	/** Of the day's sales, what readers took without the bank and nothing has confirmed since. */
	readonly unconfirmed: readonly UnconfirmedSum[];
	/** Records of a newer version, over all terminals. */
	readonly newerRecords: number;
	/** The currency of the newest sale. */
	readonly currency: string | undefined;
}

export interface UnconfirmedSum {
	readonly currency: string;
	readonly amountMinor: number;
	/** How many payments these are. */
	readonly payments: number;
}

/** A tender of a sale that was not confirmed when the sale was recorded. */
export interface TenderOutcome {
	/** Its place in the sale's list. */
	readonly tender: number;
	/** One of `PaymentOutcome`; 0 while nothing has confirmed it. */
	readonly outcome: number;
}

export interface HourSum extends AmountOf {
	/** 0–23, local. */
	readonly hour: number;
}

/** An item as a record has it. */
export interface SoldItem {
	readonly sku: string;
	readonly name: string;
}

export interface ItemSum {
	readonly sku: string;
	/** As the books keep it. */
	readonly name: string;
	readonly currency: string;
	readonly quantity: number;
	/** Before discounts; includes tax if the catalog's prices do. */
	readonly amountMinor: number;
}

/** A numbered document, except those of the drawer: no-sales and cash movements. */
export interface ReceiptRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	readonly type: Exclude<DocumentType, "noSale" | "cashMovement">;
	readonly kind: number;
	readonly series: number;
	readonly number: number;
	readonly staff: number;
	readonly shift: number;
	readonly wallMs: number;
	/** Empty if unknown. */
	readonly currency: string;
	readonly taxMode: number;
	/** The amount added to takings; 0 for training. */
	readonly totalMinor: number;
	readonly taxMinor: number;
	/** The total of a training sale; 0 for all other documents. */
	readonly practisedMinor: number;
	readonly tenders: readonly TenderTotal[];
	/** Of the tenders, what a reader took without the bank and nothing has confirmed since. */
	readonly unconfirmedMinor: number;
	/** What an operator knows was never charged, though the sale counts it as paid. */
	readonly notChargedMinor: number;
	readonly units: number;
}

export interface ShiftRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly shift: number;
	readonly currency: string;
	readonly openedMs: number | null;
	readonly closedMs: number | null;
	/** It was not closed, and another board has taken the terminal's name since: nothing will close it. */
	readonly isReplaced: boolean;
	/** Who opened and closed it; 0 for nobody. */
	readonly openedBy: number;
	readonly closedBy: number;
	readonly floatMinor: number;
	/** Cash taken in this shift for sales that were not completed in it; negative where its sales use earlier cash. */
	readonly heldMinor: number;
	/** Cash that was put into the drawer and taken out of it, but not for sales. */
	readonly paidInMinor: number;
	readonly paidOutMinor: number;
	/** What the terminal reported at the close; null while open. */
	readonly reportedGrossMinor: number | null;
	/** Sales, and documents of kinds unknown to the terminal. */
	readonly reportedDocuments: number | null;
	/** Cash expected and counted in the drawer; null while open or not counted. */
	readonly expectedCashMinor: number | null;
	readonly countedMinor: number | null;
	/**
	 * The ledger's sums for this shift. They contain another currency than the shift's only if a foreign writer mixed
	 * currencies.
	 */
	readonly sums: Sums;
}

/** Undefined: of all. A shift's number is its terminal's. */
export interface ShiftFilter {
	readonly terminal?: string | undefined;
	readonly shift?: number | undefined;
}

export interface TaxSum {
	readonly currency: string;
	/** One of `TaxMode`, or of a newer version. */
	readonly taxMode: number;
	readonly rateMillipercent: number;
	readonly authority: string;
	readonly jurisdiction: string;
	/** Tax included in mode `inclusive`, before tax in mode `exclusive`. */
	readonly baseMinor: number;
	readonly taxMinor: number;
}

/** Records of one kind that this version cannot read. */
export interface NewerSum {
	readonly kind: number;
	readonly records: number;
	/** The numbered ones among them, and their contributions to takings and to cash in the drawer. */
	readonly documents: number;
	readonly totalMinor: number;
	readonly cashMinor: number;
}

/** A position in the list of receipts: wall time first; the other fields separate receipts of the same millisecond. */
export interface ReceiptPosition {
	readonly wallMs: number;
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
}

export interface ReceiptFilter {
	readonly terminal: string | undefined;
	/** Only receipts after this position in the list. */
	readonly before: ReceiptPosition;
	readonly limit: number;
	/** Business days, both included. */
	readonly fromDay?: number | undefined;
	readonly toDay?: number | undefined;
	/** All must match. */
	readonly words?: readonly SearchWord[];
}

/** A word of a search. It matches by its text or by any of the other fields. */
export interface SearchWord {
	/** In lower case: part of an item's name or code, of a tender, or of a terminal's name or identifier. */
	readonly text: string;
	/** A number as printed on the receipt. */
	readonly number?: number | undefined;
	/** A total in minor units. */
	readonly totalMinor?: number | undefined;
	/** Business days, both included. */
	readonly days?: readonly [number, number] | undefined;
}

export interface ReceiptPage {
	readonly receipts: readonly ReceiptRow[];
	/** Where the next page begins; undefined at the end. A page of a search may be shorter than its limit before. */
	readonly next: ReceiptPosition | undefined;
}

export interface ReceiptCount {
	readonly count: number;
	/** Where to count on; undefined at the end. */
	readonly next: ReceiptPosition | undefined;
}

export interface ReceiptSum {
	readonly currency: string;
	readonly totalMinor: number;
}

export interface LedgerReports {
	day(day: number): Promise<Sums>;
	hours(day: number): Promise<HourSum[]>;
	/** All terminals by name, or one. */
	terminals(day: number, terminal?: string): Promise<TerminalOverview[]>;
	/** The whole overview of a day, from sums that the ledgers maintain. */
	overview(query: OverviewQuery): Promise<OverviewRows>;
	/** By quantity; a negative limit gives all. */
	bestSellers(fromDay: number, toDay: number, limit: number): Promise<ItemSum[]>;
	/** Looks at no more than hostLimits.receiptsScannedMax receipts. */
	receipts(filter: ReceiptFilter): Promise<ReceiptPage>;
	/** How many match among the next hostLimits.receiptsScannedMax. */
	receiptCount(filter: Omit<ReceiptFilter, "limit">): Promise<ReceiptCount>;
	/**
	 * For each line of a sale the name that the books keep, which is the line's own where the till shows it whole.
	 */
	wholeNames(catalogVersion: number, lines: readonly SoldItem[]): Promise<string[]>;
	/**
	 * Returns more than one only if a terminal used a number twice, and no more than hostLimits.pageRowsMax, the newest
	 * first. With `sum` only those with this total.
	 */
	receiptsByNumber(terminal: string, series: number, number: number, sum?: ReceiptSum): Promise<ReceiptRow[]>;
	/** Of a sale: the tenders that were not confirmed when it was recorded. */
	tenderOutcomes(terminal: string, epoch: number, sequence: number): Promise<TenderOutcome[]>;
	/** The newest first, after the first `offset`. */
	shifts(terminal: string | undefined, limit: number, offset?: number): Promise<ShiftRow[]>;
	/** The newest first, after the first `offset`; of one shift where it is given. */
	cashMovements(filter: ShiftFilter, limit: number, offset?: number): Promise<CashMovementRow[]>;
	/** The newest first, after the first `offset`; of one shift where it is given. */
	overrides(filter: ShiftFilter, limit: number, offset?: number): Promise<OverrideRow[]>;
	/** Whether a record of the terminal names the personal text with this digest. */
	namesText(terminal: string, digest: Uint8Array): Promise<boolean>;
	taxes(fromDay: number, toDay: number): Promise<TaxSum[]>;
	/** Ascending by kind. */
	newer(terminal: string): Promise<NewerSum[]>;
	/** Records of a newer version, over all terminals. */
	newerCount(): Promise<number>;
	/** The currency of the newest sale. */
	currency(): Promise<string | undefined>;
}
