// Whole sales on the whole terminal on XS: scanning, paying, journal, printing and drawing, driven by touches on what
// the screen shows.
import { english } from "../../../firmware/words/english.js";
import type { MachineMeters } from "../../../simulator/engine/machine.js";
import { Stallholder } from "../../../simulator/terminal/stallholder.js";
import { World } from "../../../simulator/world.js";
import type { BenchFigures } from "../benchmark.js";
import { openEnrolledTerminal } from "../../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../../simulator/fixtures/loaf-catalog.js";

const warmUpSales = 60;
const measuredSales = 100;
const linesPerSale = 3;
const bootMsMax = 10_000;

export async function measureSales(): Promise<BenchFigures> {
	const world = new World(1);
	const terminal = await openEnrolledTerminal(world, "xs");
	try {
		const stallholder = new Stallholder({ world, terminal });
		const meters = (): MachineMeters => terminal.meters!;
		terminal.power(true);
		await world.run(() => terminal.panel.shows(english.openShift), bootMsMax);
		const boot = meters();
		await stallholder.open();
		const sell = async (sales: number, tender: (sale: number) => "cash" | "card"): Promise<void> => {
			for (let sale = 0; sale < sales; sale++) {
				const skus = Array.from({ length: linesPerSale }, (_, line) => skuOf((sale * 7 + line * 131) % 1_000));
				await stallholder.sell(skus, tender(sale));
			}
		};
		await sell(warmUpSales, () => "cash");
		const before = meters();
		await sell(measuredSales, () => "cash");
		const after = meters();
		await sell(measuredSales, () => "card");
		const card = meters();
		return {
			operationsPerSale: Math.round((after.operations - before.operations) / measuredSales),
			operationsPerCardSale: Math.round((card.operations - after.operations) / measuredSales),
			operationsPerBoot: boot.operations,
			slotsPerSale: (card.heapSlots - before.heapSlots) / (2 * measuredSales),
			chunkBytesPerSale: (card.heapChunkBytes - before.heapChunkBytes) / (2 * measuredSales),
			heapSlots: after.heapSlots,
			heapChunkBytes: after.heapChunkBytes,
			stackSlots: Math.max(boot.peakStackSlots, before.peakStackSlots, after.peakStackSlots, card.peakStackSlots),
			heapBoardBytes: after.heapSlots * 16 + after.heapChunkBytes,
		};
	} finally {
		terminal.close();
	}
}
