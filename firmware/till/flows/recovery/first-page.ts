// What the terminal shows first after power-on.
import { PaymentOutcome, RecordKind } from "../../../wire/record.js";
import type { OpenPayment } from "../../session/open-items.js";
import type { SaleSession } from "../../session/sale-session.js";
import { settle } from "../payment/open-payment.js";

/**
 * A payment that was under way; else what was done last, unless nothing was, or the shift was closed in good order.
 */
export function showFirstPage(session: SaleSession): void {
	const { shift, options } = session;
	const interrupted = interruptedPayment(session);
	// What was paid while no shift was open waits for one.
	if (interrupted && shift.isOpen) {
		session.play("attention");
		return session.run(() => settle(session, interrupted));
	}
	const last = shift.lastAtBoot;
	const { cause } = options.starts ?? { cause: "power" };
	const isOrderly = last === undefined || last.kind === RecordKind.shiftClosed;
	// A start that nobody asked for is told in any case.
	if (isOrderly && (cause === "power" || cause === "update")) session.goHome();
	else {
		session.go("resumed");
		session.play("attention");
	}
	options.onChange();
}

/** Was under way when the power went: nobody has decided to go on without it. */
function interruptedPayment({ shift }: SaleSession): OpenPayment | undefined {
	const { heads } = shift.open;
	return (
		heads.findLast(({ outcome }) => outcome === 0) ??
		heads.findLast(({ outcome }) => outcome !== PaymentOutcome.unresolved)
	);
}
