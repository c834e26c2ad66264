// Chooses the first page after power-on.
import { PaymentOutcome, RecordKind } from "../../../wire/record.js";
import type { OpenPayment } from "../../session/open-items.js";
import type { SaleSession } from "../../session/sale-session.js";
import { settle } from "../payment/open-payment.js";

/**
 * Shows a payment that was in progress; otherwise the last action, unless there was none or the shift was closed
 * normally.
 */
export function showFirstPage(session: SaleSession): void {
	const { shift, options } = session;
	if (session.preferences.isTraining) {
		session.setTraining(false);
		session.notify("TRAINING_ENDED");
	}
	const interrupted = interruptedPayment(session);
	// A payment that completed while no shift was open waits for the next shift.
	if (interrupted && shift.isOpen) {
		session.play("attention");
		return session.run(() => {
			settle(session, interrupted);
			if (!interrupted.key) session.notify("PART_PAID_KEPT");
		});
	}
	const last = shift.lastAtBoot;
	const { cause } = options.starts ?? { cause: "power" };
	const isOrderly = last === undefined || last.kind === RecordKind.shiftClosed;
	// Unexpected starts are always shown.
	if (isOrderly && (cause === "power" || cause === "update")) session.goHome();
	else {
		session.go("resumed");
		session.play("attention");
	}
	options.listener.viewChanged();
}

/** The payment that was in progress when power was lost: the user had not chosen to continue without it. */
function interruptedPayment({ shift }: SaleSession): OpenPayment | undefined {
	const { heads } = shift.open;
	return (
		heads.findLast(({ outcome }) => outcome === 0) ??
		heads.findLast(({ outcome }) => outcome !== PaymentOutcome.unresolved)
	);
}
