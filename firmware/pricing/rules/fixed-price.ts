// A price for each unit. It never raises a price, and leaves pieces alone that were weighed: their price is that of
// their weight.
import { readU32 } from "../../core/bytes.js";
import { limits } from "../../core/limits.js";
import { isWithin, type PricingRule } from "./rule.js";

export interface FixedPriceValues {
	/** Of a unit; 0 = free. */
	readonly priceMinor: number;
}

/** Values: u32 price. */
export const fixedPrice: PricingRule<FixedPriceValues> = {
	code: 3,
	valueBytes: 4,
	setsMax: 1,
	check: ({ priceMinor }) => (isWithin(priceMinor, 0, limits.unitPriceMinorMax) ? undefined : `price ${priceMinor}`),
	encode: ({ priceMinor }, into) => into.setUint32(0, priceMinor),
	decode: (from, at) => ({ priceMinor: readU32(from, at) }),
	apply: ({ priceMinor }, goods) => {
		const indexes = goods.dearestFirst();
		for (let at = 0; at < indexes.length; at++) {
			const line = indexes[at]!;
			const { quantity, weightGrams } = goods.lines[line]!;
			if (weightGrams === undefined) goods.takeLine(line, goods.leftOf(line) - priceMinor * quantity);
		}
	},
};
