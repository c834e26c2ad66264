// Amounts keyed from the right, as on every till: 6, 6, 6 is 6.66.
import { limits } from "../core/limits.js";
import type { Action } from "./view.js";

type DigitKey = Extract<Action, { kind: "digit" }>["key"];

/** A key that would pass the largest amount is ignored. */
export function keyAmount(amountMinor: number, key: DigitKey): number {
	if (key === "delete") return Math.floor(amountMinor / 10);
	const next = key === "00" ? amountMinor * 100 : amountMinor * 10 + Number(key);
	return next > limits.totalMinorMax ? amountMinor : next;
}
