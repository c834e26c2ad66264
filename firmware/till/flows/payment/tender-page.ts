// How the customer pays: at once, or part by part.
import { Fault } from "../../../core/fault.js";
import { maySplit } from "../../../policy/payment.js";
import { tenderName } from "../../../wire/tenders/registry.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { complete } from "./completion.js";
import { giveUpPayment, paymentInHand } from "./payment-start.js";

declare module "../../page.js" {
	interface Destinations {
		/** `partMinor`: what the next tender is to take; left out for all that is left. */
		tender: [partMinor?: number];
	}
}
declare module "../../view.js" {
	interface Bodies {
		/** The next tender takes due − paid: the rest, or the part of a split that was keyed in. */
		tender: {
			readonly dueMinor: number;
			readonly paidMinor: number;
			readonly tenders: readonly AmountRow[];
			/** What can be taken, by name. The first is the main one. */
			readonly choices: readonly { readonly tender: string; readonly action: Action }[];
		};
	}
	interface Actions {
		pay: undefined;
		split: undefined;
	}
}

export class TenderPage implements Page {
	readonly #session: SaleSession;
	readonly #partMinor: number | undefined;

	constructor(session: SaleSession, partMinor: number | undefined) {
		this.#session = session;
		this.#partMinor = partMinor;
	}

	body(): Body {
		const session = this.#session;
		const { settlement } = paymentInHand(session);
		return {
			kind: "tender",
			dueMinor: settlement.paidMinor + settlement.exactDue(this.#partMinor),
			paidMinor: settlement.paidMinor,
			tenders: settlement.tenders.map(({ kind, amountMinor }) => {
				return { label: tenderName(kind), value: amountMinor };
			}),
			choices: session.flows.tenders.map(({ kind, action }) => ({ tender: tenderName(kind), action })),
		};
	}

	act(action: Action): void {
		const session = this.#session;
		const payment = paymentInHand(session);
		const { settlement } = payment;
		if (action.kind === "back") return this.back();
		// A sale that is paid but could not be saved is only waiting for room: whatever is pressed tries again.
		if (settlement.isSettled) return complete(session, payment);
		if (action.kind === "split") {
			if (!maySplit(settlement.tenders.length)) throw new Fault("BASKET_FULL", "tenders");
			return session.go("split");
		}
		session.flows.tenders.find((tender) => tender.action.kind === action.kind)?.choose(session, this.#partMinor);
	}

	scan(code: string): void {
		const session = this.#session;
		if (paymentInHand(session).settlement.tenders.length > 0) throw new Fault("CARD_PAID_PART");
		session.ringUp(code);
		giveUpPayment(session);
		session.go("sell");
	}

	/** From a part back to the whole, from there to the basket. */
	private back(): void {
		const session = this.#session;
		if (this.#partMinor !== undefined) return session.go("tender");
		giveUpPayment(session);
		session.go("sell");
	}
}
