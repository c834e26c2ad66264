// Erasing ahead of use: between two sales, never while a customer waits (docs/journal.md).
import { afterEach, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { english } from "../../firmware/words/english.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../simulator/fixtures/loaf-catalog.js";

let terminal: SimulatedTerminal | undefined;
afterEach(() => terminal?.close());

it("erases no sector ahead while a basket is open", async () => {
	const world = new World(1);
	terminal = await openEnrolledTerminal(world, "v8");
	await new Stallholder({ world, terminal }).open();
	const { counters } = terminal.journalFlash;
	const first = counters.erases;
	terminal.scan(skuOf(0));
	await world.pass(limits.tapGuardMs + 20);
	terminal.tapText(english.pay);
	// Each attempt and its end is recorded, and the basket stays open.
	for (let attempt = 1; attempt <= 40; attempt++) {
		await world.pass(limits.tapGuardMs + 20);
		terminal.tapText(english.tenders.card);
		await world.pass(40);
		const before = counters.erases;
		await world.pass(4 * limits.upkeepDelayMs);
		expect(counters.erases, `attempt ${attempt}`).toBe(before);
		terminal.tapText(`‹ ${english.back}`);
		await world.pass(4 * limits.upkeepDelayMs);
	}
	// The sector was due all the time: it is erased once the customer has paid.
	for (const text of [english.tenders.cash, english.exact]) {
		terminal.tapText(text);
		await world.pass(4 * limits.upkeepDelayMs);
	}
	expect(counters.erases).toBe(first + 1);
});
