// Enters the cash in the drawer at the beginning of a shift.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { AmountEntry } from "../keypad/amount-entry.js";
import { signOut } from "../staff/sign-in.js";
import { openShift } from "./shift.js";

declare module "../../page.js" {
	interface Destinations {
		float: [];
	}
}
declare module "../keypad/amount-entry.js" {
	interface KeypadPurposes {
		float: true;
	}
}

export class FloatPage implements Page {
	readonly #session: SaleSession;
	readonly #entry = new AmountEntry();

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		return this.#entry.body("float");
	}

	act(action: Action): void {
		if (action.kind === "digit") this.#entry.press(action.key);
		else if (action.kind === "confirm") openShift(this.#session, this.#entry.amountMinor);
		else if (action.kind === "back") {
			signOut(this.#session);
			this.#session.go("closed");
		}
	}
}
