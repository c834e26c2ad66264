// The questions the dashboard asks of the ledger. Read only; amounts in minor units, days since 1970-01-01 in the stalls' local time.

export interface DaySums {
	readonly grossMinor: number;
	readonly sales: number;
	readonly units: number;
	readonly taxMinor: number;
	readonly cashMinor: number;
	readonly cardMinor: number;
}

export interface TerminalDay {
	readonly terminal: string;
	readonly grossMinor: number;
	readonly sales: number;
}

export interface ItemSum {
	readonly sku: string;
	readonly name: string;
	readonly quantity: number;
	readonly grossMinor: number;
}

export interface ReceiptRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	readonly receiptNumber: number;
	readonly shift: number;
	readonly wallMs: number;
	readonly currency: string;
	readonly totalMinor: number;
	readonly taxMinor: number;
	readonly cashMinor: number;
	readonly cardMinor: number;
	readonly units: number;
}

export interface ShiftRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly shift: number;
	readonly openedMs: number | null;
	readonly closedMs: number | null;
	readonly floatMinor: number;
	/** What the terminal reported at the close; null while open. */
	readonly reportedGrossMinor: number | null;
	readonly reportedSales: number | null;
	/** Cash expected and counted in the drawer; null while open or not counted. */
	readonly expectedCashMinor: number | null;
	readonly countedMinor: number | null;
	/** What the ledger holds for this shift. */
	readonly grossMinor: number;
	readonly sales: number;
	readonly taxMinor: number;
	readonly cashMinor: number;
	readonly cardMinor: number;
}

export interface TaxSum {
	readonly rateBasisPoints: number;
	readonly grossMinor: number;
	readonly taxMinor: number;
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
	day(day: number): DaySums;
	hours(day: number): { readonly hour: number; readonly grossMinor: number }[];
	terminals(day: number): TerminalDay[];
	receiptCount(terminal: string): { readonly lastReceiptNumber: number; readonly sales: number };
	/** By takings; a negative limit gives all. */
	bestSellers(fromDay: number, toDay: number, limit: number): ItemSum[];
	receipts(filter: ReceiptFilter): ReceiptRow[];
	/** More than one only where a terminal used a number twice. */
	receiptsByNumber(terminal: string, receiptNumber: number): ReceiptRow[];
	shifts(terminal: string | undefined, limit: number): ShiftRow[];
	taxes(fromDay: number, toDay: number): TaxSum[];
	/** The last day with any sale; undefined for an empty ledger. */
	lastDay(): number | undefined;
	currency(): string | undefined;
}
