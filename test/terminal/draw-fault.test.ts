// A fault while creating a screen is shown, and the user can leave it: a terminal that restarts at every screen cannot
// sell.
import { afterEach, describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { english } from "../../firmware/words/english.js";
import { limits } from "../../firmware/core/limits.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { espImage } from "../../simulator/peripherals/boot-slots.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";

let terminal: SimulatedTerminal | undefined;
afterEach(() => terminal?.close());

interface Trouble {
	thrown: Error | undefined;
	/** How many reads still succeed. */
	spared: number;
	times: number;
}

interface Bench {
	readonly world: World;
	readonly terminal: SimulatedTerminal;
	readonly stallholder: Stallholder;
	/** The error that the catalog's flash or the clock throws when read, and how often; undefined for none. */
	readonly catalog: Trouble;
	readonly clock: Trouble;
	readonly traces: string[];
	tap(text: string): Promise<void>;
}

/** A selling till, with a catalog whose flash can be made to fail. */
async function selling(engine: "v8" | "xs"): Promise<Bench> {
	const world = new World(1);
	const traces: string[] = [];
	const one = (terminal = await openEnrolledTerminal(world, engine, { onTrace: (line) => traces.push(line) }));
	const catalog: Trouble = { thrown: undefined, spared: 0, times: Infinity };
	const clock: Trouble = { thrown: undefined, spared: 0, times: Infinity };
	const readFlash = one.catalogFlash.read.bind(one.catalogFlash);
	one.catalogFlash.read = (offset, into) => {
		happen(catalog);
		readFlash(offset, into);
	};
	const readClock = one.clock.read.bind(one.clock);
	one.clock.read = () => {
		happen(clock);
		return readClock();
	};
	const stallholder = new Stallholder({ world, terminal: one });
	await stallholder.open();
	const tap = async (text: string): Promise<void> => {
		one.tapText(text);
		await world.pass(500);
	};
	return { world, terminal: one, stallholder, catalog, clock, traces, tap };
}

function happen(trouble: Trouble): void {
	if (trouble.thrown === undefined || trouble.spared-- > 0 || trouble.times-- <= 0) return;
	throw trouble.thrown;
}

const toSell = `‹ ${english.back}`;

function nextTiles(page: number): string {
	return `${page}/${Math.ceil(limits.catalogFavouritesMax / limits.tilesPerPage)} ›`;
}

const unreadable = new Fault("CATALOG_UNREADABLE", "item 7");
const noXs = await xsUnavailable();

describe.each(["v8", "xs"] as const)("a screen that cannot be created, on %s", (engine) => {
	const onEngine = it.skipIf(engine === "xs" && noXs !== undefined);

	onEngine("says what happened and leads to the menu, as often as it happens, until it is well again", async () => {
		const { world, terminal, stallholder, catalog, traces, tap } = await selling(engine);
		await tap(nextTiles(1));
		expect(terminal.panel.readText()).toContain("Loaf of kind 6");
		catalog.thrown = unreadable;
		for (let time = 0; time < 3; time++) {
			await tap(time === 0 ? nextTiles(2) : toSell);
			expect(terminal.panel.readText()).toContain("CATALOG_UNREADABLE");
			expect(terminal.lamp).toBe("help");
			// The clock in the status bar continues.
			await world.pass(200_000);
			expect(terminal.panel.readText()).toContain("CATALOG_UNREADABLE");
			await tap(english.ok);
			expect(terminal.panel.readText()).toContain(english.closeShift);
		}
		expect(traces.filter((line) => line.includes("CATALOG_UNREADABLE: item 7")).length).toBe(3);
		catalog.thrown = undefined;
		await tap(toSell);
		await stallholder.sell(["sku0001"], "cash");
		expect(terminal.isOn).toBe(true);
	});

	onEngine("starts with a catalog that can not be read, closes the shift, and is no crash loop", async () => {
		const { world, terminal, catalog, tap } = await selling(engine);
		terminal.power(false);
		let boots = 0;
		terminal.onPower = (isOn) => void (boots += isOn ? 1 : 0);
		terminal.power(true);
		await world.pass(2_000);
		catalog.thrown = unreadable;
		await tap(english.sellOn);
		expect(terminal.panel.readText()).toContain("CATALOG_UNREADABLE");
		await tap(english.ok);
		expect(terminal.panel.readText()).toContain(english.closeShift);
		expect(boots).toBe(1);
	});

	onEngine("rethrows programming errors", async () => {
		const { catalog, terminal, tap } = await selling(engine);
		catalog.thrown = new TypeError("not of the field");
		await expect(tap(nextTiles(1))).rejects.toThrow("not of the field");
		expect(terminal.isOn).toBe(false);
	});

	onEngine("lets a fault go on that keeps the fault's own page from being drawn", async () => {
		const { clock, terminal, tap } = await selling(engine);
		clock.thrown = unreadable;
		await expect(tap(nextTiles(1))).rejects.toMatchObject({
			message: expect.stringContaining("CATALOG_UNREADABLE") as string,
		});
		expect(terminal.isOn).toBe(false);
	});

	onEngine("goes back to the payment that was under way", async () => {
		const { world, clock, terminal, tap } = await selling(engine);
		await tap("Loaf of kind 1");
		await tap(english.pay);
		clock.thrown = unreadable;
		clock.times = 1;
		await world.pass(70_000);
		expect(terminal.panel.readText()).toContain("CATALOG_UNREADABLE");
		await tap(english.ok);
		await tap(english.tenders.cash);
		await tap(english.exact);
		expect(terminal.panel.readText()).toContain(english.nextSale);
	});

	onEngine("is no proof that an image on trial works, until the hand has found its way on", async () => {
		const { world, clock, terminal, tap } = await selling(engine);
		terminal.power(false);
		const slot = terminal.firmware.slots.openSlot();
		slot.write(espImage(2));
		slot.complete();
		clock.thrown = unreadable;
		clock.times = 0;
		terminal.power(true);
		clock.times = 1;
		// The till reads the clock when it opens, before anything is drawn; on XS time and quality are two calls.
		clock.spared = engine === "xs" ? 2 : 1;
		await world.pass(limits.trialSettleMs + 5_000);
		expect(terminal.panel.readText()).toContain("CATALOG_UNREADABLE");
		expect(terminal.firmware.slots.states()).toEqual([undefined, "pendingVerify"]);
		await tap(english.ok);
		await world.pass(limits.trialSettleMs + 1_000);
		expect(terminal.firmware.slots.states()).toEqual([undefined, "valid"]);
	});
});
