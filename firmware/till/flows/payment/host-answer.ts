// The host's signed answer on a payment whose outcome was open.
import { equal } from "../../../core/bytes.js";
import type { PaymentAnswer } from "../../../wire/payment-answer.js";
import { PaymentOutcome } from "../../../wire/record.js";
import type { SaleSession } from "../../session/sale-session.js";
import { approve, isAwaited, isOfPaymentInHand, withdraw } from "./outcome.js";

/** Defers the answer while the reader, whose outcome takes precedence, still works on the payment. */
export function takeHostAnswer(session: SaleSession, answer: PaymentAnswer): void {
	const { reader, shift } = session;
	const payment = shift.open.find({ epoch: answer.epoch, sequence: answer.sequence });
	if (!payment?.key || !equal(payment.key, answer.key) || !isAwaited(session, payment)) return;
	// A card can still be presented or declined.
	if (isOfPaymentInHand(session, payment) && reader.stage !== "silent") reader.waitingAnswer = answer;
	else if (answer.outcome === PaymentOutcome.approved) approve(session, payment, answer.reference, false);
	else if (answer.outcome === PaymentOutcome.withdrawn) withdraw(session, payment, PaymentOutcome.withdrawn);
}
