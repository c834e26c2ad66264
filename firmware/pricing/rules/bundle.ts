// A price for several units together: one of each of two to four item sets, or some units of one set. It never raises a
// price. The dearest units are bundled first.
import { readU32 } from "../../core/bytes.js";
import { limits } from "../../core/limits.js";
import { proportionFloor } from "../../core/money.js";
import type { Goods } from "../goods.js";
import { isWithin, type PricingRule } from "./rule.js";

export interface BundleValues {
	readonly priceMinor: number;
	/** Units of the one item set, 2–99; 1 of each where there are several sets. */
	readonly units: number;
	/** Bundles in one sale; 0 = no limit. */
	readonly timesMax: number;
}

function isSound({ priceMinor, units, timesMax }: BundleValues): boolean {
	return isWithin(priceMinor, 0, limits.unitPriceMinorMax) && isWithin(units, 1, 99) && isWithin(timesMax, 0, 255);
}

/** Values: u32 price, u8 units, u8 times at most. */
export const bundle: PricingRule<BundleValues> = {
	code: 6,
	valueBytes: 6,
	setsMax: limits.ruleSetsMax,
	check: (values, sets) => {
		const { priceMinor, units, timesMax } = values;
		if (!isSound(values)) return `price ${priceMinor}, ${units} units, ${timesMax} times`;
		if (sets > 1) return units === 1 ? undefined : `${units} units of several item sets`;
		return units > 1 ? undefined : "a bundle of one unit";
	},
	encode: ({ priceMinor, units, timesMax }, into) => {
		into.setUint32(0, priceMinor);
		into.setUint8(4, units);
		into.setUint8(5, timesMax);
	},
	decode: (from, at) => {
		const values = { priceMinor: readU32(from, at), units: from[at + 4]!, timesMax: from[at + 5]! };
		return isSound(values) ? values : undefined;
	},
	apply: ({ priceMinor, units, timesMax }, goods, sets) => {
		const indexes = goods.dearestFirst();
		// Each part of a bundle is filled from its queue, the dearest first; parts of one set share theirs.
		const queues: number[][] = [];
		if (sets < 2) queues.push(indexes.slice());
		else for (let set = 0; set < sets; set++) queues.push(goods.ofSet(set, indexes));
		const size = sets < 2 ? units : 1;
		let left = timesMax > 0 ? timesMax : Number.MAX_SAFE_INTEGER;
		while (left > 0) {
			const run = nextRun(goods, queues, size);
			if (run === undefined || !takeRun(goods, run, Math.min(run.times, left), priceMinor)) return;
			left -= run.times;
		}
	},
};

/** Bundles of the same units of the same lines. */
interface Run {
	readonly lines: readonly number[];
	/** Units of each line in one bundle. */
	readonly units: readonly number[];
	readonly times: number;
}

/** The next bundles, as many as there are of the same lines; undefined where a queue has too few units. */
function nextRun(goods: Goods, queues: number[][], size: number): Run | undefined {
	const lines: number[] = [];
	const units: number[] = [];
	let times = Number.MAX_SAFE_INTEGER;
	for (let at = 0; at < queues.length; at++) {
		const queue = queues[at]!;
		let need = size;
		while (queue.length > 0 && goods.freeUnits(queue[0]!) === 0) queue.shift();
		for (let place = 0; place < queue.length && need > 0; place++) {
			const free = goods.freeUnits(queue[place]!);
			if (free === 0) continue;
			const part = Math.min(free, need);
			lines.push(queue[place]!);
			units.push(part);
			times = Math.min(times, need === size && part === size ? Math.floor(free / size) : 1);
			need -= part;
		}
		if (need > 0) return undefined;
	}
	return { lines, units, times };
}

/** Returns false, having changed nothing, where the units together cost no more than the bundle. */
function takeRun(goods: Goods, { lines, units }: Run, times: number, priceMinor: number): boolean {
	const parts = lines.map((line, at) => goods.freeMinor(line, units[at]! * times));
	const sum = parts.reduce((total, part) => total + part, 0);
	const off = sum - priceMinor * times;
	if (off <= 0) return false;
	let running = 0;
	let given = 0;
	for (let at = 0; at < lines.length; at++) {
		running += parts[at]!;
		const until = proportionFloor(off, running, sum);
		goods.takeUnits(lines[at]!, units[at]! * times, until - given);
		given = until;
	}
	return true;
}
