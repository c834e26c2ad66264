// Asks what cash is paid in or out for.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import { Right } from "../../../policy/staff.js";
import type { CashReasonName } from "../../../wire/record.js";
import type { WordName } from "../../../words/words.js";
import type { Action, Body } from "../../view.js";
import { demand, type Guarded } from "../staff/override.js";
import { cashReasons, checkMovement, moveCash } from "./cash-movement.js";

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
			const movement = new Movement(chosen.reason, chosen.isOut ? -this.#amountMinor : this.#amountMinor);
			checkMovement(session, movement.cashMinor);
			demand(session, Right.cash, movement, "menu");
		} else if (action.kind === "back") session.go("moveCash");
	}
}

class Movement implements Guarded {
	readonly cashMinor: number;
	readonly #reason: CashReasonName;

	constructor(reason: CashReasonName, cashMinor: number) {
		this.#reason = reason;
		this.cashMinor = cashMinor;
	}

	choose(session: SaleSession): void {
		session.go("cashMoved", moveCash(session, this.#reason, this.cashMinor));
	}
}
