// What the till may do with a sale, decided from plain values.
import { limits } from "../core/limits.js";

/** On an empty battery an open sale may be finished, but no new one begins. */
export function maySell(isPowerless: boolean, isBegun: boolean): boolean {
	return !isPowerless || isBegun;
}

/** Whether one more basket can be parked. */
export function mayPark(parkedBaskets: number): boolean {
	return parkedBaskets < limits.parkedSalesMax;
}

/**
 * Training begins between sales of an open shift. It may end at any time: what is in the basket is then discarded, so
 * that each sale is either entirely real or entirely training.
 */
export function mayTrain(isShiftOpen: boolean, isBasketEmpty: boolean): boolean {
	return isShiftOpen && isBasketEmpty;
}

/** No basket is open or parked: the shift may be closed, and the firmware replaced. */
export function isBetweenSales(isBasketEmpty: boolean, parkedBaskets: number): boolean {
	return isBasketEmpty && parkedBaskets === 0;
}
