// What becomes of an attempt: a late outcome settles its own attempt and that attempt's basket and nothing else
// (invariant 13).
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

/** Nobody knows what became of it: that is noted, and selling goes on without it and its basket. */
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
 * It was charged: completes the very sale that it belongs to, or waits there for the rest, or for a shift. Throws what
 * the journal throws; the payment in hand is then paid and not saved, and anything else is as it was.
 */
export function approve(session: SaleSession, payment: OpenPayment, answered: string): void {
	const { reader } = session;
	const isShown = payment === reader.shown;
	const isInHand = isOfPaymentInHand(session, payment);
	const paid = isInHand ? session.payment : attemptedPayment(session, payment);
	if (paid === undefined) throw new Fault("JOURNAL_DAMAGED", "payment attempt");
	const reference = referenceOf(answered);
	paid.settlement.takeExact(payment.tenderKind, payment.amountMinor, reference, payment.origin);
	// The reader has said all it knows: a sale that cannot be saved now is tried again from the tender page.
	if (isInHand) reader.hide();
	if (!paid.settlement.isSettled || !session.shift.isOpen) {
		session.write(endedRecord(payment, PaymentOutcome.approved, reference), "reserved");
		if (!isShown) return;
		reader.hide();
		return takeUp(session, paid);
	}
	if (isInHand) complete(session, paid);
	else if (isShown) completeShown(session, paid);
	else completeLate(session, paid);
}

/**
 * It was not charged, and never will be under its key. The basket, and what was taken besides, are in hand again where
 * nobody else is served; cash that was taken besides waits for somebody to hand it back.
 */
export function withdraw(session: SaleSession, payment: OpenPayment, outcome: PaymentOutcome): void {
	const isShown = payment === session.reader.shown;
	const isInHand = isOfPaymentInHand(session, payment);
	const left = isInHand ? session.payment : attemptedPayment(session, payment);
	const part = lastPart(session, left);
	// Where another sale is in hand, it stays. What a card has paid a part of stays open by that part.
	if (left && part && !isShown) keepPart(session, part, left);
	else if (left && !part && !isInHand) {
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
 * An attempt that was given up was charged after all. Its basket is free, or sold in another way: no sale can be made
 * of it, and the host has to hear of it.
 */
export function noteCharge(session: SaleSession, payment: OpenPayment, answered: string): void {
	session.write(endedRecord(payment, PaymentOutcome.approved, referenceOf(answered)), "reserved");
	payment.outcome = PaymentOutcome.approved;
	session.warn("CARD_CHARGED_AFTERWARDS");
}

/**
 * Goes on with a payment of which a card has paid a part, or saves its sale. No basket is in hand. Throws Fault
 * JOURNAL_DAMAGED.
 */
export function resume(session: SaleSession, payment: OpenPayment): void {
	const paid = approvedPayment(session, payment);
	if (paid === undefined) throw new Fault("JOURNAL_DAMAGED", "payment attempt");
	if (!paid.settlement.isSettled) return takeUp(session, paid);
	completeLate(session, paid);
	session.goHome();
}

/** Sales that were paid for while no shift was open belong to the one that has opened. */
export function saveWaiting(session: SaleSession): void {
	for (const payment of session.openPayments) {
		const paid = payment.outcome === PaymentOutcome.approved ? approvedPayment(session, payment) : undefined;
		if (paid?.settlement.isSettled) completeLate(session, paid);
	}
}

/**
 * Whether its outcome is still to come: not of one that is settled, nor of a part that a card has paid and that waits
 * for the rest.
 */
export function isAwaited({ reader, payment, shift }: SaleSession, attempt: OpenPayment): boolean {
	const isPaid = attempt.outcome === PaymentOutcome.approved || payment?.includes(attempt.origin) === true;
	return !reader.isClosed && !isPaid && shift.open.heads.includes(attempt);
}

export function isOfPaymentInHand({ reader, payment }: SaleSession, attempt: OpenPayment): boolean {
	return payment !== undefined && reader.isInHand(attempt);
}

/** Before its attempt is closed: until then that is all that holds the basket. */
function parkLeft(session: SaleSession, basket: BasketContent): Place | undefined {
	session.write(parkedRecord(basket), "reserved");
	return session.shift.open.newestParked;
}

/** What a reader or a host answered, as a record holds it: what a ticket can print, cut to the room there is. */
function referenceOf(answered: string): string {
	return answered.slice(0, limits.referenceCharactersMax).replaceAll(/[^ -~]/g, "?");
}
