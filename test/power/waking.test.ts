// The backlight of a complete terminal: what wakes it, and the effect of a waking touch.
import { describe, expect, it } from "vitest";
import { english } from "../../firmware/words/english.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../simulator/fixtures/loaf-catalog.js";

const noXs = await xsUnavailable();
const engines: readonly EngineKind[] = noXs === undefined ? ["v8", "xs"] : ["v8"];
const idleMs = 300_000;

describe.each(engines)("an unused terminal on %s", (engine) => {
	it("dims; a waking touch rings up or changes the page but takes no money; a scan takes effect", async () => {
		const world = new World(2);
		const terminal = await openEnrolledTerminal(world, engine);
		const { panel } = terminal;
		try {
			await new Stallholder({ world, terminal }).open();
			await world.pass(idleMs);
			expect(panel.backlight).toBe(0.3);
			terminal.scan(skuOf(1));
			await world.pass(1_000);
			expect(panel.backlight).toBe(1);
			expect(panel.readText()).toContain("✓ 1 ×");

			await world.pass(idleMs);
			terminal.tapText(english.pay);
			await world.pass(500);
			expect([panel.backlight, panel.shows(english.toPay)]).toEqual([1, true]);

			terminal.tapText(english.tenders.cash);
			await world.pass(idleMs);
			expect(panel.backlight).toBe(0.3);
			terminal.tapText(english.exact);
			await world.pass(500);
			expect([panel.backlight, panel.shows(english.nextSale)]).toEqual([1, false]);
			terminal.tapText(english.exact);
			await world.pass(500);
			expect(panel.shows(english.nextSale)).toBe(true);
			expect(terminal.drawerKicks).toBe(1);
			// Without a connection nothing of this is shipped; the lamp then signals waiting.
			expect(terminal.lamp).toBe("waiting");
		} finally {
			terminal.close();
		}
	});
});
