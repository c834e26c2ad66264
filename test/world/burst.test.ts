// Scans at the full speed of the scanner's serial line, through the whole simulated terminal.
import { describe, expect, it } from "vitest";
import { english } from "../../firmware/words/english.js";
import type { SaleRecord } from "../../firmware/wire/record.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { writtenTag } from "../../simulator/peripherals/pn532/tag-pad.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../simulator/fixtures/loaf-catalog.js";
import { recordsOf, units } from "../../simulator/terminal/till-watch.js";

const engines: EngineKind[] = (await xsUnavailable()) ? ["v8"] : ["v8", "xs"];
const scans = 20;
/** "sku0001" and CR LF at 9,600 baud. */
const codeMs = (9 * 10_000) / 9_600;

async function payCash(world: World, terminal: SimulatedTerminal): Promise<SaleRecord> {
	for (const text of [english.pay, english.tenders.cash, english.exact]) {
		terminal.tapText(text);
		await world.pass(500);
	}
	const record = recordsOf(terminal).at(-1) as SaleRecord;
	terminal.tapText(english.nextSale);
	await world.pass(500);
	return record;
}

describe.each(engines)("a burst of 20 scans at 9,600 baud on %s", (engine) => {
	it("loses none, whether twenty items or one item twenty times", async () => {
		const world = new World(1);
		const terminal = await openEnrolledTerminal(world, engine);
		try {
			const sounds: string[] = [];
			await new Stallholder({ world, terminal }).open();
			terminal.buzzer.onPlay = (sound) => sounds.push(sound);
			const skus = Array.from({ length: scans }, (_, index) => skuOf(index * 37));
			for (const sku of skus) terminal.scan(sku);
			// The serial line takes this long; the till may be one code behind.
			await world.pass(scans * codeMs + 100);
			expect(units(terminal)).toBe(scans);
			expect(sounds).toEqual(skus.map(() => "accepted"));
			expect(terminal.scanner.line.overrunCount).toBe(0);
			expect((await payCash(world, terminal)).lines.map(({ sku, quantity }) => [sku, quantity])).toEqual(
				skus.map((sku) => [sku, 1]),
			);

			for (let scan = 0; scan < scans; scan++) terminal.scan(skuOf(5));
			await world.pass(scans * codeMs + 100);
			expect((await payCash(world, terminal)).lines).toMatchObject([{ sku: skuOf(5), quantity: scans }]);
		} finally {
			terminal.close();
		}
	});

	it("loses none when a tag is read in between", async () => {
		const world = new World(1);
		const terminal = await openEnrolledTerminal(world, engine);
		try {
			await new Stallholder({ world, terminal }).open();
			for (let scan = 0; scan < scans; scan++) terminal.scan(skuOf(scan));
			terminal.tagPad!.hold("tag", writtenTag(1, { text: skuOf(0) }));
			await world.pass(2_000);
			expect(units(terminal)).toBe(scans + 1);
		} finally {
			terminal.close();
		}
	});
});
