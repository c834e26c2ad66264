// What the customer hands over: a suggested note, exactly the sum, or an amount keyed in.
import { Fault } from "../../core/fault.js";
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
		this.#dueMinor = desk.settlement!.cashDue(partMinor);
		this.#notes = suggestNotes(this.#dueMinor, desk.currency);
	}

	body(): Body {
		return { kind: "cash", dueMinor: this.#dueMinor, givenMinor: this.#givenMinor, notes: this.#notes };
	}

	act(action: Action): void {
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
			case "back":
				return this.#desk.go({ to: "tender" });
		}
	}

	#take(givenMinor: number): void {
		const settlement = this.#desk.settlement!;
		if (!settlement.takeCash(givenMinor, this.#partMinor)) throw new Fault("TENDER_TOO_LOW", `${givenMinor} of ${this.#dueMinor}`);
		if (settlement.isSettled) this.#desk.completeSale();
		else this.#desk.go({ to: "tender" });
	}
}
