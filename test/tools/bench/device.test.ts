import { describe, expect, it } from "vitest";
import { boardHeap } from "../../../simulator/engine/xs-machine.js";
import { xsUnavailable } from "../../../simulator/engine/xs/machine.js";
import { bars } from "../../../tools/bench/device.js";
import { MarketDay } from "../../../tools/bench/device/market-day.js";
import { measureSales } from "../../../tools/bench/device/sales.js";

const noXs = await xsUnavailable();

describe.skipIf(noXs !== undefined)("the firmware on XS", () => {
	it("completes a market day with the heap of a board, and needs less while idle", async () => {
		expect(boardHeap.slots * 16 + boardHeap.chunkBytes).toBeLessThanOrEqual(bars.heapPeakBytes);
		const day = await MarketDay.open({ heap: boardHeap });
		try {
			const { heapIdleBytesOnline, heapIdleBytesOffline, stackSlots } = await day.run();
			expect(heapIdleBytesOnline).toBeLessThanOrEqual(bars.heapIdleBytes);
			expect(heapIdleBytesOffline).toBeLessThanOrEqual(bars.heapIdleBytes);
			expect(stackSlots).toBeLessThanOrEqual(bars.stackSlots);
		} finally {
			await day.close();
		}
	}, 60_000);

	it("boots with a long journal, finds items and makes sales durable within a board's operations", async () => {
		const figures = await measureSales();
		expect(figures.bootRecords).toBeGreaterThan(2_500);
		expect(figures.bootOperations).toBeLessThanOrEqual(bars.bootOperations);
		expect(figures.saleOperations).toBeLessThanOrEqual(bars.saleOperations);
		expect(figures.scanToLineOperations).toBeLessThanOrEqual(bars.scanToLineOperations);
	}, 60_000);
});
