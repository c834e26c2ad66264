import { describe, expect, it } from "vitest";
import { toHex } from "../../../firmware/core/bytes.js";
import { nodeDigest } from "../../../simulator/terminal/crypto.js";
import { xsUnavailable } from "../../../simulator/engine/open.js";
import type { EngineKind } from "../../../simulator/engine/machine.js";
import { Stallholder } from "../../../simulator/terminal/stallholder.js";
import { World } from "../../../simulator/world.js";
import { openEnrolledTerminal } from "../../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../../simulator/fixtures/loaf-catalog.js";

const unavailable = await xsUnavailable();

/** Some sales with power cuts in between. Returns what the screens showed and what the flash holds. */
async function runSales(engine: EngineKind): Promise<unknown> {
	const world = new World(11);
	const traces: string[] = [];
	const terminal = await openEnrolledTerminal(world, engine, { onTrace: (line) => traces.push(line) });
	try {
		const screens: string[] = [];
		const stallholder = new Stallholder({ world, terminal });
		stallholder.onStep = () => void screens.push(terminal.panel.readText());
		await stallholder.open();
		for (let sale = 0; sale < 12; sale++) {
			if (sale % 4 === 1) terminal.cutPowerInNextFlashWrite(sale % 3);
			await stallholder.sell(
				[skuOf(sale * 17), skuOf(sale * 5), skuOf(sale * 5)],
				sale % 2 === 0 ? "cash" : "card",
			);
		}
		await stallholder.openDrawer();
		await stallholder.close();
		return {
			receipts: stallholder.receipts,
			noSales: stallholder.noSales,
			screens,
			traces,
			atMs: world.nowMs,
			flash: toHex(nodeDigest.sha256(terminal.journalFlash.cells)),
		};
	} finally {
		terminal.close();
	}
}

describe.skipIf(unavailable !== undefined)("the whole terminal", () => {
	it("behaves the same on XS as on V8: every screen, trace and bit of flash, through power cuts", async () => {
		const xs = await runSales("xs");
		expect(xs).toEqual(await runSales("v8"));
		expect(xs).toMatchObject({ receipts: 12, noSales: 1 });
	});
});
