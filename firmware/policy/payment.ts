// When a payment may begin and continue, decided from plain values.
import type { FaultCode } from "../core/fault.js";
import { limits } from "../core/limits.js";

/** No customer should pay for a sale that cannot be saved: the reserved segments are not available for new sales. */
export function mayBeginPayment(freeSegments: number): boolean {
	return freeSegments > limits.journalReservedSegments;
}

/**
 * Why the card reader may not be asked for another attempt; undefined if it may. `mayLosePayments`: the firmware on
 * trial may still be replaced by a version that does not inquire about open attempts.
 */
export function attemptRefusal(openPayments: number, mayLosePayments: boolean): FaultCode | undefined {
	if (openPayments >= limits.openPaymentsMax) return "PAYMENTS_UNRESOLVED";
	return mayLosePayments ? "UPDATE_ON_TRIAL" : undefined;
}

/** The last possible tender has to take the whole remaining amount. */
export function maySplit(tendersTaken: number): boolean {
	return tendersTaken < limits.tendersMax - 1;
}
