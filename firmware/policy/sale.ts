// What a sale may do, decided from plain values.
import { limits } from "../core/limits.js";

/** On an empty battery a sale that was begun may be finished; no other begins. */
export function maySell(isPowerless: boolean, isBegun: boolean): boolean {
	return !isPowerless || isBegun;
}

/** Room for one more parked basket. */
export function mayPark(parkedBaskets: number): boolean {
	return parkedBaskets < limits.parkedSalesMax;
}

/** Training begins and ends between sales in an open shift: a sale is either practised or not. */
export function mayTrain(isShiftOpen: boolean, isBasketEmpty: boolean): boolean {
	return isShiftOpen && isBasketEmpty;
}

/** Nothing is sold and nothing waits to be sold: the shift may be closed, and the firmware replaced. */
export function isBetweenSales(isBasketEmpty: boolean, parkedBaskets: number): boolean {
	return isBasketEmpty && parkedBaskets === 0;
}
