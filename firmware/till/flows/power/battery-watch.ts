// What the battery has come to, told once, between sales.
import type { BatteryLevel } from "../../../core/ports.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";

export class BatteryWatch {
	readonly #session: SaleSession;
	#level: BatteryLevel = "ok";
	/** What nobody was told yet, because a customer was being served. */
	#news: "low" | "critical" | undefined;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	get level(): BatteryLevel {
		return this.#level;
	}

	/** The level may have changed while this page is shown. */
	update(page: Page): void {
		const before = this.#level;
		const level = this.#session.options.battery?.state.level ?? "ok";
		this.#level = level;
		this.#session.isPowerless = level === "empty";
		if (level === "ok") {
			this.#news = undefined;
			page.powerRestored?.();
		} else if (level === "low" && before === "ok") this.#news = "low";
		else if (level === "critical" && before !== "critical" && before !== "empty") this.#news = "critical";
	}

	/** Tells what is new where no customer is being served. */
	tell(page: Page): void {
		const news = this.#news;
		const session = this.#session;
		if (news === undefined || !page.isBetweenSales || !session.isIdle) return;
		this.#news = undefined;
		if (news === "critical") session.go("lowPower");
		else session.notify("BATTERY_LOW");
		session.play("attention");
	}
}
