// Outcomes of payment attempts. A late outcome settles only its own attempt and that attempt's basket (invariant 13).
import { Fault } from "../../../core/fault.js";
import { limits } from "../../../core/limits.js";
import { type BasketContent, PaymentOutcome, type Place } from "../../../wire/record.js";
import type { OpenPayment } from "../../session/open-items.js";
import type { SaleSession } from "../../session/sale-session.js";
import { parkedRecord } from "../parking/parking.js";
import { approvedPayment, attemptedPayment, keepPart, lastPart } from "./attempted-payment.js";
import { complete, completeLate, completeShown } from "./completion.js";
import { endedRecord } from "./payment-records.js";
import { takeUp } from "./payment-start.js";

/** Records the attempt as unresolved and continues selling without it and its basket. */
export function leaveOpen(session: SaleSession, payment: OpenPayment): void {
	const isInHand = isOfPaymentInHand(session, payment);
	if (payment.outcome !== PaymentOutcome.unresolved) {
		const closes = payment.parked ? [payment.parked] : [];
		session.write(endedRecord(payment, PaymentOutcome.unresolved, "", closes), "reserved");
		payment.parked = undefined;
	}
	session.reader.hide();
	if (isInHand) {
		session.payment = undefined;
		session.basket.clear();
	}
	session.goHome();
}

/**
 * The attempt was charged, by the bank or, while `isUnconfirmed`, by the reader alone: completes its own sale, or keeps
 * it until the rest is paid or a shift is open. Throws what the journal throws; the payment in hand is then paid but
 * not saved, and everything else is unchanged.
 */
export function approve(session: SaleSession, payment: OpenPayment, answered: string, isUnconfirmed: boolean): void {
	const { reader } = session;
	const isShown = payment === reader.shown;
	const isInHand = isOfPaymentInHand(session, payment);
	const paid = isInHand ? session.payment : attemptedPayment(session, payment);
	if (paid === undefined) throw new Fault("JOURNAL_DAMAGED", "payment attempt");
	const reference = referenceOf(answered);
	const { tenderKind, amountMinor, origin } = payment;
	paid.settlement.takeExact(tenderKind, amountMinor, reference, origin, isUnconfirmed);
	paid.askedMinor = undefined;
	// The reader's part is finished: a sale that cannot be saved now is retried from the tender page.
	if (isInHand) reader.hide();
	if (!paid.settlement.isSettled || !session.shift.isOpen) {
		session.write(endedRecord(payment, PaymentOutcome.approved, reference, [], isUnconfirmed), "reserved");
		if (!isShown) return;
		reader.hide();
		return takeUp(session, paid);
	}
	if (isInHand) complete(session, paid);
	else if (isShown) completeShown(session, paid);
	else completeLate(session, paid);
}

/**
 * The attempt was not charged and cannot be under its key any more. Its basket and other tenders are in hand again
 * unless another customer is being served; then cash that was taken besides waits in its own record. Where an earlier
 * version took cash, which had none, the payment stays open until the user hands it back.
 */
export function withdraw(session: SaleSession, payment: OpenPayment, outcome: PaymentOutcome): void {
	const isShown = payment === session.reader.shown;
	const isInHand = isOfPaymentInHand(session, payment);
	const left = isInHand ? session.payment : attemptedPayment(session, payment);
	const part = lastPart(session, left);
	// Another sale in hand is not replaced. A payment of which a card has paid a part stays open through that part.
	if (left && part && !isShown) keepPart(session, part, left);
	else if (left && !part && !left.held && !isInHand) {
		if (!isShown && left.settlement.tenders.length > 0) return;
		left.parked ??= parkLeft(session, left.basket);
	}
	session.write(endedRecord(payment, outcome, "", [payment.place]), "reserved");
	payment.outcome = outcome;
	if (!isShown) return;
	session.reader.hide();
	if (left) takeUp(session, left);
	else session.goHome();
}

/**
 * An attempt that was given up was charged after all. Its basket is free or already sold, so no sale can be recorded;
 * the outcome is recorded for the host.
 */
export function noteCharge(session: SaleSession, payment: OpenPayment, answered: string): void {
	session.write(endedRecord(payment, PaymentOutcome.approved, referenceOf(answered)), "reserved");
	payment.outcome = PaymentOutcome.approved;
	session.warn("CARD_CHARGED_AFTERWARDS");
}

/**
 * Continues a payment of which a card has paid a part, or saves its sale if it is settled. No basket may be in hand.
 * Throws Fault JOURNAL_DAMAGED.
 */
export function resume(session: SaleSession, payment: OpenPayment): void {
	const paid = approvedPayment(session, payment);
	if (paid === undefined) throw new Fault("JOURNAL_DAMAGED", "payment attempt");
	if (!paid.settlement.isSettled) return takeUp(session, paid);
	completeLate(session, paid);
	session.goHome();
}

/** Saves sales that were paid while no shift was open, in the shift that has opened. */
export function saveWaiting(session: SaleSession): void {
	for (const payment of session.openPayments) {
		const paid = payment.outcome === PaymentOutcome.approved ? approvedPayment(session, payment) : undefined;
		if (paid?.settlement.isSettled) completeLate(session, paid);
	}
}

/**
 * Whether the outcome of the attempt is still awaited. False if it is settled, or if it is a part that a card has paid
 * and that waits for the rest.
 */
export function isAwaited({ reader, payment, shift }: SaleSession, attempt: OpenPayment): boolean {
	const isPaid = attempt.outcome === PaymentOutcome.approved || payment?.includes(attempt.origin) === true;
	return !reader.isClosed && !isPaid && shift.open.heads.includes(attempt);
}

export function isOfPaymentInHand({ reader, payment }: SaleSession, attempt: OpenPayment): boolean {
	return payment !== undefined && reader.isInHand(attempt);
}

/** Parks the basket before its attempt is closed: until then the attempt's record alone holds the basket. */
function parkLeft(session: SaleSession, basket: BasketContent): Place | undefined {
	session.write(parkedRecord(basket), "reserved");
	return session.shift.open.newestParked;
}

/** The reference of an answer as stored in a record: printable characters only, truncated to the limit. */
function referenceOf(answered: string): string {
	return answered.slice(0, limits.referenceCharactersMax).replaceAll(/[^ -~]/g, "?");
}
