// One keypad for every amount a hand keys in.
import { Fault } from "../../core/fault.js";
import type { Desk } from "../desk.js";
import { keyAmount } from "../key-amount.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export type KeypadPurpose = "openPrice" | "float" | "count" | "cash" | "split";

export interface KeypadPageOptions {
	readonly desk: Desk;
	readonly purpose: KeypadPurpose;
	/** The part of a split that cash is keyed in for; undefined = all that is left. */
	readonly partMinor: number | undefined;
	/** The part of a split that was keyed in; undefined when given up. */
	readonly onSplit: (partMinor: number | undefined) => void;
}

export class KeypadPage implements Page {
	readonly #desk: Desk;
	readonly #purpose: KeypadPurpose;
	readonly #partMinor: number | undefined;
	readonly #onSplit: (partMinor: number | undefined) => void;
	#amountMinor = 0;
	#isTouched = false;

	constructor(options: KeypadPageOptions) {
		this.#desk = options.desk;
		this.#purpose = options.purpose;
		this.#partMinor = options.partMinor;
		this.#onSplit = options.onSplit;
	}

	body(): Body {
		return { kind: "keypad", purpose: this.#purpose, amountMinor: this.#amountMinor };
	}

	act(action: Action): void {
		switch (action.do) {
			case "digit":
				this.#amountMinor = keyAmount(this.#amountMinor, action.key);
				this.#isTouched = true;
				return;
			case "confirm":
				return this.#confirm();
			case "back":
				return this.#back();
		}
	}

	#confirm(): void {
		const desk = this.#desk;
		switch (this.#purpose) {
			case "openPrice":
				desk.basket.addOpenPrice("Open price", this.#amountMinor, desk.needCatalog().openPriceTaxRates);
				return desk.go({ to: "sell" });
			case "float":
				return desk.openShift(this.#amountMinor);
			case "count":
				// An empty drawer is keyed in as 0; nothing keyed in means that nobody counted.
				return desk.closeShift(this.#isTouched ? this.#amountMinor : -1);
			case "cash":
				return desk.payments.takeCash(this.#amountMinor, this.#partMinor);
			case "split":
				if (this.#amountMinor <= 0) throw new Fault("PRICE_OUT_OF_RANGE", "split");
				return this.#onSplit(this.#amountMinor);
		}
	}

	#back(): void {
		switch (this.#purpose) {
			case "openPrice":
				return this.#desk.go({ to: "sell" });
			case "float":
				return this.#desk.go({ to: "closed" });
			case "count":
				return this.#desk.go({ to: "menu" });
			case "cash":
				return this.#desk.go({ to: "cash", partMinor: this.#partMinor });
			case "split":
				return this.#onSplit(undefined);
		}
	}
}
