// Requests to the card reader and its answers.
import { assert } from "../../../core/assert.js";
import { toHex } from "../../../core/bytes.js";
import type { CardOutcome } from "../../../core/card.js";
import { Fault } from "../../../core/fault.js";
import { limits } from "../../../core/limits.js";
import { attemptRefusal } from "../../../policy/payment.js";
import { PaymentOutcome } from "../../../wire/record.js";
import type { OpenPayment } from "../../session/open-items.js";
import type { PaymentInHand } from "../../session/payment-in-hand.js";
import type { SaleSession } from "../../session/sale-session.js";
import { takeHostAnswer } from "./host-answer.js";
import { approve, isAwaited, isOfPaymentInHand, noteCharge, withdraw } from "./outcome.js";
import { attemptedRecord } from "./payment-records.js";

/**
 * Makes an attempt durable, then asks the reader for it. Throws what the journal throws, PAYMENTS_UNRESOLVED while too
 * many are open, and UPDATE_ON_TRIAL while the firmware may still be replaced by a version without payment attempts;
 * the reader has then not been asked.
 */
export function askReader(session: SaleSession, paid: PaymentInHand, tenderKind: number, amountMinor: number): void {
	const { options, openPayments } = session;
	const refusal = attemptRefusal(openPayments.length, options.update?.mayAttemptPayments === false);
	if (refusal) throw new Fault(refusal);
	session.write(attemptedRecord(paid, tenderKind, amountMinor), "sale");
	const payment = session.shift.open.payments.at(-1);
	assert(payment?.key, "the attempt is open");
	session.reader.show(payment, "present", true);
	options.ports.cardReader.request({
		amountMinor,
		currency: paid.basket.currency,
		idempotencyKey: toHex(payment.key),
		onAuthorising: () => {
			if (isAwaited(session, payment)) session.run(() => noteAuthorising(session, payment));
		},
		onOutcome: (outcome) => takeOutcome(session, payment, outcome),
	});
}

/** Asks the reader for the outcome of an earlier payment and shows that payment. */
export function inquire(session: SaleSession, payment: OpenPayment): void {
	assert(payment.key, "an attempt");
	session.reader.show(payment, "asking", false);
	expectReply(session, limits.readerInquiryMs);
	session.options.ports.cardReader.inquire({
		idempotencyKey: toHex(payment.key),
		onOutcome: (outcome) => takeOutcome(session, payment, outcome),
	});
}

/** Cancels the request. The reader answers "cancelled", or "approved" if the card was faster; or it stays silent. */
export function cancelReader(session: SaleSession): void {
	const { stage } = session.reader;
	if (stage !== "present" && stage !== "authorising") return;
	session.reader.advance("cancelling");
	expectReply(session, limits.readerCancelMs);
	session.options.ports.cardReader.cancel();
}

/**
 * Handles an outcome from the reader. It arrives outside any touch, so it runs through `session.run`, which shows
 * faults. For a settled attempt, only a charge that happened after all matters.
 */
function takeOutcome(session: SaleSession, payment: OpenPayment, outcome: CardOutcome): void {
	const isGivenUp = payment.outcome === PaymentOutcome.declined || payment.outcome === PaymentOutcome.withdrawn;
	if (isAwaited(session, payment)) session.run(() => settleAttempt(session, payment, outcome));
	else if (!session.reader.isClosed && outcome.kind === "approved" && isGivenUp)
		session.run(() => noteCharge(session, payment, outcome.reference));
}

function settleAttempt(session: SaleSession, payment: OpenPayment, outcome: CardOutcome): void {
	const isShown = payment === session.reader.shown;
	const isInHand = isOfPaymentInHand(session, payment);
	switch (outcome.kind) {
		case "approved":
			return approve(session, payment, outcome.reference, !(outcome.isConfirmed ?? isOnline(session)));
		case "declined":
			withdraw(session, payment, PaymentOutcome.declined);
			if (isShown) session.warn("CARD_DECLINED");
			return;
		case "cancelled":
			withdraw(session, payment, PaymentOutcome.withdrawn);
			if (isShown && !isInHand) session.warn("CARD_NOT_CHARGED");
			return;
		case "unknown":
			if (isShown) fallSilent(session);
	}
}

/** A reader that cannot tell whether the bank has agreed is taken to have the till's own network. */
function isOnline({ options }: SaleSession): boolean {
	return options.status.link.offlineSinceMs === undefined;
}

/** The report may concern a payment that was left open while another one is shown. */
function noteAuthorising(session: SaleSession, payment: OpenPayment): void {
	if (payment !== session.reader.shown) return;
	session.reader.advance("authorising");
	expectReply(session, limits.readerAuthoriseMs);
}

function expectReply(session: SaleSession, replyMs: number): void {
	session.reader.expectReply(replyMs, () => session.run(() => fallSilent(session)));
}

/** No answer is expected from the reader any more; the host or the user may settle the attempt. */
function fallSilent(session: SaleSession): void {
	const { reader } = session;
	const answer = reader.waitingAnswer;
	reader.waitingAnswer = undefined;
	reader.advance("silent");
	if (answer) takeHostAnswer(session, answer);
}
