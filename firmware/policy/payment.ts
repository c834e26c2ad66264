// When a payment may begin and go on, decided from plain values.
import type { FaultCode } from "../core/fault.js";
import { limits } from "../core/limits.js";

/** Nobody should hand over money for a sale that cannot be saved: the reserved segments are not for new sales. */
export function mayBeginPayment(freeSegments: number): boolean {
	return freeSegments > limits.journalReservedSegments;
}

/**
 * Why the card reader may not be asked for another attempt; undefined where it may. `mayLosePayments`: the firmware on
 * trial may still be replaced by one that does not ask what became of attempts.
 */
export function attemptRefusal(openPayments: number, mayLosePayments: boolean): FaultCode | undefined {
	if (openPayments >= limits.openPaymentsMax) return "PAYMENTS_UNRESOLVED";
	return mayLosePayments ? "UPDATE_ON_TRIAL" : undefined;
}

/** The last tender there is room for has to take all that is left. */
export function maySplit(tendersTaken: number): boolean {
	return tendersTaken < limits.tendersMax - 1;
}
