// Records cash that is put into the drawer or taken out of it, but not for a sale.
import { Fault } from "../../../core/fault.js";
import type { ReportTicket } from "../../../core/ticket.js";
import { mayPayOut } from "../../../policy/cash.js";
import { CashReason, type CashReasonName, RecordKind, Series } from "../../../wire/record.js";
import type { WordName } from "../../../words/words.js";
import type { SaleSession } from "../../session/sale-session.js";
import { expectedCash } from "../../session/shift-totals.js";
import { ticketHeader } from "../receipt/ticket.js";

declare module "../../view.js" {
	interface Actions {
		moveCash: undefined;
		/** A row of a choice. */
		choose: { readonly index: number };
	}
}

/** What was recorded. */
export interface CashMovement {
	readonly number: number;
	readonly reason: CashReasonName;
	/** Negative for what was paid out. */
	readonly cashMinor: number;
}

export interface CashReasonChoice {
	readonly label: WordName;
	readonly reason: CashReasonName;
	readonly isOut: boolean;
}

export const cashReasons: readonly CashReasonChoice[] = [
	{ label: "floatTopUp", reason: "floatTopUp", isOut: false },
	{ label: "otherPaidIn", reason: "other", isOut: false },
	{ label: "bankDrop", reason: "bankDrop", isOut: true },
	{ label: "expense", reason: "expense", isOut: true },
	{ label: "tipOut", reason: "tipOut", isOut: true },
	{ label: "otherPaidOut", reason: "other", isOut: true },
];

/**
 * `cashMinor` is negative for what is paid out. Throws Fault SHIFT_CLOSED, TRAINING, AMOUNT_MISSING or DRAWER_TOO_LOW
 * where it cannot be moved.
 */
export function checkMovement(session: SaleSession, cashMinor: number): void {
	session.needRealSale();
	if (cashMinor === 0) throw new Fault("AMOUNT_MISSING");
	if (!mayPayOut(cashMinor, expectedCash(session.shift.totals))) throw new Fault("DRAWER_TOO_LOW");
}

/** Records it, then opens the drawer. Throws as above or what the journal throws; nothing has changed then. */
export function moveCash(session: SaleSession, reason: CashReasonName, cashMinor: number): CashMovement {
	checkMovement(session, cashMinor);
	const { shift, options } = session;
	const number = shift.lastNumber(Series.cashMovement) + 1;
	const document = { series: Series.cashMovement, number, totalMinor: 0, cashMinor };
	const { currency } = shift.totals;
	session.write({ kind: RecordKind.cashMoved, document, reason: CashReason[reason], currency }, "sale");
	options.drawer.open();
	return { number, reason, cashMinor };
}

/** The slip that is put into the drawer, or given to who takes the cash. */
export function movementTicket(session: SaleSession, { number, reason, cashMinor }: CashMovement): ReportTicket {
	const { shift, seller } = session;
	return {
		kind: "report",
		header: ticketHeader(seller, session.currency.code, session.wallText()),
		title: "cash",
		shift: shift.shift,
		rows: [
			{ label: "movement", value: number, isAmount: false },
			{ label: "reason", detail: reason, value: cashMinor, isAmount: true },
		],
	};
}
