// Cash was paid in or out: the amount, and a slip for who wants one.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { type CashMovement, movementTicket } from "./cash-movement.js";

declare module "../../page.js" {
	interface Destinations {
		cashMoved: [movement: CashMovement];
	}
}
declare module "../../view.js" {
	interface Bodies {
		cashMoved: CashMovement;
	}
}

export class CashMovedPage implements Page {
	readonly #session: SaleSession;
	readonly #movement: CashMovement;

	constructor(session: SaleSession, movement: CashMovement) {
		this.#session = session;
		this.#movement = movement;
	}

	body(): Body {
		return { kind: "cashMoved", ...this.#movement };
	}

	act(action: Action): void {
		const session = this.#session;
		if (action.kind === "print") session.options.tickets.print(movementTicket(session, this.#movement), false);
		else if (action.kind === "next" || action.kind === "back" || action.kind === "confirm") session.go("sell");
	}
}
