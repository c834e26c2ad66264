// A battery that runs empty while the terminal is selling, in virtual time, on both engines: the orderly shutdown and
// the state afterwards.
import { describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { decodeRecord, isKnown, RecordKind } from "../../firmware/wire/record.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { Journal } from "../../firmware/journal/journal.js";
import { english } from "../../firmware/words/english.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { nodeDigest, NodeEd25519 } from "../../simulator/terminal/crypto.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { keySeed, openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";
import { loafCatalog, skuOf } from "../../simulator/fixtures/loaf-catalog.js";
import { reach } from "../reach.js";

const noXs = await xsUnavailable();
const engines: readonly EngineKind[] = noXs === undefined ? ["v8", "xs"] : ["v8"];
const minuteMs = 60_000;
const nameOf = (item: number): string => loafCatalog.items[item]!.name;

interface Found {
	readonly receipts: readonly number[];
	readonly reasons: readonly number[];
}

/** The content of the flash, read as a reboot would; an inconsistent journal throws or lacks receipts. */
function read({ journalFlash }: SimulatedTerminal): Found {
	const ed25519 = new NodeEd25519();
	const journal = new Journal({
		flash: journalFlash,
		digest: nodeDigest,
		signer: { publicKey: ed25519.publicKey(keySeed), sign: (message) => ed25519.sign(message, keySeed) },
		identity: { merchant: "north-market", terminal: "stall-1", epoch: 1 },
	});
	const cbor = new CborCodec();
	const receipts: number[] = [];
	const reasons: number[] = [];
	const cursor = journal.walk(1, 1);
	for (let entry = cursor.next(); entry !== undefined; entry = cursor.next()) {
		const record = decodeRecord(cbor, entry.payload, entry.epoch);
		if (!isKnown(record)) continue;
		if (record.kind === RecordKind.sale) receipts.push(record.document.number);
		if (record.kind === RecordKind.booted) reasons.push(record.reason);
	}
	expect(journal.statistics().damagedRecords).toEqual([]);
	return { receipts, reasons };
}

function writesOf({ journalFlash, catalogFlash, keyStore }: SimulatedTerminal): string {
	return JSON.stringify([
		journalFlash.counters.programs,
		journalFlash.counters.erases,
		catalogFlash.counters.programs,
		keyStore.save(),
	]);
}

async function open(engine: EngineKind, charge: number) {
	const world = new World(3);
	const terminal = await openEnrolledTerminal(world, engine, { battery: { capacityMilliampHours: 300, charge } });
	const hands = new Stallholder({ world, terminal });
	return { world, terminal, hands };
}

async function tap(world: World, terminal: SimulatedTerminal, ...texts: readonly string[]): Promise<void> {
	for (const text of texts) {
		terminal.tapText(text);
		await world.pass(500);
	}
}

/** Sells until the terminal refuses; returns the notice it showed. */
async function sellUntilEmpty({ world, terminal, hands }: Awaited<ReturnType<typeof open>>): Promise<Set<string>> {
	const said = new Set<string>();
	for (let sale = 0; !terminal.panel.shows(english.batteryIsEmpty); sale++) {
		const text = terminal.panel.readText().replace(/\s+/g, " ");
		for (const part of ["The battery is low", english.plugInNow]) if (text.includes(part)) said.add(part);
		try {
			if (sale % 4 === 0) await hands.sell([skuOf(sale), skuOf(sale + 1)], "cash");
		} catch (error) {
			if (!terminal.panel.shows(english.batteryIsEmpty)) throw error;
		}
		await world.pass(minuteMs / 2);
	}
	return said;
}

describe.each(engines)("a terminal on %s whose battery runs empty", (engine) => {
	it("warns, continues selling, shuts down in order, then writes nothing, and resumes when charged", async () => {
		const stall = await open(engine, 0.3);
		const { world, terminal, hands } = stall;
		try {
			await hands.open();
			const said = await sellUntilEmpty(stall);
			expect([...said]).toEqual(["The battery is low", english.plugInNow]);
			expect(terminal.lamp).toBe("help");
			expect(terminal.panel.backlight).toBeLessThan(0.5);
			expect(terminal.panel.readText()).not.toContain("not saved");
			const sold = hands.receipts;
			expect(sold).toBeGreaterThan(5);
			expect(read(terminal).receipts).toEqual(Array.from({ length: sold }, (_, i) => i + 1));

			const { reasons } = read(terminal);
			const writes = writesOf(terminal);
			terminal.scan(skuOf(1));
			terminal.panel.tap(120, 280);
			await world.pass(2 * minuteMs);
			expect(terminal.panel.shows(english.batteryIsEmpty)).toBe(true);
			expect(writesOf(terminal)).toBe(writes);

			terminal.charger(true);
			await world.pass(minuteMs / 2);
			expect(terminal.panel.shows(english.batteryWasEmpty)).toBe(true);
			expect(terminal.panel.readText()).toContain(`${english.receipt} ${String(sold).padStart(4, "0")}`);
			await hands.open();
			await hands.sell([skuOf(7)], "cash");
			expect(read(terminal).receipts.at(-1)).toBe(sold + 1);
			// A software restart, as on a charged board.
			expect(read(terminal).reasons).toEqual([...reasons, 4]);
		} finally {
			terminal.close();
		}
	});

	it("browns out much later, boots automatically when charging, and shows and counts the cause", async () => {
		const stall = await open(engine, 0.12);
		const { world, terminal, hands } = stall;
		try {
			await hands.open();
			await hands.sell([skuOf(1)], "cash");
			await sellUntilEmpty(stall);
			const sold = hands.receipts;
			const writes = writesOf(terminal);
			await reach(world, () => !terminal.isOn, world.nowMs + 600 * minuteMs);
			expect(terminal.isOn).toBe(false);
			expect(writesOf(terminal)).toBe(writes);
			// Switched on again with the remaining charge, it shows the page and writes nothing, not even the boot.
			terminal.power(true);
			await world.pass(1_000);
			if (terminal.isOn) expect(terminal.panel.shows(english.batteryIsEmpty)).toBe(true);
			expect(writesOf(terminal)).toBe(writes);
			await reach(world, () => !terminal.isOn, world.nowMs + 600 * minuteMs);

			terminal.charger(true);
			await world.pass(minuteMs);
			expect(terminal.panel.shows(english.batteryWasEmpty)).toBe(true);
			await hands.open();
			await hands.sell([skuOf(2)], "cash");
			expect(read(terminal).receipts).toEqual(Array.from({ length: sold + 1 }, (_, i) => i + 1));
			expect(read(terminal).reasons.at(-1)).toBe(2);
			await world.pass(1_000);
			terminal.panel.tap(200, 12);
			await world.pass(1_000);
			expect(terminal.panel.readText()).toMatch(/low-power stops\s+1/);
			expect(terminal.panel.readText()).toContain(english.charging);
		} finally {
			terminal.close();
		}
	});

	it("lets an open sale be finished, begins no other, and parks an open basket", async () => {
		const stall = await open(engine, 0.12);
		const { world, terminal, hands } = stall;
		try {
			await hands.open();
			const { battery } = terminal;
			terminal.scan(skuOf(1));
			await world.pass(1_000);
			battery!.model.charge = 0.035;
			await world.pass(minuteMs);
			expect(terminal.panel.shows(english.batteryIsEmpty)).toBe(false);
			await tap(world, terminal, english.pay, english.tenders.cash, english.exact);
			expect(terminal.panel.shows(english.nextSale)).toBe(true);
			await world.pass(5_000);
			expect(terminal.panel.shows(english.nextSale)).toBe(true);
			terminal.scan(skuOf(2));
			await world.pass(500);
			expect(terminal.panel.readText().replace(/\s+/g, " ")).toContain("The battery is empty.");
			terminal.tapText(english.nextSale);
			await world.pass(3_000);
			expect(terminal.panel.shows(english.batteryIsEmpty)).toBe(true);
			expect(read(terminal).receipts).toEqual([1]);

			terminal.charger(true);
			await world.pass(minuteMs);
			await hands.open();
			terminal.scan(skuOf(3));
			await world.pass(1_000);
			terminal.charger(false);
			battery!.model.charge = 0.035;
			await world.pass(4 * minuteMs);
			expect(terminal.panel.shows(english.batteryIsEmpty)).toBe(true);
			expect(terminal.panel.readText()).not.toContain("not saved");
			expect(read(terminal).receipts).toEqual([1]);

			terminal.charger(true);
			await world.pass(minuteMs);
			await hands.open();
			await tap(
				world,
				terminal,
				english.menu,
				english.parked,
				nameOf(3),
				english.pay,
				english.tenders.cash,
				english.exact,
			);
			expect(read(terminal).receipts).toEqual([1, 2]);
		} finally {
			terminal.close();
		}
	});

	it("reports that the open sale was lost because parking was full", async () => {
		const { world, terminal, hands } = await open(engine, 0.12);
		try {
			await hands.open();
			for (let parked = 0; parked < limits.parkedSalesMax; parked++) {
				terminal.scan(skuOf(parked));
				await world.pass(500);
				await tap(world, terminal, english.basket, english.park);
			}
			terminal.scan(skuOf(9));
			await world.pass(500);
			terminal.battery!.model.charge = 0.035;
			await world.pass(4 * minuteMs);
			expect(terminal.panel.readText().replace(/\s+/g, " ")).toContain("The open sale was not saved.");
		} finally {
			terminal.close();
		}
	});
});
