// The self-test of an enrolled terminal, from its settings while the shift is closed, on both engines: it takes heap
// only while it runs, and fits beside everything else on a board.
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../firmware/words/english.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import { writtenTag } from "../../simulator/peripherals/pn532/tag-pad.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../simulator/fixtures/loaf-catalog.js";
import { type Hands, walk } from "./self-test-bench.js";

const noXs = await xsUnavailable();
const engines: readonly EngineKind[] = noXs === undefined ? ["v8", "xs"] : ["v8"];

let world: World;
let terminal: SimulatedTerminal;
const traces: string[] = [];
afterEach(() => terminal.close());

async function open(engine: EngineKind): Promise<Stallholder> {
	world = new World(6);
	traces.length = 0;
	terminal = await openEnrolledTerminal(world, engine, {
		onTrace: (line) => traces.push(line),
		battery: { capacityMilliampHours: 2_000, charge: 0.7 },
	});
	const hands = new Stallholder({ world, terminal });
	await hands.open();
	await hands.sell([skuOf(1), skuOf(2)], "cash");
	return hands;
}

async function tap(...texts: readonly string[]): Promise<void> {
	for (const text of texts) {
		terminal.tapText(text);
		await world.pass(500);
	}
}

const text = (): string => terminal.panel.readText().replaceAll(/\s+/g, " ");

const person: Hands = {
	get text() {
		return text();
	},
	get world() {
		return world;
	},
	get ticks() {
		const begun = terminal.buzzer.played.findLastIndex(({ sound }) => sound === "accepted");
		return terminal.buzzer.played.slice(begun + 1).filter(({ sound }) => sound === "tick").length;
	},
	async press(x, y) {
		terminal.panel.tap(x, y);
		await world.pass(100);
	},
	async pressText(what) {
		terminal.tapText(what);
		await world.pass(100);
	},
	scan: (code) => terminal.scan(code),
	holdTag: () => terminal.tagPad!.hold("tag", writtenTag(1, undefined)),
	takeTag: () => terminal.tagPad!.takeAway(),
};

describe.each(engines)("the self-test of an enrolled terminal on %s", (engine) => {
	it("is offered while no shift is open, walks all parts, and returns to a till that sells", async () => {
		const hands = await open(engine);
		await tap(english.menu, english.settings);
		expect(text()).toContain(english.inspection);
		expect(text()).not.toContain(english.selfTest);
		await tap(english.ok, `‹ ${english.back}`);
		await hands.close();
		await world.pass(3_000);
		await tap(english.menu, english.settings, english.selfTest);
		const journal = terminal.journalFlash.save();
		await walk(person);
		expect(Buffer.compare(terminal.journalFlash.cells, journal)).toBe(0);
		// A blank tag was seen; there is no host.
		const code = traces.find((line) => line.startsWith("self-test: "));
		expect(code).toMatch(/^self-test: TMS1:stall-1:\w+:\d+:\d{10}:\+{8}A\+\+$/);
		await world.pass(5_000);
		expect(terminal.printer.lastPrinted?.text).toContain(code!.slice("self-test: ".length));
		await tap(english.qr, english.ok, english.ok);
		expect(text()).toContain(english.settings);
		await tap(english.ok, `‹ ${english.back}`);
		await hands.open();
		await hands.sell([skuOf(3)], "cash");
		expect(hands.receipts).toBe(2);
	});

	it("does not begin while a shift is open, whatever is scanned", async () => {
		await open(engine);
		terminal.scan("TILLMARK SELF-TEST");
		await world.pass(500);
		expect(text()).not.toContain("1/11");
		expect(text()).toContain(english.faults.ITEM_UNKNOWN);
	});
});
