// Sync with the real host: broker, ingest, SQLite, signed acks and catalogs; the host is killed, restarted and restored
// while a terminal sells.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { catalogFormats } from "../../firmware/catalog/format.js";
import { CatalogStore } from "../../firmware/catalog/store.js";
import { ownCapabilities } from "../../firmware/wire/capabilities.js";
import { encodeRecord, type KnownRecord, RecordKind } from "../../firmware/wire/record.js";
import type { Credentials } from "../../firmware/sync/credentials.js";
import { Enrolment } from "../../firmware/sync/enrolment.js";
import { Host } from "../../host/compose/single.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import type { Dialer } from "../../simulator/network/dialer.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Link } from "../../simulator/network/link.js";
import { BootTimers } from "../../simulator/terminal/clocks.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import { World } from "../../simulator/world.js";
import { noSale as noSaleRecord, prefix } from "../host/test-terminal.js";
import { reach } from "../reach.js";
import { cbor, digest, ed25519, type SyncOverrides, WorldTerminal } from "./world-terminal.js";

const open: { close(): unknown }[] = [];

afterEach(async () => {
	for (const resource of open.splice(0).reverse()) await resource.close();
});

async function openHarness(seed = 1, overrides: SyncOverrides = {}) {
	const dataDir = mkdtempSync(join(tmpdir(), "tillmark-sync-"));
	open.push({ close: () => rmSync(dataDir, { recursive: true, force: true }) });
	const world = new World(seed);
	let host = await Host.open({ dataDir, merchant: "bakery", logLevel: "silent", isStoreInThread: true });
	open.push({ close: () => host.close() });
	let isUp = true;
	const dialer: Dialer = (target, onOpen) =>
		dialInProcess((stream) => (isUp ? host.attach(stream) : stream.destroy()))(target, onOpen);
	const link = new Link({ world, random: world.random.fork("link"), dialer });
	const { code } = await host.enrol("stall-1", "Stall one");
	const enrolled: Credentials[] = [];
	new Enrolment({
		code,
		ports: {
			network: link.source,
			timers: new BootTimers(world),
			random: world.random,
			digest,
			ed25519,
			keyStore: new SimulatedKeyStore(),
			trace: () => undefined,
		},
		cbor,
		listener: {
			enrolled: (credentials) => void enrolled.push(credentials),
			enrolmentRefused: (fault) => world.fail(fault),
		},
	});
	// The run ends here, because a world has one run at a time.
	await reach(world, () => enrolled.length > 0, world.nowMs + 60_000);
	const terminal = new WorldTerminal(world, link, { credentials: enrolled[0]!, overrides });
	open.push(terminal);
	let noSales = 0;
	const append = (record: KnownRecord): void => terminal.append(encodeRecord(cbor, record, terminal.journal.epoch));
	return {
		world,
		link,
		terminal,
		host: () => host,
		append,
		noSale: () => append(noSaleRecord(++noSales)),
		stop: async () => {
			isUp = false;
			await host.close();
		},
		start: async (options: { restored?: boolean } = {}) => {
			host = await Host.open({
				...{ dataDir, merchant: "bakery", logLevel: "silent", isStoreInThread: true, ...options },
			});
			isUp = true;
		},
		settle: () =>
			reach(
				world,
				() => terminal.sync.status().queued === 0 && terminal.sync.status().offlineSinceMs === undefined,
				world.nowMs + 24 * 3_600_000,
			),
	};
}

