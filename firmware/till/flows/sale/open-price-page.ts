// Enters the price of an item that is not in the catalog.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { AmountEntry } from "../keypad/amount-entry.js";

declare module "../../page.js" {
	interface Destinations {
		openPrice: [];
	}
}
declare module "../../view.js" {
	interface Actions {
		openPrice: undefined;
	}
}
declare module "../keypad/amount-entry.js" {
	interface KeypadPurposes {
		openPrice: true;
	}
}

export class OpenPricePage implements Page {
	readonly #session: SaleSession;
	readonly #entry = new AmountEntry();

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		return this.#entry.body("openPrice");
	}

	act(action: Action): void {
		const session = this.#session;
		if (action.kind === "digit") this.#entry.press(action.key);
		else if (action.kind === "confirm") {
			const { openPriceTaxRates } = session.needCatalog();
			session.basket.addOpenPrice(session.words.openPrice, this.#entry.amountMinor, openPriceTaxRates);
			session.go("sell");
		} else if (action.kind === "back") session.go("sell");
	}
}
