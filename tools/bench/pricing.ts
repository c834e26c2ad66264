// Prices a basket of ten lines on XS by a catalog of 1,000 items and a hundred active rules. docs/device-budget.md has
// the limits.
import { join } from "node:path";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import type { BenchFigures } from "./benchmark.js";
import { measurePin } from "./device/features.js";
import { benchCatalog } from "./pricing/catalog.js";
import { measureCoupon } from "./pricing/coupon.js";

/** Upper limits, and the least that has to be matched for them to say something. */
const bars = { priceOperations: 60_000, couponOperations: 20_000, heapBytes: 3_072 } as const;
const least = { lines: 10, items: 1_000, rulesActive: 100, rulesMatched: 20, ruleKinds: 6 } as const;
/** Items of ten categories. */
const places = Array.from({ length: least.lines }, (_, at) => at * 97 + (at % 3)).join();
const flashBytes = 262_144;

interface Recorded {
	readonly lines: readonly { readonly fee?: string }[];
	readonly discounts: readonly { readonly promotion: string }[];
}

async function open(hasRules: boolean): Promise<XsBench> {
	const image = buildCatalog(benchCatalog(hasRules));
	const catalogFlash = new NorFlash({ sizeBytes: flashBytes });
	catalogFlash.program(0, image);
	const bench = await XsBench.open(join(import.meta.dirname, "pricing/guest.ts"), { ports: { catalogFlash } });
	bench.call("open", image.length);
	bench.call("fill", places);
	bench.call("run");
	return bench;
}

export async function run(): Promise<BenchFigures> {
	const reason = await xsUnavailable();
	if (reason) throw new Error(reason);
	const plain = await open(false);
	const ruled = await open(true);
	try {
		const { rules = [] } = benchCatalog(true);
		const { operations, peak } = ruled.measure("run");
		// What the same catalog and basket keep without rules is no part of it.
		const heapBytes = ruled.heap.boardBytes - plain.heap.boardBytes;
		const recorded = JSON.parse(String(ruled.call("record"))) as Recorded;
		const ids = new Set([
			...recorded.discounts.map(({ promotion }) => promotion),
			...recorded.lines.flatMap(({ fee = [] }) => fee),
		]);
		const kinds = new Set(rules.filter(({ id }) => ids.has(id)).map(({ kind }) => kind));
		const figures = {
			...{
				lines: recorded.lines.filter(({ fee }) => fee === undefined).length,
				items: benchCatalog(true).items.length,
			},
			...{ rulesActive: rules.length, rulesMatched: ids.size, ruleKinds: kinds.size },
			priceOperations: operations,
			priceOperationsPlain: plain.measure("run").operations,
			couponOperations: await measureCoupon(),
			pinOperations: await measurePin(),
			heapBytes,
			garbageBytes: peak.boardBytes,
		};
		const over = Object.entries(bars).filter(([name, bar]) => figures[name as keyof typeof bars] > bar);
		const under = Object.entries(least).filter(([name, bar]) => figures[name as keyof typeof least] < bar);
		return { ...figures, bars, least, barsMissed: over.length + under.length };
	} finally {
		plain.close();
		ruled.close();
	}
}
