// An earlier card payment whose outcome is open. Asks the reader for it by its key. If the reader does not know, the
// user or the host can settle it; until then selling continues.
import { PaymentOutcome } from "../../../wire/record.js";
import type { Page } from "../../page.js";
import type { OpenPayment } from "../../session/open-items.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { approve, leaveOpen, withdraw } from "./outcome.js";

declare module "../../page.js" {
	interface Destinations {
		openPayment: [payment: OpenPayment];
	}
}
declare module "../../view.js" {
	interface Bodies {
		/** An earlier card payment: in progress when the power was lost, or left open since. */
		openPayment: {
			readonly amountMinor: number;
			readonly state: "asking" | "silent";
			/** The user has not yet chosen to continue without it. */
			readonly isInterrupted: boolean;
		};
	}
	interface Actions {
		/** The user's answer for a payment whose outcome the reader does not know. */
		charged: undefined;
		notCharged: undefined;
	}
}

export class OpenPaymentPage implements Page {
	readonly #session: SaleSession;
	readonly #payment: OpenPayment;
	readonly #isInterrupted: boolean;

	constructor(session: SaleSession, payment: OpenPayment) {
		this.#session = session;
		this.#payment = payment;
		this.#isInterrupted = payment.outcome !== PaymentOutcome.unresolved;
	}

	get coversNotices(): boolean {
		return true;
	}

	body(): Body {
		const state = this.#session.reader.stage === "asking" ? "asking" : "silent";
		return {
			kind: "openPayment",
			amountMinor: this.#payment.amountMinor,
			state,
			isInterrupted: this.#isInterrupted,
		};
	}

	act(action: Action): void {
		const session = this.#session;
		// The host may have settled it meanwhile.
		if (session.reader.shown !== this.#payment) return session.goHome();
		switch (action.kind) {
			case "next":
			case "back":
				return leaveOpen(session, this.#payment);
			case "charged":
				// Only the user says so.
				return approve(session, this.#payment, "", true);
			case "notCharged":
				return withdraw(session, this.#payment, PaymentOutcome.withdrawn);
		}
	}
}
