// Search by name, and the sales that wait aside.
import { limits } from "../../core/limits.js";
import type { SaleSession } from "../sale-session.js";
import type { Page } from "../page.js";
import { tenderName } from "../ticket.js";
import type { Action, Body, Tile } from "../view.js";

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
				return this.#session.go({ kind: "sell" });
			case "back":
				return this.#session.go({ kind: "sell" });
		}
	}

	scan(code: string): void {
		this.#session.ringUp(code);
		this.#session.go({ kind: "sell" });
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

/** What waits aside: payments whose outcome is open, then parked baskets. */
export class ParkedPage implements Page {
	readonly #session: SaleSession;
	#first = 0;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		const { payments, parked } = this.#session;
		return {
			kind: "parked",
			sales: [
				...payments.open.map(({ amountMinor, tenderKind }) => {
					return {
						label: tenderName(tenderKind),
						value: amountMinor,
						isAmount: true,
						isPayment: true,
					} as const;
				}),
				...parked.map(({ label, totalMinor }) => {
					return { label, value: totalMinor, isAmount: true, isPayment: false } as const;
				}),
			],
			// Some may have been settled meanwhile.
			first: Math.max(0, Math.min(this.#first, payments.open.length + parked.length - 1)),
		};
	}

	act(action: Action): void {
		if (action.kind === "recall") this.recall(action.index);
		else if (action.kind === "page") this.#first = action.index;
		else if (action.kind === "back") this.#session.goHome();
	}

	private recall(index: number): void {
		const session = this.#session;
		const { open } = session.payments;
		const payment = open[index];
		if (payment) return session.settle(payment);
		const parked = session.parked[index - open.length];
		if (parked === undefined) return;
		session.recall(parked);
		session.go({ kind: "basket" });
	}
}
