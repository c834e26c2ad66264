// The card reader at work. The till waits for its word and decides nothing before.
import type { CardOutcome } from "../../core/card.js";
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export interface CardPageOptions {
	readonly desk: Desk;
	readonly partMinor: number | undefined;
	/** The outcome comes from outside any touch: the till guards it as it guards one, and redraws. */
	readonly onOutcome: (handle: () => void) => void;
}

export class CardPage implements Page {
	readonly #desk: Desk;
	readonly #dueMinor: number;
	readonly #onOutcome: (handle: () => void) => void;
	#state: "present" | "authorising" = "present";

	constructor(options: CardPageOptions) {
		this.#desk = options.desk;
		this.#dueMinor = options.desk.settlement!.cardDue(options.partMinor);
		this.#onOutcome = options.onOutcome;
	}

	opened(): void {
		const desk = this.#desk;
		desk.options.cardReader.request({
			amountMinor: this.#dueMinor,
			currency: desk.currency.code,
			idempotencyKey: desk.idempotencyKey(this.#dueMinor),
			onAuthorising: () => this.#onOutcome(() => (this.#state = "authorising")),
			onOutcome: (outcome) => this.#onOutcome(() => this.#handle(outcome)),
		});
	}

	body(): Body {
		return { kind: "card", dueMinor: this.#dueMinor, state: this.#state };
	}

	act(action: Action): void {
		// The reader answers: with "cancelled", or with "approved" when the card was faster.
		if (action.do === "back") this.#desk.options.cardReader.cancel();
	}

	#handle(outcome: CardOutcome): void {
		const desk = this.#desk;
		const settlement = desk.settlement!;
		if (outcome.result === "approved") {
			settlement.takeCard(this.#dueMinor, outcome.reference);
			if (settlement.isSettled) return desk.completeSale();
		}
		desk.go({ to: "tender" });
		if (outcome.result === "declined") desk.say("CARD_DECLINED");
	}
}
