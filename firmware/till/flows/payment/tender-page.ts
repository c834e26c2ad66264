// Chooses the tenders of a payment, which may be split into parts.
import { Fault, type FaultCode } from "../../../core/fault.js";
import { attemptRefusal, maySplit } from "../../../policy/payment.js";
import { tenderName } from "../../../wire/tenders/registry.js";
import type { Page } from "../../page.js";
import { isRightCode } from "../../../wire/right-code.js";
import type { SaleSession, TenderType } from "../../session/sale-session.js";
import type { Action, AmountRow, Body } from "../../view.js";
import { complete } from "./completion.js";
import { giveUpPayment, paymentInHand } from "./payment-start.js";

export interface PaidPart extends AmountRow {
	/** A card that the bank has not confirmed yet. Left out otherwise. */
	readonly isUnconfirmed?: true;
}

declare module "../../page.js" {
	interface Destinations {
		/** `partMinor`: the amount for the next tender; omitted for the whole remaining amount. */
		tender: [partMinor?: number];
	}
}
declare module "../../view.js" {
	interface Bodies {
		/** The next tender takes due − paid: the remaining amount, or the part of a split that was keyed in. */
		tender: {
			readonly dueMinor: number;
			readonly paidMinor: number;
			/** All that is still to pay. */
			readonly restMinor: number;
			/** A part was keyed in: the next tender takes it. */
			readonly isPart: boolean;
			/** The parts that are paid, in order; cash as it was handed over. */
			readonly tenders: readonly PaidPart[];
			/** Of all parts, and the share of the newest one, which is to be handed over now. */
			readonly changeMinor: number;
			readonly newestChangeMinor: number;
			/** Available tenders by name, the main one first. */
			readonly choices: readonly { readonly tender: string; readonly action: Action }[];
		};
	}
	interface Actions {
		pay: undefined;
		split: undefined;
	}
}

function offeredTenders(session: SaleSession): readonly TenderType[] {
	const { tenders } = session.flows;
	return tenders.filter((tender) => tender.isOffered?.(session) ?? true);
}

/** A part is held as an open payment, also where it is paid in cash. */
export function splitRefusal(session: SaleSession): FaultCode | undefined {
	const { openPayments, options } = session;
	const { settlement, isTraining } = paymentInHand(session);
	if (!maySplit(settlement.tenders.length)) return "PARTS_FULL";
	if (isTraining || settlement.tenders.length > 0) return undefined;
	return attemptRefusal(openPayments.length, options.update?.mayAttemptPayments === false);
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
			restMinor: settlement.restMinor,
			isPart: this.#partMinor !== undefined,
			changeMinor: settlement.changeMinor,
			newestChangeMinor: settlement.newestChangeMinor,
			tenders: settlement.tenders.map(({ kind, amountMinor, isUnconfirmed }) => {
				const row = { label: tenderName(kind), value: amountMinor };
				return isUnconfirmed ? { ...row, isUnconfirmed } : row;
			}),
			choices: offeredTenders(session).map(({ kind, action }) => ({ tender: tenderName(kind), action })),
		};
	}

	act(action: Action): void {
		const session = this.#session;
		const payment = paymentInHand(session);
		const { settlement } = payment;
		if (action.kind === "back") return this.back();
		// A sale that is paid but could not be saved only waits for space: any touch tries again.
		if (settlement.isSettled) return complete(session, payment);
		if (action.kind === "split") {
			const refusal = splitRefusal(session);
			if (refusal) throw new Fault(refusal, "split");
			return session.go("split");
		}
		offeredTenders(session)
			.find((tender) => tender.action.kind === action.kind)
			?.choose(session, this.#partMinor);
	}

	scan(code: string): void {
		const session = this.#session;
		if (isRightCode(code)) return session.flows.takeCode(session, code);
		if (paymentInHand(session).settlement.tenders.length > 0) throw new Fault("CARD_PAID_PART");
		session.ringUp(code);
		giveUpPayment(session);
		session.go("sell");
	}

	/** Returns to the keys of a split part, or from the whole amount to the basket unless cash would be forgotten. */
	private back(): void {
		const session = this.#session;
		if (this.#partMinor !== undefined) return session.go("split");
		const { held, isFromBasket, isTraining, settlement } = paymentInHand(session);
		if (held) return session.go("partPaid");
		if (isTraining && settlement.tenders.length > 0) session.notify("practisedPartDropped");
		giveUpPayment(session);
		session.go(isFromBasket && !session.basket.isEmpty ? "basket" : "sell");
	}
}
