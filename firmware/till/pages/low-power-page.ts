// The battery is nearly empty: what that means for the money, and that selling goes on until the orderly end.
import type { BatteryState } from "../../core/ports.js";
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export class LowPowerPage implements Page {
	readonly #desk: Desk;
	readonly #battery: { readonly state: BatteryState };

	constructor(desk: Desk, battery: { readonly state: BatteryState }) {
		this.#desk = desk;
		this.#battery = battery;
	}

	body(): Body {
		const { percent, hoursLeft } = this.#battery.state;
		return { kind: "lowPower", percent, hoursLeft, isEnd: false, isSaleLost: false };
	}

	act(action: Action): void {
		if (action.do === "next" || action.do === "back" || action.do === "confirm") this.leave();
	}

	/** The next customer's first item is as good as the button. */
	scan(code: string): void {
		this.#desk.ringUp(code);
		this.leave();
	}

	leave(): void {
		this.#desk.goHome();
	}
}
