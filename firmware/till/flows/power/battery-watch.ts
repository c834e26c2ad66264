// Reports a low or critical battery once, between sales.
import type { BatteryLevel } from "../../../core/ports.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";

export class BatteryWatch {
	readonly #session: SaleSession;
	#level: BatteryLevel = "ok";
	/** The level to report once no customer is being served. */
	#pending: "low" | "critical" | undefined;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	get level(): BatteryLevel {
		return this.#level;
	}

	/** Reads the battery level; `page` is the page shown. */
	update(page: Page): void {
		const before = this.#level;
		const level = this.#session.options.battery?.state.level ?? "ok";
		this.#level = level;
		this.#session.isPowerless = level === "empty";
		if (level === "ok") {
			this.#pending = undefined;
			page.powerRestored?.();
		} else if (level === "low" && before === "ok") this.#pending = "low";
		else if (level === "critical" && before !== "critical" && before !== "empty") this.#pending = "critical";
	}

	/** Reports a pending level change if no customer is being served on this page. */
	report(page: Page): void {
		const pending = this.#pending;
		const session = this.#session;
		if (pending === undefined || !page.isBetweenSales || !session.isIdle) return;
		this.#pending = undefined;
		if (pending === "critical") session.go("lowPower");
		else session.notify("BATTERY_LOW");
		session.play("attention");
	}
}
