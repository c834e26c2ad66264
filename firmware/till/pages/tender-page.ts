// How the customer pays: in one go, or part by part.
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { TenderKind } from "../../wire/record.js";
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
import type { Action, Body } from "../view.js";

export class TenderPage implements Page {
	readonly #desk: Desk;
	/** What the next tender is to take; undefined = all that is left. */
	partMinor: number | undefined;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	body(): Body {
		const settlement = this.#desk.settlement!;
		return {
			kind: "tender",
			dueMinor: settlement.paidMinor + settlement.cardDue(this.partMinor),
			paidMinor: settlement.paidMinor,
			tenders: settlement.tenders.map((tender) => ({
				label: tender.kind === TenderKind.cash ? "cash" : "card",
				value: tender.amountMinor,
				isAmount: true,
			})),
		};
	}

	act(action: Action): void {
		const desk = this.#desk;
		const settlement = desk.settlement!;
		// A sale that is paid but could not be saved is only waiting for room: whatever is pressed tries again.
		if (settlement.isSettled && action.do !== "back") return desk.completeSale();
		switch (action.do) {
			case "cash":
				return desk.go({ to: "cash", partMinor: this.partMinor });
			case "card":
				// A reader cannot be asked for nothing.
				if (settlement.cardDue(this.partMinor) === 0) return desk.go({ to: "cash", partMinor: this.partMinor });
				return desk.go({ to: "card", partMinor: this.partMinor });
			case "split":
				// The last tender there is room for has to take all that is left.
				if (settlement.tenders.length >= limits.tendersMax - 1) throw new Fault("BASKET_FULL", "tenders");
				return desk.go({ to: "keypad", purpose: "split" });
			case "back":
				return this.#back();
		}
	}

	scan(code: string): void {
		if (this.#desk.settlement!.tenders.length > 0) throw new Fault("CARD_PAID_PART");
		this.#desk.ringUp(code);
		this.#desk.settlement = undefined;
		this.#desk.go({ to: "sell" });
	}

	/** Cash can be handed back over the counter; what a card has paid cannot. */
	#back(): void {
		const settlement = this.#desk.settlement!;
		if (this.partMinor !== undefined) {
			this.partMinor = undefined;
			return;
		}
		if (settlement.tenders.some((tender) => tender.kind === TenderKind.card)) throw new Fault("CARD_PAID_PART");
		this.#desk.settlement = undefined;
		this.#desk.go({ to: "sell" });
	}
}
