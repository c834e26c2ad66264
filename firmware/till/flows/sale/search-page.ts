// Searches for an item by name.
import { limits } from "../../../core/limits.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body, Tile } from "../../view.js";

declare module "../../page.js" {
	interface Destinations {
		search: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		search: { readonly query: string; readonly results: readonly Tile[] };
	}
	interface Actions {
		search: undefined;
		/** One character, a blank, or "delete". */
		letter: { readonly key: string };
	}
}

export class SearchPage implements Page {
	readonly #session: SaleSession;
	#query = "";
	#results: readonly Tile[] = [];

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		return { kind: "search", query: this.#query, results: this.#results };
	}

	act(action: Action): void {
		switch (action.kind) {
			case "letter":
				return this.type(action.key);
			case "digit":
				return this.type(action.key);
			case "item":
				this.#session.ringUpIndex(action.index);
				return this.#session.go("sell");
			case "back":
				return this.#session.go("sell");
		}
	}

	scan(code: string): void {
		this.#session.ringUp(code);
		this.#session.go("sell");
	}

	/** One character, a blank, or "delete". */
	private type(key: string): void {
		if (key === "delete") this.#query = this.#query.slice(0, -1);
		else if (this.#query.length + key.length <= limits.searchQueryCharactersMax) this.#query += key;
		this.#results = (this.#session.catalog?.search(this.#query) ?? []).map((item) => ({
			name: item.name,
			priceMinor: item.priceMinor,
			action: { kind: "item", index: item.index },
		}));
	}
}
