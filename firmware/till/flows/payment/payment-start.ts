// A payment begins, goes on from where it was left, or is given up.
import { assert } from "../../../core/assert.js";
import { Fault } from "../../../core/fault.js";
import { mayBeginPayment } from "../../../policy/payment.js";
import { PaymentInHand } from "../../session/payment-in-hand.js";
import type { SaleSession } from "../../session/sale-session.js";
import { park } from "../parking/parking.js";
import { keepPart, lastPart, settlementOf } from "./attempted-payment.js";

/** Throws Fault JOURNAL_FULL: nobody should hand over money for a sale that cannot be saved. */
export function beginPayment(session: SaleSession): void {
	const { basket, options, currency, isTraining } = session;
	if (basket.isEmpty) return;
	if (!mayBeginPayment(options.journal.statistics().freeSegments)) throw new Fault("JOURNAL_FULL", "at pay");
	const content = basket.content(currency.code);
	const settlement = settlementOf(session, content);
	session.payment = new PaymentInHand({ basket: content, settlement, parked: basket.parkedFrom, isTraining });
	session.go("tender");
}

/** The payment that the page is about. */
export function paymentInHand({ payment }: SaleSession): PaymentInHand {
	assert(payment, "a payment in hand");
	return payment;
}

/** Goes on with a payment; no other is in hand. */
export function takeUp(session: SaleSession, payment: PaymentInHand): void {
	if (payment !== session.payment) {
		session.basket.restore(payment.basket, payment.parked);
		session.payment = payment;
	}
	session.go("tender");
}

/**
 * Goes back to the basket: cash can be handed back over the counter. What a card has paid a part of stays open by that
 * part, and its basket with it; then no basket is left, which a notice says. Throws what the journal throws.
 */
export function giveUpPayment(session: SaleSession): void {
	const { payment } = session;
	const part = lastPart(session, payment);
	if (payment && part) {
		keepPart(session, part, payment);
		session.basket.clear();
		session.warn("CARD_PART_WAITS");
	}
	session.payment = undefined;
}

/** Nobody can go on with the sale. Throws Fault PARKING_FULL, TRAINING or what the journal throws. */
export function putSaleAside(session: SaleSession): void {
	giveUpPayment(session);
	park(session);
}
