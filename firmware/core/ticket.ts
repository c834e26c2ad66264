// A paper ticket as plain data: the till makes it from a durable record, the printer driver lays it out. Here, because
// both may see only core. Amounts are minor units; nothing on a ticket is computed again by whoever prints it.
import type { FaultCode } from "./fault.js";

/** What stands at the head of every ticket. */
export interface TicketHeader {
	readonly merchant: string;
	/** Address, tax number and the like: at most `ticketHeaderLinesMax` lines. */
	readonly lines: readonly string[];
	readonly terminal: string;
	/** Local time of the stall, "2026-11-21 19:45"; empty while the clock is unset. */
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

export interface TicketTender {
	readonly kind: "cash" | "card" | "other";
	readonly amountMinor: number;
	/** The token's reference; empty for cash. */
	readonly reference: string;
}

export interface SaleTicket {
	readonly kind: "sale";
	readonly header: TicketHeader;
	readonly receiptNumber: number;
	/** Nothing was sold: a number of the training series, and a heading that says so. */
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
	/** What the QR code says: ASCII. */
	readonly qrText: string;
}

export interface ReportTicketRow {
	readonly label: string;
	/** A count, or an amount in minor units. */
	readonly value: number;
	readonly isAmount: boolean;
}

/** An X report (shift goes on) or a Z report (shift closed). */
export interface ReportTicket {
	readonly kind: "report";
	readonly header: TicketHeader;
	readonly title: "X" | "Z";
	readonly shift: number;
	readonly rows: readonly ReportTicketRow[];
}

export type Ticket = SaleTicket | ReportTicket;

/** One bit a dot, read where it lies: a logo never stands in memory whole. */
export interface Picture {
	readonly widthBytes: number;
	readonly height: number;
	/** `count` rows from `top`, `widthBytes` each; the most significant bit is left, 1 is black. */
	rows(top: number, count: number): Uint8Array;
}

/** What the printer says of its paper. */
export type PaperState = "ok" | "low" | "out" | "cover" | "offline";

/** What became of the ticket handed over last: `printed` only when the printer's own status confirmed it. */
export type TicketState = "idle" | "printing" | "printed" | "failed";

/** Prints tickets one after another. `print` never throws and never waits: trouble shows in the states. */
export interface TicketPrinter {
	/** `isCopy` puts the word "copy" on it: the customer may hold another one. */
	print(ticket: Ticket, isCopy: boolean): void;
	/** Of the roll that is in: tickets from now on are laid out for it. */
	paperMillimetres: 58 | 80;
	/** Above the merchant's name on receipts from now on. */
	logo: Picture | undefined;
	readonly ticket: TicketState;
	readonly paper: PaperState;
	/** The sentence to show while something is wrong. */
	readonly fault: FaultCode | undefined;
}

/** The money drawer, usually kicked by the printer. */
export interface CashDrawer {
	open(): void;
}
