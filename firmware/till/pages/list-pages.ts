// Search by name, and the sales that wait aside.
import { limits } from "../../core/limits.js";
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
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

export class ParkedPage implements Page {
	readonly #desk: Desk;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	body(): Body {
		return {
			kind: "parked",
			sales: this.#desk.parked.map((sale) => ({
				label: sale.lines.length === 1 ? sale.lines[0]!.name : `${sale.lines[0]!.name} +${sale.lines.length - 1}`,
				value: sale.totalMinor,
				isAmount: true,
			})),
		};
	}

	act(action: Action): void {
		if (action.do === "recall") this.#recall(action.index);
		else if (action.do === "back") this.#desk.go({ to: "sell" });
	}

	/** The basket in hand, if any, takes the recalled one's place: no sale is lost and none needs a second parking place. */
	#recall(index: number): void {
		const { basket, parked } = this.#desk;
		const sale = parked[index];
		if (sale === undefined) return;
		this.#desk.park(sale);
		basket.restore(sale.lines);
		this.#desk.go({ to: "basket" });
	}
}
