// Heap, stack and operations of the firmware on XS, compared with the limits of a board. docs/device-budget.md
// describes how each figure is measured.
import { features } from "../../firmware/terminal/features.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import { measureFeatures, measurePin } from "./device/features.js";
import { measureHeap } from "./device/heap.js";
import { measureSales } from "./device/sales.js";
import { measureScreens } from "./device/screens.js";
import { measureTurns } from "./device/turns.js";
import type { BenchFigures, BenchOptions } from "./benchmark.js";

/** Upper limits, and the stack of manifests/esp32.json. Ticket figures have no limit. */
export const bars = {
	heapIdleBytes: 36_864,
	heapPeakBytes: 72_704,
	heapPeakBytesTls: 87_040,
	stackSlots: 768,
	bootOperations: 1_100_000,
	saleOperations: 120_000,
	screenOperationsFull: 60_000,
	screenOperationsLine: 9_000,
	scanToLineOperations: 22_000,
	pinOperations: 100_000,
	collectionsConnect: 12,
	collectionsShift: 12,
	collectionsSale: 12,
	longestTurnOperations: 450_000,
} as const;

export async function run(options: BenchOptions): Promise<BenchFigures> {
	const reason = await xsUnavailable();
	if (reason) throw new Error(reason);
	const figures = {
		...(await measureSales()),
		...(await measureScreens()),
		...(await measureHeap(options)),
		...(await measureTurns()),
		pinOperations: await measurePin(),
		features: await measureFeatures(),
	};
	const dearer = figures.features.filter(({ name, heapBytes }) => {
		const stated = features.find((feature) => feature.name === name);
		return stated === undefined || heapBytes > stated.heapBytes;
	});
	const over = Object.entries(bars).filter(([key, bar]) => figures[key as keyof typeof bars] > bar);
	return { ...figures, bars, barsMissed: over.length + dearer.length };
}
