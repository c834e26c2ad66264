// Asks what cash is paid in or out for.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { WordName } from "../../../words/words.js";
import type { Action, Body } from "../../view.js";
import { cashReasons, moveCash } from "./cash-movement.js";

declare module "../../page.js" {
	interface Destinations {
		cashReason: [amountMinor: number];
	}
}
declare module "../../view.js" {
	interface Bodies {
		/** Buttons of which one is chosen, by its index. */
		choice: {
			readonly title: WordName;
			/** Stands beside the title; left out where the choice is not about an amount. */
			readonly amountMinor?: number;
			readonly labels: readonly WordName[];
		};
	}
}

const labels: readonly WordName[] = cashReasons.map(({ label }) => label);

export class CashReasonPage implements Page {
	readonly #session: SaleSession;
	readonly #amountMinor: number;

	constructor(session: SaleSession, amountMinor: number) {
		this.#session = session;
		this.#amountMinor = amountMinor;
	}

	body(): Body {
		return { kind: "choice", title: "paidInOut", amountMinor: this.#amountMinor, labels };
	}

	act(action: Action): void {
		const session = this.#session;
		if (action.kind === "choose") {
			const chosen = cashReasons[action.index];
			if (!chosen) return;
			const cashMinor = chosen.isOut ? -this.#amountMinor : this.#amountMinor;
			session.go("cashMoved", moveCash(session, chosen.reason, cashMinor));
		} else if (action.kind === "back") session.go("moveCash");
	}
}
