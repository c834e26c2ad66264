// An update that is rolled back automatically during a market day: the later version's sales count once, its records
// are kept, and no card payment is left to firmware that would not query its result.
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../firmware/words/english.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { Host } from "../../host/compose/single.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { espImage } from "../../simulator/peripherals/boot-slots.js";
import type { BadFirmware } from "../../simulator/terminal/firmware-slots.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { sampleLog } from "../world/sample-log.js";
import { type NextVersionTrace, writeNextVersion } from "./next/journal.js";
import { alarmsOf } from "../host/fixture.js";
import { reach } from "../reach.js";

const noXs = await xsUnavailable();
const wallOriginMs = Date.UTC(2026, 5, 1, 9);
const cbor = new CborCodec();
const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

class Market {
	readonly world = new World(4);
	host!: Host;
	terminal!: SimulatedTerminal;
	stallholder!: Stallholder;

	static async open(engine: EngineKind): Promise<Market> {
		const market = new Market();
		const { world } = market;
		market.host = await Host.open({
			dataDir: undefined,
			logLevel: "silent",
			clock: { now: () => wallOriginMs + Math.floor(world.nowMs) },
		});
		closers.push(() => market.host.close());
		await market.host.publishCatalog(Buffer.from(sampleLog(1).catalog));
		const dialer = dialInProcess((stream) => market.host.attach(stream));
		market.terminal = await SimulatedTerminal.create({ world, engine, wallOriginMs, pixels: false, dialer });
		closers.push(() => market.terminal.close());
		market.stallholder = new Stallholder({ world, terminal: market.terminal });
		await market.stallholder.enrol((await market.host.enrol("t1", "Corner")).code);
		await world.pass(5_000);
		await market.stallholder.open();
		return market;
	}

	get version(): number {
		return this.terminal.firmware.slots.version;
	}

	async until(done: () => boolean, withinMs: number): Promise<void> {
		await reach(this.world, done, this.world.nowMs + withinMs);
		expect(done(), `within ${withinMs} ms; the screen shows:\n${this.terminal.panel.readText()}`).toBe(true);
	}

	/** Publishes version 2 and installs it by hand between two sales; ends when it runs. */
	async update(bad: BadFirmware | undefined, beforeStart?: () => void): Promise<void> {
		if (bad) this.terminal.firmware.bad.set(2, bad);
		await this.host.publishFirmware("esp32", 2, espImage(2, 20_000));
		await this.until(() => this.host.devices.get("t1").status?.firmware?.state === 2, 120_000);
		for (const text of [english.menu, english.settings, english.installUpdate]) {
			this.terminal.tapText(text);
			await this.world.pass(500);
		}
		await this.until(() => !this.terminal.isOn, 10_000);
		beforeStart?.();
		await this.until(() => this.terminal.isOn && this.version === 2, 10_000);
		await this.world.pass(1_000);
	}
}

const engines: readonly EngineKind[] = ["v8", "xs"];

describe.each(engines)("an update that goes back by itself, on %s", (engine) => {
	const test = it.skipIf(engine === "xs" && noXs !== undefined);

	test("loses and duplicates nothing of what the later version sold and wrote", async () => {
		const market = await Market.open(engine);
		const { terminal, stallholder, host, world } = market;
		await stallholder.sell(["S1"], "cash");
		await stallholder.sell(["S2"], "card");
		await market.update("crashes");
		const traces: NextVersionTrace[] = [];
		terminal.onPower = (isOn) => {
			if (!isOn && traces.length === 0)
				traces.push(writeNextVersion(terminal, wallOriginMs + Math.floor(world.nowMs)));
		};
		await stallholder.open();
		// The crash comes during the write or just after it.
		await stallholder.sell(["S3"], "cash");
		await market.until(() => terminal.isOn && market.version === 1, 60_000);
		await world.pass(2_000);
		await stallholder.open();
		await stallholder.sell(["S1"], "card");
		const trace = traces[0]!;
		expect(stallholder.receipts).toBeGreaterThan(trace.receipt);
		await market.until(() => terminal.queued === 0, 120_000);
		await world.pass(5_000);
		expect(await host.ledger()).toMatchObject({ sales: 3 + 3 + 1, others: 2 });
		expect((await host.ledger()).currencies[0]!.grossMinor).toBe(260 + 320 + 233 + 260 + trace.grossMinor);
		expect((await host.store.documents.lastNumbers("t1")).numbers[0]).toBe(stallholder.receipts);
		expect((await alarmsOf(host)).map(({ code }) => code)).toEqual(["FIRMWARE_ROLLED_BACK"]);
		expect(terminal.cardReader.charges).toHaveLength(2);
	});

	test("requests no card payment while it may roll back to firmware without payment attempts", async () => {
		const market = await Market.open(engine);
		const { terminal, stallholder, world } = market;
		// The stored update state of firmware without payment attempts.
		const forget = (): void => terminal.keyStore.write("update", cbor.encode([2, true, 1, 0]));
		await market.update(undefined, forget);
		await stallholder.open();
		terminal.scan("S1");
		for (const text of [english.pay, english.tenders.card]) {
			await world.pass(500);
			terminal.tapText(text);
		}
		await world.pass(500);
		expect(terminal.panel.readText().replaceAll(/\s+/g, " ")).toContain("New firmware is being tested");
		expect(terminal.cardReader.isWaiting).toBe(false);
		await market.until(
			() => terminal.firmware.slots.states()[1] === "valid" || terminal.firmware.slots.states()[0] === "valid",
			120_000,
		);
		await world.pass(15_000);
		terminal.tapText(english.tenders.card);
		await world.pass(500);
		expect(terminal.cardReader.isWaiting).toBe(true);
	});
});
