// Enters the cash handed over: a suggested note, the exact amount, or an amount keyed in.
import { Fault } from "../../../core/fault.js";
import { suggestNotes } from "../../../pricing/notes.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { AmountEntry } from "../keypad/amount-entry.js";
import { goOn } from "./completion.js";
import { paymentInHand } from "./payment-start.js";

declare module "../../page.js" {
	interface Destinations {
		/** `partMinor`: the part to be paid in cash; undefined for the whole remaining amount. */
		cash: [partMinor: number | undefined];
	}
}
declare module "../../view.js" {
	interface Bodies {
		cash: { readonly dueMinor: number; readonly givenMinor: number; readonly notes: readonly number[] };
	}
	interface Actions {
		note: { readonly amountMinor: number };
		exact: undefined;
	}
}

export class CashPage implements Page {
	readonly #session: SaleSession;
	readonly #partMinor: number | undefined;
	readonly #dueMinor: number;
	readonly #notes: readonly number[];
	readonly #entry = new AmountEntry();

	constructor(session: SaleSession, partMinor: number | undefined) {
		this.#session = session;
		this.#partMinor = partMinor;
		this.#dueMinor = paymentInHand(session).settlement.cashDue(partMinor);
		this.#notes = suggestNotes(this.#dueMinor, session.currency);
	}

	body(): Body {
		return { kind: "cash", dueMinor: this.#dueMinor, givenMinor: this.#entry.amountMinor, notes: this.#notes };
	}

	act(action: Action): void {
		switch (action.kind) {
			case "digit":
				return this.#entry.press(action.key);
			case "note":
				return this.take(action.amountMinor);
			case "exact":
				return this.take(this.#dueMinor);
			case "confirm":
				return this.take(this.#entry.amountMinor);
			case "back":
				return this.#session.go("tender");
		}
	}

	/** Throws Fault TENDER_TOO_LOW and takes nothing if less is given than is due. */
	private take(givenMinor: number): void {
		const payment = paymentInHand(this.#session);
		// A part below the smallest coin is paid by nothing.
		if (this.#partMinor !== undefined && this.#dueMinor === 0) throw new Fault("SPLIT_EMPTY");
		if (!payment.settlement.takeCash(givenMinor, this.#partMinor))
			throw new Fault("TENDER_TOO_LOW", `${givenMinor} of ${this.#dueMinor}`);
		goOn(this.#session, payment);
	}
}
