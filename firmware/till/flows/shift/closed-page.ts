// The page shown while no shift is open.
import { Fault } from "../../../core/fault.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { beginShift } from "../staff/sign-in.js";

declare module "../../page.js" {
	interface Destinations {
		closed: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		closed: {
			readonly lastReport: boolean;
			/** The firmware version that is ready to be installed. */
			readonly update?: number | undefined;
		};
	}
	interface Actions {
		openShift: undefined;
		closeShift: undefined;
		report: undefined;
	}
}

export class ClosedPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	get isResting(): boolean {
		return true;
	}

	get isBetweenSales(): boolean {
		return true;
	}

	body(): Body {
		return {
			kind: "closed",
			lastReport: this.#session.shift.hasLastReport,
			update: this.#session.options.update?.version,
		};
	}

	act(action: Action): void {
		const session = this.#session;
		switch (action.kind) {
			case "openShift":
				return beginShift(session);
			case "report":
				if (session.shift.hasLastReport) session.go("report", "Z");
				return;
			case "menu":
			case "queue":
				return session.go(action.kind);
		}
	}

	scan(): void {
		throw new Fault("SHIFT_CLOSED");
	}
}
