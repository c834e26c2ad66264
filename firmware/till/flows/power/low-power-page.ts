// The battery is nearly empty: what that means for the money, and that selling goes on until the orderly end.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";

declare module "../../page.js" {
	interface Destinations {
		lowPower: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		/** The battery is nearly empty; or, when it `isEnd`, it is, and the terminal has stopped in order. */
		lowPower: {
			readonly percent: number;
			readonly hoursLeft: number | undefined;
			readonly isEnd: boolean;
			/** A sale was open when it ended, and could not be parked. */
			readonly isSaleLost: boolean;
		};
	}
}

export class LowPowerPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		const { percent = 0, hoursLeft } = this.#session.options.battery?.state ?? {};
		return { kind: "lowPower", percent, hoursLeft, isEnd: false, isSaleLost: false };
	}

	act(action: Action): void {
		if (action.kind === "next" || action.kind === "back" || action.kind === "confirm") this.#session.goHome();
	}

	/** The next customer's first item is as good as the button. */
	scan(code: string): void {
		this.#session.ringUp(code);
		this.#session.goHome();
	}

	powerRestored(): void {
		this.#session.goHome();
	}
}
