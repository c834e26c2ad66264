// An amount off: off each unit in class item, otherwise off all its lines together, once for each sale.
import { readU32 } from "../../core/bytes.js";
import { limits } from "../../core/limits.js";
import { isWithin, type PricingRule } from "./rule.js";

export interface AmountValues {
	/** From 1. */
	readonly amountMinor: number;
}

function isSound({ amountMinor }: AmountValues): boolean {
	return isWithin(amountMinor, 1, limits.unitPriceMinorMax);
}

/** Values: u32 amount. */
export const amount: PricingRule<AmountValues> = {
	code: 2,
	valueBytes: 4,
	setsMax: 1,
	check: (values) => (isSound(values) ? undefined : `amount ${values.amountMinor}`),
	encode: ({ amountMinor }, into) => into.setUint32(0, amountMinor),
	decode: (from, at) => {
		const values = { amountMinor: readU32(from, at) };
		return isSound(values) ? values : undefined;
	},
	apply: ({ amountMinor }, goods) => {
		if (!goods.isByLine) return goods.takeAmount(amountMinor);
		const indexes = goods.dearestFirst();
		for (let at = 0; at < indexes.length; at++) {
			const line = indexes[at]!;
			goods.takeLine(line, amountMinor * goods.lines[line]!.quantity);
		}
	},
};