describe("sync with the real host", () => {
	it("commits every record once, over a lossy network with power cuts and host restarts", async () => {
		const { world, link, terminal, host, noSale, stop, start, settle } = await openHarness(5);
		const chance = world.random.fork("story");
		await settle();
		link.mode = "lossy";
		for (let i = 1; i <= 120; i++) {
			noSale();
			if (chance.chance(0.3)) await world.pass(chance.below(10_000));
			if (chance.chance(0.05)) {
				terminal.cutPower();
				terminal.boot();
			}
			if (i % 40 === 0) {
				await stop();
				noSale();
				await world.pass(5_000);
				await start();
			}
		}
		await settle();
		expect(terminal.sync.status().queued).toBe(0);
		expect(await host().ledger()).toMatchObject({ noSales: 123 });
		expect(await host().store.chains.epoch("stall-1", 1)).toMatchObject({ committed: 123, status: "committed" });
		expect(terminal.quarantined).toEqual([]);
	});

	it("learns of a raised incarnation after a restore and stays in step", async () => {
		const { host, noSale, stop, start, settle, terminal } = await openHarness();
		for (let i = 0; i < 10; i++) noSale();
		await settle();
		await stop();
		await start({ restored: true });
		for (let i = 0; i < 5; i++) noSale();
		await settle();
		expect(await host().ledger()).toMatchObject({ noSales: 15 });
		expect(terminal.sync.status().queued).toBe(0);
	});

	it("stores a forked terminal's records next to the first branch and receives its next epoch", async () => {
		const { host, link, noSale, append, settle, terminal, world } = await openHarness();
		for (let i = 0; i < 5; i++) noSale();
		await settle();
		const image = terminal.flash.cells.slice();
		for (let i = 0; i < 3; i++) noSale();
		await settle();
		terminal.cutPower();
		terminal.flash.cells.set(image);
		link.mode = "off";
		terminal.boot();
		append(noSaleRecord(99));
		link.mode = "on";
		terminal.sync.retry();
		await settle();
		expect(terminal.quarantined).toEqual([1]);
		expect(await host().store.chains.epoch("stall-1", 1)).toMatchObject({ committed: 8, status: "quarantined" });
		// The till opens the new epoch with a record that refers to the old one.
		const previous = { previousEpoch: 1, previousSequence: 6, previousHead: new Uint8Array(32) };
		append({ ...prefix, kind: RecordKind.epochOpened, epoch: 2, ...previous });
		noSale();
		await world.pass(5_000);
		await settle();
		expect(await host().store.chains.epoch("stall-1", 2)).toMatchObject({ committed: 2, status: "committed" });
		expect(terminal.quarantined).toEqual([1]);
	});

	it("pulls a catalog published while it is connected, and at the next session one it missed", async () => {
		const { host, link, settle, terminal, world } = await openHarness();
		const csv = readFileSync(new URL("../host/catalog.csv", import.meta.url));
		await settle();
		const first = await host().publishCatalog(csv);
		await reach(world, () => terminal.catalog.version === first, world.nowMs + 60_000);
		expect(terminal.catalog.version).toBe(first);
		link.mode = "off";
		await world.pass(1_000);
		const second = await host().publishCatalog(
			Buffer.concat([csv, Buffer.from("x1,Extra,hot,100,GBP,standard\n")]),
		);
		expect(second).toBeGreaterThan(first);
		link.mode = "on";
		terminal.sync.retry();
		await reach(world, () => terminal.catalog.version === second, world.nowMs + 60_000);
		expect(terminal.catalog.version).toBe(second);
	});

	it("sends its capabilities with its time, and knows the terminal's", async () => {
		const { host, terminal, settle } = await openHarness();
		await settle();
		const { recordKinds, features } = ownCapabilities([]);
		expect(terminal.sync.hostCapabilities).toMatchObject({ recordKinds, features });
		expect(host().devices.get("stall-1").capabilities).toEqual(ownCapabilities(catalogFormats));
		expect(terminal.times).toHaveLength(1);
		expect(Math.abs(terminal.times[0]!.wallMs - Date.now())).toBeLessThan(60_000);
	});

	it("changes the currency when the shift is closed, and keeps the waiting catalog through a power cut", async () => {
		const flash = new NorFlash({ sizeBytes: 512 * 1_024 });
		const allowed = new Set(["GBP"]);
		const overrides: SyncOverrides = {
			mayApply: ({ currency }) => allowed.has(currency),
			// Mounted again at each boot.
			get catalog() {
				return new CatalogStore({ flash, digest });
			},
		};
		const { host, settle, terminal, world, link } = await openHarness(1, overrides);
		const csv = readFileSync(new URL("../host/catalog.csv", import.meta.url), "utf8");
		const first = await host().publishCatalog(Buffer.from(csv));
		await settle();
		await reach(world, () => terminal.applied.includes(first), world.nowMs + 60_000);
		const second = await host().publishCatalog(Buffer.from(csv.replaceAll("GBP", "EUR")));
		await reach(
			world,
			() => terminal.traces.some((line) => line.includes(`catalog ${second} waits`)),
			world.nowMs + 60_000,
		);
		terminal.cutPower();
		link.mode = "off";
		terminal.boot();
		terminal.sync.applyWaiting();
		expect(terminal.applied).toEqual([first]);
		allowed.add("EUR");
		terminal.sync.applyWaiting();
		expect(terminal.applied).toEqual([first, second]);
		expect(new CatalogStore({ flash, digest }).image).toMatchObject({
			version: second,
			terms: { currency: "EUR" },
		});
	});
});
