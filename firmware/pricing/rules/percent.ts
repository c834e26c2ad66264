// A percentage off. The customer is promised a percentage of the whole, so the whole is rounded once, half up, and then
// shared among the combinations of taxes in proportion (docs/money.md).
import { divideHalfUp, roundParts } from "../../core/money.js";
import type { PromotionRule } from "./rule.js";

export interface PercentValues {
	/** 10 % = 1000; 1–10,000. */
	readonly basisPoints: number;
}

const whole = 10_000;

function isInRange(basisPoints: number): boolean {
	return Number.isInteger(basisPoints) && basisPoints >= 1 && basisPoints <= whole;
}

/** Values: u16 basis points. */
export const percent: PromotionRule<PercentValues> = {
	code: 1,
	valueBytes: 2,
	check: ({ basisPoints }) => (isInRange(basisPoints) ? undefined : `${basisPoints} basis points`),
	encode: ({ basisPoints }, into) => into.setUint16(0, basisPoints),
	decode: (from) => {
		const basisPoints = from.getUint16(0);
		return isInRange(basisPoints) ? { basisPoints } : undefined;
	},
	discounts: ({ basisPoints }, _lines, combinations) => {
		const products: number[] = [];
		let sum = 0;
		for (let at = 0; at < combinations.length; at++) {
			const product = combinations[at]!.eligibleMinor * basisPoints;
			products.push(product);
			sum += product;
		}
		return roundParts(products, whole, divideHalfUp(sum, whole));
	},
};
