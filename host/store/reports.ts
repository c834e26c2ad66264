// What reports read of the ledgers. Amounts are in minor units; days are business days since 1970-01-01 as the records
// were booked.
import type { TenderTotal } from "../../firmware/wire/record.js";
import type { DocumentType, Sums } from "../ledger/entry.js";
import type { EpochRow, TerminalRow } from "./rows.js";

export interface AmountOf {
	readonly currency: string;
	readonly grossMinor: number;
}

/** A terminal as the overview shows it. */
export interface TerminalOverview extends TerminalRow {
	/** Its present chain; undefined before it was enrolled. */
	readonly present: EpochRow | undefined;
	/** Of the day. */
	readonly salesToday: number;
	readonly takingsToday: readonly AmountOf[];
	/** Of series receipt, over all days. */
	readonly sales: number;
	readonly lastReceiptNumber: number;
	/** Of the catalog that it applies; undefined before the first. */
	readonly catalogVersion: number | undefined;
}

export interface OverviewQuery {
	readonly day: number;
	/** The day whose takings stand beside it. */
	readonly comparedDay: number;
	readonly itemsShown: number;
}

export interface OverviewRows {
	readonly today: Sums;
	readonly compared: readonly AmountOf[];
	readonly hours: readonly HourSum[];
	readonly terminals: readonly TerminalOverview[];
	readonly bestSellers: readonly ItemSum[];
	/** Records of a newer version, over all terminals. */
	readonly newerRecords: number;
	/** Of the newest sale. */
	readonly currency: string | undefined;
}

export interface HourSum extends AmountOf {
	/** 0–23, local. */
	readonly hour: number;
}

export interface ItemSum {
	readonly sku: string;
	readonly name: string;
	readonly currency: string;
	readonly quantity: number;
	/** Before discounts; tax included or not as the catalog's prices were. */
	readonly amountMinor: number;
}

/** A document with a number, but no-sales. */
export interface ReceiptRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	readonly type: Exclude<DocumentType, "noSale">;
	readonly kind: number;
	readonly series: number;
	readonly number: number;
	readonly staff: number;
	readonly shift: number;
	readonly wallMs: number;
	/** Empty where it is not known. */
	readonly currency: string;
	readonly taxMode: number;
	/** What it added to takings: 0 for training. */
	readonly totalMinor: number;
	readonly taxMinor: number;
	/** What a training sale came to; 0 for all others. */
	readonly practisedMinor: number;
	readonly tenders: readonly TenderTotal[];
	readonly units: number;
}

export interface ShiftRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly shift: number;
	readonly currency: string;
	readonly openedMs: number | null;
	readonly closedMs: number | null;
	/** Who opened and closed it; 0 for nobody. */
	readonly openedBy: number;
	readonly closedBy: number;
	readonly floatMinor: number;
	/** What the terminal reported at the close; null while open. */
	readonly reportedGrossMinor: number | null;
	/** Its sales and the documents that it did not know. */
	readonly reportedDocuments: number | null;
	/** Cash expected and counted in the drawer; null while open or not counted. */
	readonly expectedCashMinor: number | null;
	readonly countedMinor: number | null;
	/**
	 * What the ledger holds for this shift: in another currency than the shift's only where a foreign writer has mixed
	 * them.
	 */
	readonly sums: Sums;
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
	/** Those of them that have a number, and what they added to takings and to the drawer. */
	readonly documents: number;
	readonly totalMinor: number;
	readonly cashMinor: number;
}

/** A place in the list of receipts: wall time first, the rest to tell apart what was booked in the same millisecond. */
export interface ReceiptPosition {
	readonly wallMs: number;
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
}

export interface ReceiptFilter {
	readonly terminal: string | undefined;
	/** Only receipts behind this one in the order of the list. */
	readonly before: ReceiptPosition;
	readonly limit: number;
}

export interface LedgerReports {
	day(day: number): Promise<Sums>;
	hours(day: number): Promise<HourSum[]>;
	/** All terminals by name, or one. */
	terminals(day: number, terminal?: string): Promise<TerminalOverview[]>;
	/** All that the overview shows of a day, from rows that the ledgers keep for it. */
	overview(query: OverviewQuery): Promise<OverviewRows>;
	/** By amount; a negative limit gives all. */
	bestSellers(fromDay: number, toDay: number, limit: number): Promise<ItemSum[]>;
	receipts(filter: ReceiptFilter): Promise<ReceiptRow[]>;
	/** More than one only where a terminal used a number twice. */
	receiptsByNumber(terminal: string, series: number, number: number): Promise<ReceiptRow[]>;
	shifts(terminal: string | undefined, limit: number): Promise<ShiftRow[]>;
	taxes(fromDay: number, toDay: number): Promise<TaxSum[]>;
	/** Ascending by kind. */
	newer(terminal: string): Promise<NewerSum[]>;
	/** Records of a newer version, over all terminals. */
	newerCount(): Promise<number>;
	/** Of the newest sale. */
	currency(): Promise<string | undefined>;
}
