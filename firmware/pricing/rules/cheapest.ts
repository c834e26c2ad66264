// A percentage off the cheapest units, where there are enough of them.
import { readU16 } from "../../core/bytes.js";
import { divideHalfUp } from "../../core/money.js";
import { wholeBasisPoints } from "../goods.js";
import { isShare, isWithin, type PricingRule } from "./rule.js";

export interface CheapestValues {
	/** Units that become cheaper, 1–99. */
	readonly units: number;
	/** It applies from so many units on, 1–999. */
	readonly unitsMin: number;
	/** 100 % = 10,000. */
	readonly basisPoints: number;
}

function isSound({ units, unitsMin, basisPoints }: CheapestValues): boolean {
	return isWithin(units, 1, 99) && isWithin(unitsMin, 1, 999) && isShare(basisPoints);
}

/** Values: u16 units, u16 units at least, u16 basis points. */
export const cheapest: PricingRule<CheapestValues> = {
	code: 5,
	valueBytes: 6,
	setsMax: 1,
	check: (values) => {
		const { units, unitsMin, basisPoints } = values;
		return isSound(values) ? undefined : `${units} units of ${unitsMin}, ${basisPoints} basis points`;
	},
	encode: ({ units, unitsMin, basisPoints }, into) => {
		into.setUint16(0, units);
		into.setUint16(2, unitsMin);
		into.setUint16(4, basisPoints);
	},
	decode: (from, at) => {
		const values = {
			units: readU16(from, at),
			unitsMin: readU16(from, at + 2),
			basisPoints: readU16(from, at + 4),
		};
		return isSound(values) ? values : undefined;
	},
	apply: ({ units, unitsMin, basisPoints }, goods) => {
		const indexes = goods.dearestFirst();
		let free = 0;
		for (let at = 0; at < indexes.length; at++) free += goods.freeUnits(indexes[at]!);
		if (free < unitsMin) return;
		let left = units;
		for (let at = indexes.length - 1; at >= 0 && left > 0; at--) {
			const line = indexes[at]!;
			const taken = Math.min(left, goods.freeUnits(line));
			if (taken === 0) continue;
			goods.takeUnits(line, taken, divideHalfUp(goods.freeMinor(line, taken) * basisPoints, wholeBasisPoints));
			left -= taken;
		}
	},
};
