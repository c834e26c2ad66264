// A paper ticket as plain data: the till makes it from a durable record, and the printer driver lays it out with the
// words of a language. Both may import only core, so the types stand here. Amounts are minor units; a driver prints
// them and computes nothing.
import type { FaultCode } from "./fault.js";
import { type DecimalMark, formatRate } from "./money.js";
import type { SelfTestRow, SelfTestWords } from "./self-test.js";

/** Printed at the head of every ticket. */
export interface TicketHeader {
	readonly merchant: string;
	/** Address, tax number and the like: at most `ticketHeaderLinesMax` lines. */
	readonly lines: readonly string[];
	readonly terminal: string;
	/** Local time of the stall, "2026-11-21 19:45", in every language; empty while the clock is unset. */
	readonly wallText: string;
	readonly currency: string;
	readonly symbol: string;
	readonly decimals: number;
}

export interface TicketLine {
	readonly quantity: number;
	readonly name: string;
	readonly unitMinor: number;
	readonly amountMinor: number;
	/** The letters of its taxes in `taxes`. */
	readonly taxLetters: string;
	/** Net weight of one unit; left out on goods that are counted. */
	readonly weightGrams?: number;
	/** Left out, or 0, where the price was not made from the weight. */
	readonly perKilogramMinor?: number;
	/** The text that belongs to it; left out without one, or where it was erased. */
	readonly note?: string;
}

export interface TicketDiscount {
	readonly name: string;
	/** At most zero. */
	readonly amountMinor: number;
	readonly taxLetters: string;
}

/**
 * One tax: gross = net + tax. Where several are levied on the same goods, one of the two is left out: it is not this
 * tax's alone.
 */
export interface TicketTax {
	readonly letter: string;
	readonly rateMillipercent: number;
	/** Who levies it; empty where a country has one tax. */
	readonly authority: string;
	readonly netMinor: number | undefined;
	readonly taxMinor: number;
	readonly grossMinor: number | undefined;
}

/** What a language calls each tender, by its name in wire/tenders; `other` is one that this version does not know. */
export interface TenderWords {
	readonly cash: string;
	readonly card: string;
	readonly other: string;
	readonly [name: string]: string;
}

/** The name itself where the language has no word for that tender. */
export function tenderText(words: TenderWords, name: string): string {
	return words[name] ?? name;
}

export interface TicketTender {
	/** Its name in wire/tenders, or "other". */
	readonly kind: string;
	readonly amountMinor: number;
	/** The token's reference; empty for cash. */
	readonly reference: string;
	/** The bank has not agreed to it yet; left out otherwise. */
	readonly isUnconfirmed?: true;
	/** What is left of a gift voucher; left out for other tenders. */
	readonly leftMinor?: number;
}

export interface SaleTicket {
	readonly kind: "sale";
	readonly header: TicketHeader;
	readonly receiptNumber: number;
	/** Nothing was sold: the number is of the training series, and a heading says so. */
	readonly isTraining: boolean;
	readonly lines: readonly TicketLine[];
	readonly discounts: readonly TicketDiscount[];
	readonly taxes: readonly TicketTax[];
	/** Prices are before tax: `taxMinor` is added to them. */
	readonly isTaxAdded: boolean;
	readonly taxMinor: number;
	readonly totalMinor: number;
	/** Cash rounding; zero when there is none. Payable = total + rounding. */
	readonly roundingMinor: number;
	readonly tenders: readonly TicketTender[];
	readonly changeMinor: number;
	/** A gift receipt: names and quantities, no amounts. */
	readonly withoutPrices: boolean;
	/** What the QR code says: ASCII; a link where the host has an address. */
	readonly qrText: string;
}

/** The rows that a report can have. */
export type ReportLabel =
	| "sales"
	| "items"
	| "takings"
	| "taxAdded"
	| "taxIncluded"
	| "tender"
	| "otherTender"
	| "unconfirmed"
	| "rounding"
	| "newerSales"
	| "newerTakings"
	| "noSales"
	| "voids"
	| "trainingSales"
	| "float"
	| "held"
	| "paidIn"
	| "paidOut"
	| "expected"
	| "counted"
	| "difference"
	| "movement"
	| "reason";

export interface ReportTicketRow {
	readonly label: ReportLabel;
	/** Who levies a tax, the name of a tender or a reason, or the number of an unknown tender. */
	readonly detail?: string;
	/** Of a tax. */
	readonly rateMillipercent?: number;
	/** A count, or an amount in minor units. */
	readonly value: number;
	readonly isAmount: boolean;
}

/** An X report (shift goes on), a Z report (shift closed), or the slip of cash that was paid in or out. */
export interface ReportTicket {
	readonly kind: "report";
	readonly header: TicketHeader;
	readonly title: "X" | "Z" | "cash";
	readonly shift: number;
	readonly rows: readonly ReportTicketRow[];
}

