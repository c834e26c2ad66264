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
		cash: {
			readonly dueMinor: number;
			readonly givenMinor: number;
			readonly notes: readonly number[];
			/** An amount is keyed in instead of choosing a note. */
			readonly isKeying: boolean;
		};
	}
	interface Actions {
		note: { readonly amountMinor: number };
		otherAmount: undefined;
		exact: undefined;
	}
}

export class CashPage implements Page {
	readonly #session: SaleSession;
	readonly #partMinor: number | undefined;
	readonly #dueMinor: number;
	readonly #notes: readonly number[];
	/** Undefined while the notes are shown. */
	#entry: AmountEntry | undefined;

	constructor(session: SaleSession, partMinor: number | undefined) {
		this.#session = session;
		this.#partMinor = partMinor;
		this.#dueMinor = paymentInHand(session).settlement.cashDue(partMinor);
		this.#notes = suggestNotes(this.#dueMinor, session.currency);
	}

	body(): Body {
		return {
			kind: "cash",
			dueMinor: this.#dueMinor,
			givenMinor: this.#entry?.amountMinor ?? 0,
			notes: this.#notes,
			isKeying: this.#entry !== undefined,
		};
	}

	act(action: Action): void {
		const entry = this.#entry;
		if (entry === undefined) {
			if (action.kind === "note") this.take(action.amountMinor);
			else if (action.kind === "exact") this.take(this.#dueMinor);
			else if (action.kind === "otherAmount") this.#entry = new AmountEntry();
			else if (action.kind === "back") this.#session.go("tender", this.#partMinor);
		} else if (action.kind === "digit") entry.press(action.key);
		else if (action.kind === "confirm") this.take(entry.amountMinor);
		else if (action.kind === "back") this.#entry = undefined;
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
