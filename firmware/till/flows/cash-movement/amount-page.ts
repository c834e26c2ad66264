// Enters an amount that is paid in or out.
import { Fault } from "../../../core/fault.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { AmountEntry } from "../keypad/amount-entry.js";

declare module "../../page.js" {
	interface Destinations {
		moveCash: [];
	}
}
declare module "../keypad/amount-entry.js" {
	interface KeypadPurposes {
		moveCash: true;
	}
}

export class CashAmountPage implements Page {
	readonly #session: SaleSession;
	readonly #entry = new AmountEntry();

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		return this.#entry.body("moveCash");
	}

	act(action: Action): void {
		if (action.kind === "digit") this.#entry.press(action.key);
		else if (action.kind === "confirm") {
			const { amountMinor } = this.#entry;
			if (amountMinor === 0) throw new Fault("AMOUNT_MISSING");
			this.#session.go("cashReason", amountMinor);
		} else if (action.kind === "back") this.#session.go("menu");
	}
}
