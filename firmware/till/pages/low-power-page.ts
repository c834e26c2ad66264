// The battery is nearly empty: what that means for the money, and that selling goes on until the orderly end.
import type { BatteryState } from "../../core/ports.js";
import type { SaleSession } from "../sale-session.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export class LowPowerPage implements Page {
	readonly #session: SaleSession;
	readonly #battery: { readonly state: BatteryState };

	constructor(session: SaleSession, battery: { readonly state: BatteryState }) {
		this.#session = session;
		this.#battery = battery;
	}

	body(): Body {
		const { percent, hoursLeft } = this.#battery.state;
		return { kind: "lowPower", percent, hoursLeft, isEnd: false, isSaleLost: false };
	}

	act(action: Action): void {
		if (action.kind === "next" || action.kind === "back" || action.kind === "confirm") this.leave();
	}

	/** The next customer's first item is as good as the button. */
	scan(code: string): void {
		this.#session.ringUp(code);
		this.leave();
	}

	leave(): void {
		this.#session.goHome();
	}
}
