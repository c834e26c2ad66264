// Begins, resumes and gives up payments.
import { assert } from "../../../core/assert.js";
import { Fault } from "../../../core/fault.js";
import { mayBeginPayment } from "../../../policy/payment.js";
import { PaymentInHand } from "../../session/payment-in-hand.js";
import type { SaleSession } from "../../session/sale-session.js";
import { park } from "../parking/parking.js";
import { keepPart, lastPart, settlementOf } from "./attempted-payment.js";

/** Throws Fault JOURNAL_FULL, so that no customer pays for a sale that cannot be saved. */
export function beginPayment(session: SaleSession, isFromBasket: boolean): void {
	const { basket, options, isTraining } = session;
	if (basket.isEmpty) return;
	if (!mayBeginPayment(options.journal.statistics().freeSegments)) throw new Fault("JOURNAL_FULL", "at pay");
	const content = session.basketContent();
	const settlement = settlementOf(session, content);
	session.payment = new PaymentInHand({
		basket: content,
		settlement,
		parked: basket.parkedFrom,
		held: undefined,
		isTraining,
		isFromBasket,
	});
	session.go("tender");
}

/** The payment in hand. Only for pages that require one. */
export function paymentInHand({ payment }: SaleSession): PaymentInHand {
	assert(payment, "a payment in hand");
	return payment;
}

/** Resumes a payment. No other payment may be in hand. */
export function takeUp(session: SaleSession, payment: PaymentInHand): void {
	if (payment !== session.payment) {
		session.basket.restore(payment.basket, payment.parked);
		session.payment = payment;
	}
	session.go("tender", payment.askedMinor);
}

/**
 * Returns to the basket. If a part is paid, the payment and its basket stay open through that part, no basket is left,
 * and a notice is shown. Throws what the journal throws.
 */
export function giveUpPayment(session: SaleSession): void {
	const { payment } = session;
	const part = lastPart(session, payment);
	if (payment && part) keepPart(session, part, payment);
	if (part || payment?.held) {
		session.basket.clear();
		session.warn(part ? "CARD_PART_WAITS" : "CASH_PART_WAITS");
	}
	session.payment = undefined;
}

/** Parks a sale that cannot continue. Throws Fault PARKING_FULL, TRAINING or what the journal throws. */
export function putSaleAside(session: SaleSession): void {
	giveUpPayment(session);
	park(session);
}
