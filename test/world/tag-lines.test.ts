// One firmware sells by tags whether the PN532 is wired to the I2C bus or to the scanner's UART.
import { afterEach, describe, expect, it } from "vitest";
import { Terminal } from "../../firmware/terminal/terminal.js";
import { RecordKind, type SaleRecord } from "../../firmware/wire/record.js";
import { english } from "../../firmware/words/english.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import { writtenTag } from "../../simulator/peripherals/pn532/tag-pad.js";
import { Pn532UartTransport } from "../../simulator/peripherals/pn532/transports.js";
import { BootTimers } from "../../simulator/terminal/clocks.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../simulator/fixtures/loaf-catalog.js";
import { Board } from "../simulator/engine/board.js";
import { recordsOf, units } from "../../simulator/terminal/till-watch.js";

const engines: EngineKind[] = (await xsUnavailable()) ? ["v8"] : ["v8", "xs"];
const cases = engines.flatMap((engine) => (["i2c", "scanner"] as const).map((line) => ({ engine, line })));
let terminal: SimulatedTerminal | undefined;
afterEach(() => terminal?.close());

describe.each(cases)("a tag reader on the line $line, on $engine", ({ engine, line }) => {
	it("sells by a tag, before and after a power cut and a pulled connector", async () => {
		const world = new World(1);
		const traces: string[] = [];
		terminal = await openEnrolledTerminal(world, engine, { tagReader: line, onTrace: (text) => traces.push(text) });
		await new Stallholder({ world, terminal }).open();
		await hold(world, terminal, 1, 5);
		await pay(world, terminal);
		terminal.power(false);
		await world.pass(1_000);
		terminal.power(true);
		await world.pass(2_000);
		terminal.tagPad!.transport.unplug();
		await world.pass(3_000);
		terminal.tagPad!.transport.plug();
		await world.pass(3_000);
		await hold(world, terminal, 2, 6);
		await pay(world, terminal);
		const sales = recordsOf(terminal).filter((record): record is SaleRecord => record.kind === RecordKind.sale);
		expect(sales.map(({ lines }) => lines.map(({ sku, quantity }) => [sku, quantity]))).toEqual([
			[[skuOf(5), 1]],
			[[skuOf(6), 1]],
		]);
		expect(traces.filter((text) => text.startsWith("tag reader"))).toEqual([
			"tag reader found",
			"tag reader found",
			"tag reader does not answer",
			"tag reader found",
		]);
	});

	it(line === "i2c" ? "has its scanner beside it" : "has no scanner", async () => {
		const world = new World(1);
		terminal = await openEnrolledTerminal(world, engine, { tagReader: line });
		await new Stallholder({ world, terminal }).open();
		terminal.scan(skuOf(3));
		await world.pass(2_000);
		expect(units(terminal)).toBe(line === "i2c" ? 1 : 0);
	});
});

it("a tag with a Wi-Fi code joins its network; any other text is a scan", async () => {
	const board = new Board();
	const reader = new Pn532UartTransport(new BootTimers(board.world));
	const joined: string[] = [];
	const joinNetwork = (text: string): boolean => text.startsWith("WIFI:") && joined.push(text) > 0;
	const ports = { ...board.ports(), scanner: undefined, tagReader: reader.source, joinNetwork };
	const started = new Terminal(ports);
	try {
		for (const text of ["WIFI:T:WPA;S:market;P:secret-1;;", skuOf(1)]) {
			const tag = writtenTag(text.length, { text });
			reader.chip.place(tag);
			await board.world.pass(2_000);
			reader.chip.remove(tag);
			await board.world.pass(2_000);
		}
		expect(joined).toEqual(["WIFI:T:WPA;S:market;P:secret-1;;"]);
		expect(board.log.filter((line) => line.startsWith("sound"))).toEqual(["sound accepted", "sound refused"]);
	} finally {
		started.close();
	}
});

async function hold(world: World, stall: SimulatedTerminal, serial: number, item: number): Promise<void> {
	stall.tagPad!.hold("a", writtenTag(serial, { text: skuOf(item) }));
	await world.pass(1_000);
	stall.tagPad!.takeAway();
	await world.pass(1_000);
	expect(units(stall)).toBe(1);
}

async function pay(world: World, stall: SimulatedTerminal): Promise<void> {
	for (const key of [english.pay, english.tenders.cash, english.exact]) {
		stall.tapText(key);
		await world.pass(500);
	}
	await world.pass(5_000);
	if (stall.panel.shows(english.nextSale)) stall.tapText(english.nextSale);
	await world.pass(500);
}
