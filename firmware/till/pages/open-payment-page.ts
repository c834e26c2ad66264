// A card payment of before whose outcome is open. The reader is asked for it by its key; where it cannot say, a hand
// may, or the host; and until then selling goes on.
import { PaymentOutcome } from "../../wire/record.js";
import type { SaleSession } from "../sale-session.js";
import type { OpenPayment } from "../open-items.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export class OpenPaymentPage implements Page {
	readonly coversNotices = true;
	readonly #session: SaleSession;
	readonly #payment: OpenPayment;
	readonly #isInterrupted: boolean;

	constructor(session: SaleSession, payment: OpenPayment) {
		this.#session = session;
		this.#payment = payment;
		this.#isInterrupted = payment.outcome !== PaymentOutcome.unresolved;
	}

	body(): Body {
		const state = this.#session.payments.stage === "asking" ? "asking" : "silent";
		return {
			kind: "openPayment",
			amountMinor: this.#payment.amountMinor,
			state,
			isInterrupted: this.#isInterrupted,
		};
	}

	act(action: Action): void {
		const { payments } = this.#session;
		// The host may have settled it meanwhile.
		if (payments.shown !== this.#payment) return this.#session.goHome();
		switch (action.kind) {
			case "next":
			case "back":
				return payments.leaveOpen(this.#payment);
			case "charged":
				return payments.approve(this.#payment, "");
			case "notCharged":
				return payments.withdraw(this.#payment, PaymentOutcome.withdrawn);
		}
	}
}
