// Lists payments whose outcome is open, then parked baskets.
import { tenderName } from "../../../wire/tenders/registry.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, AmountRow, Body } from "../../view.js";
import { settle } from "../payment/open-payment.js";
import { recall } from "./parking.js";

export interface ParkedRow extends AmountRow {
	readonly isPayment: boolean;
	/** A part of a sale that waits for its rest: nothing about it is unknown. Left out otherwise. */
	readonly isHeld?: true;
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
			...session.openPayments.map(({ amountMinor, tenderKind, key }): ParkedRow => {
				const row = { label: tenderName(tenderKind), value: amountMinor, isPayment: true };
				return key ? row : { ...row, isHeld: true };
			}),
			...session.parked.map(({ label, totalMinor }) => {
				return { label, value: totalMinor, isPayment: false };
			}),
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
