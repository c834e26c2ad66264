// What the customer hands over: a suggested note, exactly the sum, or an amount keyed in.
import { suggestNotes } from "../../pricing/notes.js";
import type { SaleSession } from "../sale-session.js";
import { keyAmount } from "../key-amount.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export class CashPage implements Page {
	readonly #session: SaleSession;
	readonly #partMinor: number | undefined;
	readonly #dueMinor: number;
	readonly #notes: readonly number[];
	#givenMinor = 0;

	constructor(session: SaleSession, partMinor: number | undefined) {
		this.#session = session;
		this.#partMinor = partMinor;
		this.#dueMinor = session.payments.settlement.cashDue(partMinor);
		this.#notes = suggestNotes(this.#dueMinor, session.currency);
	}

	body(): Body {
		return { kind: "cash", dueMinor: this.#dueMinor, givenMinor: this.#givenMinor, notes: this.#notes };
	}

	act(action: Action): void {
		const session = this.#session;
		switch (action.kind) {
			case "digit":
				this.#givenMinor = keyAmount(this.#givenMinor, action.key);
				return;
			case "note":
				return this.take(action.amountMinor);
			case "exact":
				return this.take(this.#dueMinor);
			case "confirm":
				return this.take(this.#givenMinor);
			case "other":
				return session.go({ kind: "keypad", purpose: "cash", partMinor: this.#partMinor });
			case "back":
				return session.go({ kind: "tender" });
		}
	}

	private take(givenMinor: number): void {
		this.#session.payments.takeCash(givenMinor, this.#partMinor);
	}
}
