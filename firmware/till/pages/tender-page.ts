// How the customer pays: in one go, or part by part.
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { SaleSession } from "../sale-session.js";
import type { Page } from "../page.js";
import { tenderName } from "../ticket.js";
import type { Action, Body } from "../view.js";

export class TenderPage implements Page {
	readonly #session: SaleSession;
	/** What the next tender is to take; undefined = all that is left. */
	partMinor: number | undefined;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		const { settlement } = this.#session.payments;
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
		const session = this.#session;
		const { payments } = session;
		const { settlement } = payments;
		// A sale that is paid but could not be saved is only waiting for room: whatever is pressed tries again.
		if (settlement.isSettled && action.kind !== "back") return payments.complete();
		switch (action.kind) {
			case "cash":
				return session.go({ kind: "cash", partMinor: this.partMinor });
			case "card":
				return this.askCard();
			case "split":
				// The last tender there is room for has to take all that is left.
				if (settlement.tenders.length >= limits.tendersMax - 1) throw new Fault("BASKET_FULL", "tenders");
				return session.go({ kind: "keypad", purpose: "split" });
			case "back":
				return this.back();
		}
	}

	scan(code: string): void {
		if (this.#session.payments.settlement.tenders.length > 0) throw new Fault("CARD_PAID_PART");
		this.#session.ringUp(code);
		this.#session.payments.giveUp();
		this.#session.go({ kind: "sell" });
	}

	/** The attempt is durable before its page stands. */
	private askCard(): void {
		const { payments } = this.#session;
		// A reader cannot be asked for nothing.
		if (payments.settlement.cardDue(this.partMinor) === 0)
			return this.#session.go({ kind: "cash", partMinor: this.partMinor });
		payments.askCard(this.partMinor);
		if (payments.shown) this.#session.go({ kind: "card" });
	}

	private back(): void {
		if (this.partMinor !== undefined) {
			this.partMinor = undefined;
			return;
		}
		this.#session.payments.giveUp();
		this.#session.go({ kind: "sell" });
	}
}
