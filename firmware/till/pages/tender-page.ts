// How the customer pays: in one go, or part by part.
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
import { tenderName } from "../ticket.js";
import type { Action, Body } from "../view.js";

export class TenderPage implements Page {
	readonly #desk: Desk;
	/** What the next tender is to take; undefined = all that is left. */
	partMinor: number | undefined;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	body(): Body {
		const { settlement } = this.#desk.payments;
		return {
			kind: "tender",
			dueMinor: settlement.paidMinor + settlement.cardDue(this.partMinor),
			paidMinor: settlement.paidMinor,
			tenders: settlement.tenders.map((tender) => ({
				label: tenderName(tender.kind),
				value: tender.amountMinor,
				isAmount: true,
			})),
		};
	}

	act(action: Action): void {
		const desk = this.#desk;
		const { payments } = desk;
		const { settlement } = payments;
		// A sale that is paid but could not be saved is only waiting for room: whatever is pressed tries again.
		if (settlement.isSettled && action.do !== "back") return payments.complete();
		switch (action.do) {
			case "cash":
				return desk.go({ to: "cash", partMinor: this.partMinor });
			case "card":
				return this.#askCard();
			case "split":
				// The last tender there is room for has to take all that is left.
				if (settlement.tenders.length >= limits.tendersMax - 1) throw new Fault("BASKET_FULL", "tenders");
				return desk.go({ to: "keypad", purpose: "split" });
			case "back":
				return this.#back();
		}
	}

	scan(code: string): void {
		if (this.#desk.payments.settlement.tenders.length > 0) throw new Fault("CARD_PAID_PART");
		this.#desk.ringUp(code);
		this.#desk.payments.giveUp();
		this.#desk.go({ to: "sell" });
	}

	/** The attempt is durable before its page stands. */
	#askCard(): void {
		const { payments } = this.#desk;
		// A reader cannot be asked for nothing.
		if (payments.settlement.cardDue(this.partMinor) === 0)
			return this.#desk.go({ to: "cash", partMinor: this.partMinor });
		payments.askCard(this.partMinor);
		if (payments.shown) this.#desk.go({ to: "card" });
	}

	#back(): void {
		if (this.partMinor !== undefined) {
			this.partMinor = undefined;
			return;
		}
		this.#desk.payments.giveUp();
		this.#desk.go({ to: "sell" });
	}
}
