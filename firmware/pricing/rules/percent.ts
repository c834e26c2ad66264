// A percentage off: of each line in class item, otherwise of all its lines together, rounded once and then shared
// (docs/pricing.md).
import { readU16 } from "../../core/bytes.js";
import { divideHalfUp } from "../../core/money.js";
import { wholeBasisPoints } from "../goods.js";
import { isShare, type PricingRule } from "./rule.js";

export interface PercentValues {
	/** 10 % = 1000; 1–10,000. */
	readonly basisPoints: number;
}

/** Values: u16 basis points. */
export const percent: PricingRule<PercentValues> = {
	code: 1,
	valueBytes: 2,
	setsMax: 1,
	check: ({ basisPoints }) =>
		isShare(basisPoints) ? undefined : `${basisPoints} basis points, 1 to 10000 are allowed`,
	encode: ({ basisPoints }, into) => into.setUint16(0, basisPoints),
	decode: (from, at) => {
		const basisPoints = readU16(from, at);
		return basisPoints >= 1 && basisPoints <= wholeBasisPoints ? { basisPoints } : undefined;
	},
	apply: ({ basisPoints }, goods) => {
		if (!goods.isByLine) return goods.takePercent(basisPoints);
		const indexes = goods.dearestFirst();
		for (let at = 0; at < indexes.length; at++) {
			const line = indexes[at]!;
			goods.takeLine(line, divideHalfUp(goods.leftOf(line) * basisPoints, wholeBasisPoints));
		}
	},
};
