// Firmware that was updated and rolled back finds records of the later version in its journal, and an older host
// receives them. Numbers continue, money counts, every screen draws, and nothing is dropped (invariant 14).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../firmware/words/english.js";
import { Host } from "../../host/compose/single.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { sampleLog } from "../world/sample-log.js";
import { type NextVersionTrace, writeNextVersion } from "./next/journal.js";
import { alarmsOf } from "../host/fixture.js";
import { reach } from "../reach.js";

const noXs = await xsUnavailable();
const wallOriginMs = Date.UTC(2026, 5, 1, 9);
const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

interface Scene {
	readonly world: World;
	readonly host: Host;
	readonly terminal: SimulatedTerminal;
	readonly stallholder: Stallholder;
	readonly dataDir: string;
}

async function openScene(engine: EngineKind): Promise<Scene> {
	const world = new World(11);
	const dataDir = mkdtempSync(join(tmpdir(), "tillmark-next-"));
	closers.push(() => rmSync(dataDir, { recursive: true, force: true }));
	const host = await Host.open({
		dataDir,
		isStoreInThread: true,
		logLevel: "silent",
		clock: { now: () => wallOriginMs + Math.floor(world.nowMs) },
	});
	closers.push(() => host.close());
	await host.publishCatalog(Buffer.from(sampleLog(1).catalog));
	const dialer = dialInProcess((stream) => host.attach(stream));
	const terminal = await SimulatedTerminal.create({ world, engine, wallOriginMs, pixels: false, dialer });
	closers.push(() => terminal.close());
	const stallholder = new Stallholder({ world, terminal });
	await stallholder.enrol((await host.enrol("t1", "Corner")).code);
	await world.pass(5_000);
	await stallholder.open();
	return { world, host, terminal, stallholder, dataDir };
}

/** Two sales by this version, then sales by the later one, then this version again. */
async function rollBack({ world, terminal, stallholder }: Scene): Promise<NextVersionTrace> {
	await stallholder.sell(["S1"], "cash");
	await stallholder.sell(["S2"], "card");
	await stallholder.openDrawer();
	terminal.power(false);
	const trace = writeNextVersion(terminal, wallOriginMs + Math.floor(world.nowMs));
	terminal.power(true);
	await world.pass(3_000);
	return trace;
}

async function tap({ world, terminal }: Scene, text: string): Promise<void> {
	terminal.tapText(text);
	await world.pass(500);
}

const engines: readonly EngineKind[] = ["v8", "xs"];

describe.each(engines)("a terminal on %s after a rollback from a later version", (engine) => {
	const test = it.skipIf(engine === "xs" && noXs !== undefined);

	test("continues its numbers, draws every screen, reports and synchronises", async () => {
		const scene = await openScene(engine);
		const { world, host, terminal, stallholder } = scene;
		const trace = await rollBack(scene);
		// The first screen shows the newest receipt, whichever version wrote it.
		expect(terminal.panel.readText()).toContain(String(trace.receipt).padStart(4, "0"));
		await stallholder.open();
		await stallholder.sell(["S3"], "cash");
		expect(stallholder.receipts).toBe(trace.receipt + 1);
		await stallholder.openDrawer();

		await tap(scene, english.menu);
		await tap(scene, english.queue);
		expect(terminal.panel.shows(english.roomForSales)).toBe(true);
		await tap(scene, english.ok);
		await tap(scene, english.menu);
		await tap(scene, english.xReport);
		// The money has the first page.
		await tap(scene, "1/2 ›");
		const report = terminal.panel.readText();
		expect(report).toContain("Sales, newer version");
		await tap(scene, english.ok);
		await tap(scene, english.parked);
		// The later version's basket is resumed, priced by this version's catalog, and paid.
		for (const text of ["Coffee", english.pay, english.tenders.cash, english.exact, english.nextSale])
			await tap(scene, text);
		await stallholder.close();

		await reach(world, () => terminal.queued === 0, world.nowMs + 120_000);
		expect(terminal.queued).toBe(0);
		expect(await host.store.documents.lastNumbers("t1")).toMatchObject({
			numbers: [trace.receipt + 2, trace.noSale + 1, 0, 1],
		});
		expect((await alarmsOf(host)).map(({ code }) => code)).toEqual([]);
		const [total] = (await host.ledger()).currencies;
		expect(await host.ledger()).toMatchObject({ sales: 2 + 3 + 2, others: 2 });
		expect(total!.grossMinor).toBe(260 + 320 + 233 + 260 + trace.grossMinor);
		// A rebuild changes nothing, and a replacement would receive the used numbers, including series of the later
		// version.
		const { stateHash } = await host.ledger();
		await host.ledgers.rebuild();
		expect((await host.ledger()).stateHash).toBe(stateHash);
	});
});