/** A sample to be looked at, or the result of a self-test. */
export interface SelfTestTicket {
	readonly kind: "selfTest";
	/** Empty before enrolment. */
	readonly terminal: string;
	/** Universal time, "2026-11-21 18:45"; empty while the clock is unset. */
	readonly wallText: string;
	/** None on a sample. */
	readonly rows: readonly SelfTestRow[];
	/** What the QR code says; empty on a sample, which has none. */
	readonly qrText: string;
}

export type Ticket = SaleTicket | ReportTicket | SelfTestTicket;

/**
 * How a language writes numbers and dates. Digits are not grouped: an amount is read digit by digit against what is in
 * the hand, and a group mark of one language is the decimal mark of another.
 */
export interface Formats {
	readonly decimalMark: DecimalMark;
	/** Day, month, year instead of the order of ISO 8601. */
	readonly isDayFirst: boolean;
	/** Between day, month and year. */
	readonly dateMark: string;
	/** Lines begin at their right, and figures stand at their left. */
	readonly isRightToLeft?: true;
}

/** "2026-11-21 19:45" as a language writes it: "21.11.2026 19:45". */
export function wallTimeText(wallText: string, { isDayFirst, dateMark }: Formats): string {
	const [date = "", time = ""] = wallText.split(" ");
	const parts = date.split("-");
	if (isDayFirst) parts.reverse();
	return `${parts.join(dateMark)} ${time}`.trimEnd();
}

/** Everything on paper that is neither data nor a name, in one language. */
export interface TicketWords {
	/** On screens too. */
	readonly formats: Formats;
	readonly copy: string;
	readonly giftReceipt: string;
	/** Before the receipt's number. */
	readonly receipt: string;
	readonly terminal: string;
	/** Before the price of one unit. */
	readonly unitPrice: string;
	readonly total: string;
	readonly rounding: string;
	readonly tenders: TenderWords;
	/** Below a card that the bank has not agreed to yet. */
	readonly unconfirmed: string;
	/** Below a gift voucher, before what is left of it. */
	readonly voucherLeft: string;
	/** The heading of a training sale, and what it means. */
	readonly training: string;
	readonly nothingSold: string;
	readonly taxAdded: string;
	readonly change: string;
	/** The columns of the table of taxes, at most seven characters each. */
	readonly taxHead: readonly [rate: string, net: string, tax: string, gross: string];
	/** Below the QR code: what a customer can do with a link, and whom another code is for. */
	readonly codeIsLink: string;
	readonly codeIsReceipt: string;
	readonly thanks: string;
	readonly xReport: string;
	readonly zReport: string;
	readonly cashSlip: string;
	/** Before the shift's number. */
	readonly shift: string;
	readonly clockUnset: string;
	/** Below a ticket that was broken off. */
	readonly incomplete: string;
	/** "{}" stands for the row's detail. */
	readonly rows: { readonly [Label in Exclude<ReportLabel, "tender" | "reason">]: string };
	/** What cash was paid in or out for, by its name in wire/records/cash-moved. */
	readonly reasons: { readonly [name: string]: string };
	readonly selfTest: SelfTestWords;
}

/** A report row's label in the language of `words`. */
export function rowText({ rows, tenders, reasons, formats }: TicketWords, row: ReportTicketRow): string {
	const { label, detail = "", rateMillipercent } = row;
	if (label === "reason") return reasons[detail] ?? detail;
	if (label === "tender") return tenderText(tenders, detail);
	if (rateMillipercent === undefined) return rows[label].replace("{}", detail);
	return rows[label].replace("{}", `${formatRate(rateMillipercent, formats.decimalMark)} ${detail}`.trimEnd());
}

/** One bit a dot, read in pieces: a logo is never held in memory as a whole. */
export interface Picture {
	readonly widthBytes: number;
	readonly height: number;
	/** `count` rows from `top`, `widthBytes` each; the most significant bit is left, 1 is black. */
	rows(top: number, count: number): Uint8Array;
}

/** The printer's state as far as its user can change it. */
export type PaperState = "ok" | "low" | "out" | "cover" | "offline";

/** State of the last ticket handed over. It is `printed` only when the printer's own status confirmed it. */
export type TicketState = "idle" | "printing" | "printed" | "failed";

/** Prints tickets one after another. `print` never throws and never waits: problems show in the states. */
export interface TicketPrinter {
	/**
	 * `isCopy` marks the ticket as a copy: the customer may hold another one. `words`: in another language than the
	 * terminal's. A ticket that waits in one language and is asked for in another is printed in that one; a copy of it
	 * is a ticket of its own.
	 */
	print(ticket: Ticket, isCopy: boolean, words?: TicketWords): void;
	/** Width of the roll. Takes effect from the next ticket on. */
	paperMillimetres: 58 | 80;
	/** Printed above the merchant's name on receipts. Takes effect from the next one on. */
	logo: Picture | undefined;
	readonly ticket: TicketState;
	readonly paper: PaperState;
	/** The fault to show while something is wrong. */
	readonly fault: FaultCode | undefined;
}

/** The cash drawer, usually opened by the printer. */
export interface CashDrawer {
	open(): void;
}
