// Lists payments whose outcome is open, then parked baskets.
import { tenderName } from "../../../wire/tenders/registry.js";
import { PaymentOutcome } from "../../../wire/record.js";
import type { Page } from "../../page.js";
import type { OpenPayment } from "../../session/open-items.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, AmountRow, Body } from "../../view.js";
import { settle } from "../payment/open-payment.js";
import { recall } from "./parking.js";

/** A basket with its total, or a payment. */
export interface ParkedRow extends AmountRow {
	/** Left out of baskets of which nothing is paid. */
	readonly payment?: ParkedPayment;
}

/** A sale that is being paid: paid + still to pay + what is not known = its total, and its rounding. */
export interface ParkedPayment {
	/** Name of the tender of which it is not known whether it was charged; left out if nothing is unknown. */
	readonly asked?: string;
	/** What that tender was asked for. */
	readonly askedMinor: number;
	readonly paidMinor: number;
	readonly restMinor: number;
}

declare module "../../page.js" {
	interface Destinations {
		parked: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		/** Open payments precede parked baskets; `first` is the index of the first entry shown. */
		parked: { readonly sales: readonly ParkedRow[]; readonly first: number };
	}
	interface Actions {
		park: undefined;
		parked: undefined;
		/** A parked basket, or a payment whose outcome is open. */
		recall: { readonly index: number };
	}
}

export class ParkedPage implements Page {
	readonly #session: SaleSession;
	#first = 0;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		const session = this.#session;
		const sales = [
			...session.openPayments.map(rowOf),
			...session.parked.map(({ label, totalMinor }): ParkedRow => ({ label, value: totalMinor })),
		];
		// Entries may have been settled since the page was turned.
		return { kind: "parked", sales, first: Math.max(0, Math.min(this.#first, sales.length - 1)) };
	}

	act(action: Action): void {
		if (action.kind === "recall") this.recall(action.index);
		else if (action.kind === "page") this.#first = action.index;
		else if (action.kind === "back") this.#session.goHome();
	}

	private recall(index: number): void {
		const session = this.#session;
		const { openPayments } = session;
		const payment = openPayments[index];
		if (payment) return settle(session, payment);
		const parked = session.parked[index - openPayments.length];
		if (parked === undefined) return;
		recall(session, parked);
		session.go("basket");
	}
}

function rowOf({ amountMinor, tenderKind, key, outcome, sale }: OpenPayment): ParkedRow {
	const { label, totalMinor: value, paidMinor, restMinor } = sale;
	// The parts of a sale whose cash is held include it.
	if (!key) return { label, value, payment: { askedMinor: 0, paidMinor, restMinor } };
	const left = restMinor - amountMinor;
	if (outcome === PaymentOutcome.approved)
		return { label, value, payment: { askedMinor: 0, paidMinor: paidMinor + amountMinor, restMinor: left } };
	const asked = tenderName(tenderKind);
	return { label, value, payment: { asked, askedMinor: amountMinor, paidMinor, restMinor: left } };
}
