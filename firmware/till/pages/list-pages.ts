// Search by name, and the sales that wait aside.
import { limits } from "../../core/limits.js";
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
import { tenderName } from "../ticket.js";
import type { Action, Body, Tile } from "../view.js";

export class SearchPage implements Page {
	readonly #desk: Desk;
	#query = "";
	#results: readonly Tile[] = [];

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	body(): Body {
		return { kind: "search", query: this.#query, results: this.#results };
	}

	act(action: Action): void {
		switch (action.do) {
			case "letter":
				return this.#type(action.key);
			case "digit":
				return this.#type(action.key);
			case "item":
				this.#desk.ringUpIndex(action.index);
				return this.#desk.go({ to: "sell" });
			case "back":
				return this.#desk.go({ to: "sell" });
		}
	}

	scan(code: string): void {
		this.#desk.ringUp(code);
		this.#desk.go({ to: "sell" });
	}

	/** One character, a blank, or "delete". */
	#type(key: string): void {
		if (key === "delete") this.#query = this.#query.slice(0, -1);
		else if (this.#query.length + key.length <= limits.searchQueryCharactersMax) this.#query += key;
		this.#results = (this.#desk.catalog?.search(this.#query) ?? []).map((item) => ({
			name: item.name,
			priceMinor: item.priceMinor,
			action: { do: "item", index: item.index },
		}));
	}
}

/** What waits aside: payments whose outcome is open, then parked baskets. */
export class ParkedPage implements Page {
	readonly #desk: Desk;
	#first = 0;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	body(): Body {
		const { payments, parked } = this.#desk;
		return {
			kind: "parked",
			sales: [
				...payments.open.map(({ amountMinor, tenderKind }) => {
					return { label: tenderName(tenderKind), value: amountMinor, isAmount: true, isPayment: true };
				}),
				...parked.map(({ label, totalMinor }) => ({
					label,
					value: totalMinor,
					isAmount: true,
					isPayment: false,
				})),
			],
			// Some may have been settled meanwhile.
			first: Math.max(0, Math.min(this.#first, payments.open.length + parked.length - 1)),
		};
	}

	act(action: Action): void {
		if (action.do === "recall") this.#recall(action.index);
		else if (action.do === "page") this.#first = action.index;
		else if (action.do === "back") this.#desk.goHome();
	}

	#recall(index: number): void {
		const desk = this.#desk;
		const { open } = desk.payments;
		const payment = open[index];
		if (payment) return desk.settle(payment);
		const parked = desk.parked[index - open.length];
		if (parked === undefined) return;
		desk.recall(parked);
		desk.go({ to: "basket" });
	}
}
