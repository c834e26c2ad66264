// The card reader at work on the payment in hand. Nothing is decided before its word; where it stays silent, selling
// goes on without it.
import type { SaleSession } from "../sale-session.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export class CardPage implements Page {
	readonly coversNotices = true;
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		const { shown, stage } = this.#session.payments;
		return { kind: "card", dueMinor: shown?.amountMinor ?? 0, state: stage === "asking" ? "authorising" : stage };
	}

	act(action: Action): void {
		const { payments } = this.#session;
		const { shown, stage } = payments;
		if (shown === undefined) return this.#session.goHome();
		if (action.kind === "back") payments.cancel();
		else if (action.kind === "next" && stage === "silent") payments.leaveOpen(shown);
	}
}
