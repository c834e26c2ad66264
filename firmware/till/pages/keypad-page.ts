// One keypad for every amount a hand keys in.
import { Fault } from "../../core/fault.js";
import type { SaleSession } from "../sale-session.js";
import { keyAmount } from "../key-amount.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export type KeypadPurpose = "openPrice" | "float" | "count" | "cash" | "split";

export interface KeypadPageOptions {
	readonly session: SaleSession;
	readonly purpose: KeypadPurpose;
	/** The part of a split that cash is keyed in for; undefined = all that is left. */
	readonly partMinor: number | undefined;
	/** The part of a split that was keyed in; undefined when given up. */
	readonly onSplit: (partMinor: number | undefined) => void;
}

export class KeypadPage implements Page {
	readonly #session: SaleSession;
	readonly #purpose: KeypadPurpose;
	readonly #partMinor: number | undefined;
	readonly #onSplit: (partMinor: number | undefined) => void;
	#amountMinor = 0;
	#isTouched = false;

	constructor(options: KeypadPageOptions) {
		this.#session = options.session;
		this.#purpose = options.purpose;
		this.#partMinor = options.partMinor;
		this.#onSplit = options.onSplit;
	}

	body(): Body {
		return { kind: "keypad", purpose: this.#purpose, amountMinor: this.#amountMinor };
	}

	act(action: Action): void {
		switch (action.kind) {
			case "digit":
				this.#amountMinor = keyAmount(this.#amountMinor, action.key);
				this.#isTouched = true;
				return;
			case "confirm":
				return this.confirm();
			case "back":
				return this.back();
		}
	}

	private confirm(): void {
		const session = this.#session;
		switch (this.#purpose) {
			case "openPrice":
				session.basket.addOpenPrice(
					session.options.openPriceName,
					this.#amountMinor,
					session.needCatalog().openPriceTaxRates,
				);
				return session.go({ kind: "sell" });
			case "float":
				return session.openShift(this.#amountMinor);
			case "count":
				// An empty drawer is keyed in as 0; nothing keyed in means that nobody counted.
				return session.closeShift(this.#isTouched ? this.#amountMinor : -1);
			case "cash":
				return session.payments.takeCash(this.#amountMinor, this.#partMinor);
			case "split":
				if (this.#amountMinor <= 0) throw new Fault("PRICE_OUT_OF_RANGE", "split");
				return this.#onSplit(this.#amountMinor);
		}
	}

	private back(): void {
		switch (this.#purpose) {
			case "openPrice":
				return this.#session.go({ kind: "sell" });
			case "float":
				return this.#session.go({ kind: "closed" });
			case "count":
				return this.#session.go({ kind: "menu" });
			case "cash":
				return this.#session.go({ kind: "cash", partMinor: this.#partMinor });
			case "split":
				return this.#onSplit(undefined);
		}
	}
}
