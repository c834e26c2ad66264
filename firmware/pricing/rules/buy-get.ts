// Buy some, get others cheaper: of each buy + get units the cheapest ones, or of a second item set as many as the units
// of the first set entitle to. Units are grouped from the dearest down, so that the customer pays for the dearest.
import { readU32 } from "../../core/bytes.js";
import { divideHalfUp } from "../../core/money.js";
import { limits } from "../../core/limits.js";
import { type Goods, wholeBasisPoints } from "../goods.js";
import { isShare, isWithin, type PricingRule } from "./rule.js";

export interface BuyGetValues {
	/** 1–99. */
	readonly buy: number;
	/** 1–99. */
	readonly get: number;
	/** Off the units that are got: 100 % = 10,000. Either this or `amountMinor` is 0. */
	readonly basisPoints: number;
	/** Off each unit that is got. */
	readonly amountMinor: number;
	/** Units of different items do not count together. */
	readonly isSameItem: boolean;
	/** Groups in one sale; 0 = no limit. */
	readonly timesMax: number;
}

const sameItemBit = 1;
const amountBit = 2;

function isSound({ buy, get, basisPoints, amountMinor, timesMax }: BuyGetValues): boolean {
	const isOff =
		basisPoints === 0
			? isWithin(amountMinor, 1, limits.unitPriceMinorMax)
			: isShare(basisPoints) && amountMinor === 0;
	return isWithin(buy, 1, 99) && isWithin(get, 1, 99) && isWithin(timesMax, 0, 255) && isOff;
}

/** Values: u8 buy, u8 get, u8 bits, u8 times at most, u32 basis points or amount. */
export const buyGet: PricingRule<BuyGetValues> = {
	code: 4,
	valueBytes: 8,
	setsMax: 2,
	check: (values, sets) => {
		if (!isSound(values)) return `buy ${values.buy}, get ${values.get}, or what comes off`;
		return values.isSameItem && sets === 2 ? "the same item, but two item sets" : undefined;
	},
	encode: ({ buy, get, basisPoints, amountMinor, isSameItem, timesMax }, into) => {
		into.setUint8(0, buy);
		into.setUint8(1, get);
		into.setUint8(2, (isSameItem ? sameItemBit : 0) | (basisPoints === 0 ? amountBit : 0));
		into.setUint8(3, timesMax);
		into.setUint32(4, basisPoints === 0 ? amountMinor : basisPoints);
	},
	decode: (from, at) => {
		const bits = from[at + 2]!;
		const off = readU32(from, at + 4);
		const isAmount = (bits & amountBit) !== 0;
		const values = {
			buy: from[at]!,
			get: from[at + 1]!,
			basisPoints: isAmount ? 0 : off,
			amountMinor: isAmount ? off : 0,
			isSameItem: (bits & sameItemBit) !== 0,
			timesMax: from[at + 3]!,
		};
		return bits <= (sameItemBit | amountBit) && isSound(values) ? values : undefined;
	},
	apply: (values, goods, sets) => {
		const indexes = goods.dearestFirst();
		if (sets === 2) return takeOfTwo(values, goods, goods.ofSet(0, indexes), goods.ofSet(1, indexes));
		if (!values.isSameItem) {
			takeOfOne(values, goods, indexes, values.timesMax);
			return;
		}
		let timesLeft = values.timesMax;
		for (let rest = indexes; rest.length > 0;) {
			const { sku, name } = goods.lines[rest[0]!]!;
			const isSame = (line: number): boolean =>
				goods.lines[line]!.sku === sku && goods.lines[line]!.name === name;
			const times = takeOfOne(values, goods, rest.filter(isSame), timesLeft);
			if (values.timesMax > 0 && (timesLeft -= times) === 0) return;
			rest = rest.filter((line) => !isSame(line));
		}
	},
};

function unitsOf(goods: Goods, indexes: readonly number[]): number {
	let units = 0;
	for (let at = 0; at < indexes.length; at++) units += goods.freeUnits(indexes[at]!);
	return units;
}

/** What comes off so many units, which come to `minor`. */
function offOf({ basisPoints, amountMinor }: BuyGetValues, units: number, minor: number): number {
	return basisPoints === 0 ? amountMinor * units : divideHalfUp(minor * basisPoints, wholeBasisPoints);
}

/** Of the first `units` units in groups of buy + get, how many are got. */
function gotOf({ buy, get }: BuyGetValues, units: number): number {
	const rest = units % (buy + get);
	return ((units - rest) / (buy + get)) * get + Math.max(0, rest - buy);
}

/** Returns the number of groups. */
function takeOfOne(values: BuyGetValues, goods: Goods, indexes: readonly number[], timesMax: number): number {
	const size = values.buy + values.get;
	const units = unitsOf(goods, indexes);
	const whole = (units - (units % size)) / size;
	const times = timesMax > 0 ? Math.min(whole, timesMax) : whole;
	const end = times * size;
	for (let at = 0, from = 0; at < indexes.length && from < end; at++) {
		const line = indexes[at]!;
		const until = Math.min(from + goods.freeUnits(line), end);
		const got = gotOf(values, until) - gotOf(values, from);
		const minor = goods.freeMinor(line, got);
		goods.takeUnits(line, got, Math.min(minor, offOf(values, got, minor)));
		goods.takeUnits(line, until - from - got, 0);
		from = until;
	}
	return times;
}

/** The dearest units of the first set are bought, the cheapest of the second are got. */
function takeOfTwo(values: BuyGetValues, goods: Goods, bought: readonly number[], given: readonly number[]): void {
	const { buy, get, timesMax } = values;
	const buyable = unitsOf(goods, bought);
	const gettable = unitsOf(goods, given);
	// The last group may be got in part: who buys two coffees and takes one cake gets it.
	let times = Math.min((buyable - (buyable % buy)) / buy, Math.ceil(gettable / get));
	if (timesMax > 0) times = Math.min(times, timesMax);
	let need = times * buy;
	for (let at = 0; at < bought.length && need > 0; at++) {
		const units = Math.min(need, goods.freeUnits(bought[at]!));
		goods.takeUnits(bought[at]!, units, 0);
		need -= units;
	}
	let got = Math.min(gettable, times * get);
	for (let at = given.length - 1; at >= 0 && got > 0; at--) {
		const line = given[at]!;
		const units = Math.min(got, goods.freeUnits(line));
		const minor = goods.freeMinor(line, units);
		goods.takeUnits(line, units, Math.min(minor, offOf(values, units, minor)));
		got -= units;
	}
}
