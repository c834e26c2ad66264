// What the customer hands over: a suggested note, exactly the sum, or an amount keyed in.
import { suggestNotes } from "../../pricing/notes.js";
import type { Desk } from "../desk.js";
import { keyAmount } from "../key-amount.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export class CashPage implements Page {
	readonly #desk: Desk;
	readonly #partMinor: number | undefined;
	readonly #dueMinor: number;
	readonly #notes: readonly number[];
	#givenMinor = 0;

	constructor(desk: Desk, partMinor: number | undefined) {
		this.#desk = desk;
		this.#partMinor = partMinor;
		this.#dueMinor = desk.payments.settlement.cashDue(partMinor);
		this.#notes = suggestNotes(this.#dueMinor, desk.currency);
	}

	body(): Body {
		return { kind: "cash", dueMinor: this.#dueMinor, givenMinor: this.#givenMinor, notes: this.#notes };
	}

	act(action: Action): void {
		const desk = this.#desk;
		switch (action.do) {
			case "digit":
				this.#givenMinor = keyAmount(this.#givenMinor, action.key);
				return;
			case "note":
				return this.#take(action.amountMinor);
			case "exact":
				return this.#take(this.#dueMinor);
			case "confirm":
				return this.#take(this.#givenMinor);
			case "other":
				return desk.go({ to: "keypad", purpose: "cash", partMinor: this.#partMinor });
			case "back":
				return desk.go({ to: "tender" });
		}
	}

	#take(givenMinor: number): void {
		this.#desk.payments.takeCash(givenMinor, this.#partMinor);
	}
}
