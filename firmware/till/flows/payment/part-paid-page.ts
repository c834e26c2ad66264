// A payment is left of which cash has paid a part: asks what to do with the cash, and then names it until it is handed
// back. The cash is in the records meanwhile.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { returnCash } from "./held-cash.js";
import { giveUpPayment, paymentInHand } from "./payment-start.js";

declare module "../../page.js" {
	interface Destinations {
		partPaid: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		partPaid: {
			/** The cash that is held, or that is to be handed back now. */
			readonly cashMinor: number;
			readonly restMinor: number;
			/** Undone: the cash is to be handed back, and the basket is not being paid any more. */
			readonly isReturned: boolean;
			/** False where a card has paid another part, which the till cannot pay back. */
			readonly mayReturn: boolean;
		};
	}
	interface Actions {
		returnCash: undefined;
		keepPart: undefined;
	}
}

export class PartPaidPage implements Page {
	readonly #session: SaleSession;
	readonly #cashMinor: number;
	readonly #restMinor: number;
	readonly #mayReturn: boolean;
	#isReturned = false;

	constructor(session: SaleSession) {
		this.#session = session;
		const { settlement, held } = paymentInHand(session);
		this.#cashMinor = held?.amountMinor ?? 0;
		this.#restMinor = settlement.restMinor;
		this.#mayReturn = settlement.tenders.every(({ attempt }) => attempt === undefined);
	}

	get coversNotices(): boolean {
		return true;
	}

	get showsChange(): boolean {
		return this.#isReturned;
	}

	body(): Body {
		return {
			kind: "partPaid",
			cashMinor: this.#cashMinor,
			restMinor: this.#restMinor,
			isReturned: this.#isReturned,
			mayReturn: this.#mayReturn,
		};
	}

	act(action: Action): void {
		const session = this.#session;
		if (this.#isReturned) {
			if (action.kind === "next" || action.kind === "back") session.go("sell");
			return;
		}
		switch (action.kind) {
			case "returnCash":
				if (!this.#mayReturn) return;
				returnCash(session, paymentInHand(session));
				this.#isReturned = true;
				return;
			case "keepPart":
				giveUpPayment(session);
				return session.go("sell");
			case "next":
			case "back":
				return session.go("tender");
		}
	}
}
