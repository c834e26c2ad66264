// The card reader at work on the payment in hand. Nothing is decided before its word; where it stays silent, selling
// goes on without it.
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export class CardPage implements Page {
	readonly coversNotices = true;
	readonly #desk: Desk;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	body(): Body {
		const { shown, stage } = this.#desk.payments;
		return { kind: "card", dueMinor: shown?.amountMinor ?? 0, state: stage === "asking" ? "authorising" : stage };
	}

	act(action: Action): void {
		const { payments } = this.#desk;
		const { shown, stage } = payments;
		if (shown === undefined) return this.#desk.goHome();
		if (action.do === "back") payments.cancel();
		else if (action.do === "next" && stage === "silent") payments.leaveOpen(shown);
	}
}
