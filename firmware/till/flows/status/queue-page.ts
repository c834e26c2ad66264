// Shows the records not yet committed by the host, and the state of memory, battery and starts.
import type { BatteryState } from "../../../core/ports.js";
import type { StartStatus } from "../../options.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";

declare module "../../page.js" {
	interface Destinations {
		queue: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		queue: {
			readonly queued: number;
			readonly etaSeconds: number | undefined;
			readonly spaceSales: number;
			readonly wearPercent: number;
			readonly lifeYears: number | undefined;
			readonly battery: BatteryState | undefined;
			readonly starts: StartStatus | undefined;
		};
	}
	interface Actions {
		queue: undefined;
	}
}

export class QueuePage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		const { status, battery, starts } = this.#session.options;
		const { link } = status;
		const { spaceSales, wearPercent, lifeYears } = status.memory;
		return {
			kind: "queue",
			queued: link.queued,
			etaSeconds: link.etaSeconds,
			spaceSales,
			wearPercent,
			lifeYears,
			battery: battery?.state,
			starts,
		};
	}

	act(action: Action): void {
		if (action.kind === "back" || action.kind === "next") this.#session.goHome();
	}
}
