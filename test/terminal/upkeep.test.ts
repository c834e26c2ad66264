// Erasing ahead of use: between two sales, never while a customer waits (docs/journal.md).
import { afterEach, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { english } from "../../firmware/words/english.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openBenchTerminal, skuOf } from "../../tools/bench/till/bench-terminal.js";

let terminal: SimulatedTerminal | undefined;
afterEach(() => terminal?.close());

it("erases no sector ahead while a basket is open", async () => {
	const world = new World(1);
	terminal = await openBenchTerminal(world, "v8");
	await new Stallholder({ world, terminal }).open();
	const { counters } = terminal.journalFlash;
	const first = counters.erases;
	terminal.scan(skuOf(0));
	await world.pass(limits.tapGuardMs + 20);
	for (let sale = 1; sale <= 45; sale++) {
		for (const text of [english.pay, english.tenders.cash, english.exact]) {
			terminal.tapText(text);
			await world.pass(text === english.exact ? 40 : limits.tapGuardMs + 20);
		}
		expect(terminal.panel.shows(english.nextSale)).toBe(true);
		// The next customer's goods are on the counter at once.
		terminal.scan(skuOf(sale));
		await world.pass(40);
		const before = counters.erases;
		await world.pass(4 * limits.upkeepDelayMs);
		expect(counters.erases, `sale ${sale}`).toBe(before);
	}
	// One segment was filled, so that the next sector was due: the sale that needed it had to erase it.
	expect(counters.erases).toBeGreaterThan(first);
});
