import { describe, expect, it } from "vitest";
import { boardHeap } from "../../../simulator/engine/xs-machine.js";
import { xsUnavailable } from "../../../simulator/engine/xs/machine.js";
import { bars } from "../../../tools/bench/device.js";
import { MarketDay } from "../../../tools/bench/device/market-day.js";
import { esp32Creation, measureTurns } from "../../../tools/bench/device/turns.js";
import { measureSales } from "../../../tools/bench/device/sales.js";

const noXs = await xsUnavailable();

describe.skipIf(noXs !== undefined)("the firmware on XS", () => {
	it("completes a market day with the heap of a board, and needs less while idle", async () => {
		const { staticBytes, stackSlots: stackMax } = esp32Creation();
		const heapBytes = staticBytes - stackMax * 16;
		expect(boardHeap.slots * 16 + boardHeap.chunkBytes).toBeLessThanOrEqual(heapBytes);
		expect(bars.heapPeakBytesTls).toBeLessThanOrEqual(heapBytes);
		const day = await MarketDay.open({ heap: boardHeap });
		try {
			const { heapIdleBytesOnline, heapIdleBytesOffline, stackSlots } = await day.run();
			expect(heapIdleBytesOnline).toBeLessThanOrEqual(bars.heapIdleBytes);
			expect(heapIdleBytesOffline).toBeLessThanOrEqual(bars.heapIdleBytes);
			expect(stackSlots).toBeLessThanOrEqual(bars.stackSlots);
		} finally {
			await day.close();
		}
	});

	it("collects garbage seldom and lets touch and scanner in, with the memory of a board", async () => {
		const figures = await measureTurns();
		expect(figures.collectionsConnect).toBeLessThanOrEqual(bars.collectionsConnect);
		expect(figures.collectionsShift).toBeLessThanOrEqual(bars.collectionsShift);
		expect(figures.collectionsSale).toBeLessThanOrEqual(bars.collectionsSale);
		expect(figures.longestTurnOperations).toBeLessThanOrEqual(bars.longestTurnOperations);
	});

	it("boots with a long journal, finds items and makes sales durable within a board's operations", async () => {
		const figures = await measureSales();
		expect(figures.bootRecords).toBeGreaterThan(2_500);
		expect(figures.bootOperations).toBeLessThanOrEqual(bars.bootOperations);
		expect(figures.saleOperations).toBeLessThanOrEqual(bars.saleOperations);
		expect(figures.scanToLineOperations).toBeLessThanOrEqual(bars.scanToLineOperations);
	});
});
