// Warns that the battery is nearly empty, and that sales are safe and can continue until the orderly shutdown.
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
		/** The battery is nearly empty; with `isEnd` it is empty and the terminal has shut down in order. */
		lowPower: {
			readonly percent: number;
			readonly hoursLeft: number | undefined;
			readonly isEnd: boolean;
			/** A sale was open at the shutdown and could not be parked. */
			readonly isSaleLost: boolean;
		};
	}
}

export class LowPowerPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	get coversNotices(): boolean {
		return true;
	}

	body(): Body {
		const { percent = 0, hoursLeft } = this.#session.options.battery?.state ?? {};
		return { kind: "lowPower", percent, hoursLeft, isEnd: false, isSaleLost: false };
	}

	act(action: Action): void {
		if (action.kind === "next" || action.kind === "back" || action.kind === "confirm") this.#session.goHome();
	}

	/** Scanning an item leaves the page as the button does. */
	scan(code: string): void {
		this.#session.ringUp(code);
		this.#session.goHome();
	}

	powerRestored(): void {
		this.#session.goHome();
	}
}
