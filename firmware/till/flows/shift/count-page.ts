// Enters the cash counted at the end of a shift, before the screen shows the expected amount.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { AmountEntry } from "../keypad/amount-entry.js";
import { closeShift } from "./shift.js";

declare module "../../page.js" {
	interface Destinations {
		count: [];
	}
}
declare module "../keypad/amount-entry.js" {
	interface KeypadPurposes {
		count: true;
	}
}

export class CountPage implements Page {
	readonly #session: SaleSession;
	readonly #entry = new AmountEntry();

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		return this.#entry.body("count");
	}

	act(action: Action): void {
		if (action.kind === "digit") this.#entry.press(action.key);
		// An empty drawer is entered as 0; no entry means that the cash was not counted.
		else if (action.kind === "confirm")
			closeShift(this.#session, this.#entry.isTouched ? this.#entry.amountMinor : -1);
		else if (action.kind === "back") this.#session.go("menu");
	}
}
