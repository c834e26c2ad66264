// Settles a payment that was left open.
import { PaymentOutcome } from "../../../wire/record.js";
import type { OpenPayment } from "../../session/open-items.js";
import type { SaleSession } from "../../session/sale-session.js";
import { park } from "../parking/parking.js";
import { resume } from "./outcome.js";
import { inquire } from "./reader.js";

/** Shows the payment and parks the basket in hand. Throws Fault SHIFT_CLOSED, TRAINING or PARKING_FULL. */
export function settle(session: SaleSession, payment: OpenPayment): void {
	session.needRealSale();
	park(session);
	if (payment.outcome === PaymentOutcome.approved) return resume(session, payment);
	inquire(session, payment);
	session.go("openPayment", payment);
}
