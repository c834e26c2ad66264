// A charge that is a line of its own: a percentage of what is left of its lines, an amount for each unit, or an amount
// for each sale. It has its own tax class.
import { readU16, readU32 } from "../../core/bytes.js";
import { limits } from "../../core/limits.js";
import { divideHalfUp } from "../../core/money.js";
import { wholeBasisPoints } from "../goods.js";
import { RuleClass } from "../rule-entry.js";
import { isShare, isWithin, type PricingRule } from "./rule.js";

export const FeeBasis = { percent: 0, unit: 1, sale: 2 } as const;
export type FeeBasis = (typeof FeeBasis)[keyof typeof FeeBasis];

export interface FeeValues {
	readonly basis: FeeBasis;
	/** Index of the tax class in the catalog. */
	readonly taxClass: number;
	/** 0 unless it is a percentage. */
	readonly basisPoints: number;
	/** For each unit or sale; 0 where it is a percentage. */
	readonly amountMinor: number;
}

function isSound({ basis, taxClass, basisPoints, amountMinor }: FeeValues): boolean {
	const isCharge =
		basis === FeeBasis.percent
			? isShare(basisPoints) && amountMinor === 0
			: basisPoints === 0 && isWithin(amountMinor, 1, limits.unitPriceMinorMax);
	return (
		isWithin(basis, FeeBasis.percent, FeeBasis.sale) &&
		isWithin(taxClass, 0, limits.catalogTaxClassesMax - 1) &&
		isCharge
	);
}

/** Values: u8 basis, u8 tax class, u16 basis points, u32 amount. */
export const fee: PricingRule<FeeValues> = {
	code: 7,
	valueBytes: 8,
	setsMax: 1,
	onlyClass: RuleClass.fee,
	check: (values) => {
		const { basisPoints, amountMinor } = values;
		return isSound(values) ? undefined : `charge of ${basisPoints} basis points or ${amountMinor}`;
	},
	encode: ({ basis, taxClass, basisPoints, amountMinor }, into) => {
		into.setUint8(0, basis);
		into.setUint8(1, taxClass);
		into.setUint16(2, basisPoints);
		into.setUint32(4, amountMinor);
	},
	decode: (from, at) => {
		const values = {
			basis: from[at]! as FeeBasis,
			taxClass: from[at + 1]!,
			basisPoints: readU16(from, at + 2),
			amountMinor: readU32(from, at + 4),
		};
		return isSound(values) ? values : undefined;
	},
	apply: ({ basis, taxClass, basisPoints, amountMinor }, goods, _sets, book) => {
		const taxRates = book.taxRatesOf(taxClass);
		// Without the tax there is no right price for it; the image names that class among what it cannot apply.
		if (taxRates === undefined) return;
		if (basis === FeeBasis.percent)
			return goods.addFee(1, divideHalfUp(goods.eligibleMinor * basisPoints, wholeBasisPoints), taxRates);
		if (basis === FeeBasis.sale) return goods.addFee(1, amountMinor, taxRates);
		const indexes = goods.dearestFirst();
		let units = 0;
		for (let at = 0; at < indexes.length; at++) units += goods.lines[indexes[at]!]!.quantity;
		goods.addFee(units, amountMinor, taxRates);
	},
};
