// Firmware updates from publication to a running till, over a real host and MQTT, with models of the slots and the boot
// loader.
import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { english } from "../../firmware/words/english.js";
import { sealUpdate } from "../../firmware/wire/update-manifest.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { NodeSigner } from "../../host/crypto.js";
import { Host } from "../../host/compose/single.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { espImage } from "../../simulator/peripherals/boot-slots.js";
import type { BadFirmware } from "../../simulator/terminal/firmware-slots.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { sampleLog } from "./sample-log.js";
import { recordsOf } from "../../simulator/terminal/till-watch.js";
import { alarmsOf } from "../host/fixture.js";
import { reach } from "../reach.js";

/** `creation.stack` of manifests/esp32.json. */
const boardStackSlots = 768;
const noXs = await xsUnavailable();
const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

const wallOriginMs = Date.UTC(2026, 5, 1, 9);

class UpdateHarness {
	readonly world: World;
	readonly host: Host;
	readonly terminal: SimulatedTerminal;
	readonly stallholder: Stallholder;
	readonly traces: readonly string[];

	private constructor(world: World, host: Host, terminal: SimulatedTerminal, traces: readonly string[]) {
		this.traces = traces;
		this.world = world;
		this.host = host;
		this.terminal = terminal;
		this.stallholder = new Stallholder({ world, terminal });
	}

	/** Opens an enrolled terminal with an open shift. */
	static async open(engine: EngineKind = "v8", seed = 1): Promise<UpdateHarness> {
		const world = new World(seed);
		const host = await Host.open({
			dataDir: undefined,
			logLevel: "silent",
			clock: { now: () => Math.floor(wallOriginMs + world.nowMs) },
		});
		closers.push(() => host.close());
		await host.publishCatalog(Buffer.from(sampleLog(1).catalog));
		const traces: string[] = [];
		const terminal = await SimulatedTerminal.create({
			world,
			engine,
			wallOriginMs,
			pixels: false,
			dialer: dialInProcess((stream) => host.attach(stream)),
			onTrace: (line) => traces.push(line),
		});
		closers.push(() => terminal.close());
		const harness = new UpdateHarness(world, host, terminal, traces);
		await harness.stallholder.enrol((await host.enrol("t1", "Corner")).code);
		await world.pass(5_000);
		await harness.stallholder.open();
		return harness;
	}

	get version(): number {
		return this.terminal.firmware.slots.version;
	}

	get report() {
		return this.host.devices.get("t1").status?.firmware;
	}

	async publish(version: number, lengthBytes = 20_000, bad?: BadFirmware): Promise<void> {
		if (bad) this.terminal.firmware.bad.set(version, bad);
		await this.host.publishFirmware("esp32", version, espImage(version, lengthBytes));
	}

	async until(done: () => boolean, withinMs: number): Promise<void> {
		await reach(this.world, done, this.world.nowMs + withinMs);
		expect(
			done(),
			`within ${withinMs} ms; the screen shows:\n${this.terminal.panel.readText()}\n` +
				this.traces.slice(-6).join("\n"),
		).toBe(true);
	}

	async openSettings(): Promise<void> {
		for (const text of [english.menu, english.settings]) {
			this.terminal.tapText(text);
			await this.world.pass(500);
		}
	}
}

describe.each(noXs ? (["v8"] as const) : (["v8", "xs"] as const))("a published update, on %s", (engine) => {
	it("is downloaded during the shift, installed after it when the till is idle, and reported", async () => {
		const harness = await UpdateHarness.open(engine);
		const { world, terminal, stallholder } = harness;
		expect(harness.report).toMatchObject({ board: "esp32", version: 1 });
		await harness.publish(2);
		await harness.until(() => harness.report?.state === 2, 90_000);
		await stallholder.sell(["S1", "S2"], "card");
		await world.pass(120_000);
		expect(harness.version).toBe(1);
		await stallholder.close();
		expect(terminal.panel.readText().replace(/\s+/g, " ")).toContain("An update is ready");
		await harness.until(() => harness.version === 2, limits.updateQuietMs + 2 * limits.updateLookMs + 3_000);
		await harness.until(
			() => harness.report?.version === 2 && terminal.firmware.slots.states()[1] === "valid",
			60_000,
		);
		await stallholder.open();
		await stallholder.sell(["S1"], "cash");
		await harness.until(() => terminal.queued === 0, 60_000);
		expect((await harness.host.ledger()).sales).toBe(2);
		// V8 has no stack meter.
		expect(terminal.meters?.peakStackSlots ?? 0).toBeLessThanOrEqual(boardStackSlots);
	});
});

describe("an update", () => {
	it("arrives complete over a lossy network, and restarts after a power cut", async () => {
		const harness = await UpdateHarness.open("v8", 5);
		const { world, terminal } = harness;
		terminal.link.mode = "lossy";
		await harness.publish(2, 300_000);
		await harness.until(() => harness.report?.state === 1, 120_000);
		await world.pass(2_000);
		terminal.power(false);
		await world.pass(2_000);
		expect(terminal.firmware.slots.states()).toEqual([undefined, undefined]);
		terminal.power(true);
		await harness.until(() => harness.report?.state === 2, 30 * 60_000);
		expect(harness.version).toBe(1);
	});

	it("does not disturb a sale, and cannot be installed while one is open", async () => {
		const harness = await UpdateHarness.open();
		const { world, terminal } = harness;
		terminal.scan("S1");
		await world.pass(1_000);
		await harness.publish(2);
		await world.pass(120_000);
		// Nothing is downloaded while the basket is open.
		expect(harness.report?.state).not.toBe(2);
		expect(terminal.panel.readText()).toContain("2.60");
		terminal.tapText(english.pay);
		await world.pass(500);
		terminal.tapText(english.tenders.card);
		await world.pass(500);
		terminal.cardReader.tap();
		await world.pass(3_000);
		terminal.tapText(english.nextSale);
		await harness.until(() => harness.report?.state === 2, 120_000);
		terminal.scan("S2");
		await world.pass(1_000);
		await harness.openSettings();
		terminal.tapText(english.installUpdate);
		await world.pass(2_000);
		expect(harness.version).toBe(1);
		expect(terminal.panel.readText().replace(/\s+/g, " ")).toContain("A sale is still open");
	});

	it("installs at once from the settings, and the shift continues", async () => {
		const harness = await UpdateHarness.open();
		const { world, terminal, stallholder } = harness;
		await stallholder.sell(["S1"], "card");
		await harness.publish(2);
		await harness.until(() => harness.report?.state === 2, 90_000);
		await harness.openSettings();
		terminal.tapText(english.installUpdate);
		await world.pass(500);
		expect(terminal.panel.readText().replace(/\s+/g, " ")).toContain(english.installing);
		await harness.until(() => harness.version === 2 && harness.report?.version === 2, 30_000);
		expect(terminal.panel.readText()).toContain(english.updated);
		await stallholder.sell(["S2"], "cash");
		await harness.until(() => terminal.queued === 0, 60_000);
		expect((await harness.host.ledger()).sales).toBe(2);
	});

	it("that is offered during the trial of the previous one is installed after it", async () => {
		const harness = await UpdateHarness.open();
		await harness.publish(2);
		await harness.until(() => harness.report?.state === 2, 90_000);
		await harness.stallholder.close();
		await harness.until(() => harness.version === 2, 60_000);
		// The new image is not confirmed yet, so it must not overwrite the slot that it may roll back to.
		await harness.publish(3);
		await harness.until(() => harness.report?.version === 3, 300_000);
		expect(await alarmsOf(harness.host)).toEqual([]);
	});

	it("is discarded when it is withdrawn", async () => {
		const harness = await UpdateHarness.open();
		await harness.publish(2);
		await harness.until(() => harness.report?.state === 2, 90_000);
		await harness.host.withdrawFirmware("esp32", 2);
		await harness.stallholder.close();
		await harness.world.pass(180_000);
		expect(harness.version).toBe(1);
		expect(harness.report).toMatchObject({ state: 0, offered: 0 });
	});
});

describe("a bad update", () => {
	it.each([
		["throws", 3_000] as const,
		["hangs", 20_000] as const,
		["faults", 62_000] as const,
		["crashes", 8_000] as const,
	])("that %s is rolled back, reported, and refused until a higher one comes", async (bad, withinMs) => {
		const harness = await UpdateHarness.open();
		const { world, terminal, stallholder } = harness;
		await harness.publish(2, 20_000, bad);
		await harness.until(() => harness.report?.state === 2, 90_000);
		await stallholder.close();
		await harness.until(() => harness.version === 2, 60_000);
		await harness.until(() => harness.version === 1 && terminal.isOn, withinMs);
		await harness.until(() => harness.report?.state === 4, 90_000);
		expect(harness.report).toEqual({ board: "esp32", version: 1, state: 4, offered: 2 });
		expect(await alarmsOf(harness.host)).toMatchObject([
			{ code: "FIRMWARE_ROLLED_BACK", terminal: "t1", detail: "esp32 2", count: 1 },
		]);
		await stallholder.open();
		await stallholder.sell(["S1"], "cash");
		await stallholder.close();
		await world.pass(300_000);
		expect(harness.version).toBe(1);
		await harness.publish(3);
		await harness.until(() => harness.report?.version === 3, 300_000);
	});

	it("that crashes loses and duplicates nothing: numbers continue, an open payment completes its sale", async () => {
		const harness = await UpdateHarness.open();
		const { world, host, terminal, stallholder } = harness;
		const { cardReader } = terminal;
		await stallholder.sell(["S1"], "card");
		stallholder.onStep = () => {
			if (terminal.panel.shows(english.later)) cardReader.mode = "fine";
			if (cardReader.charges.length > 1 || !cardReader.isWaiting) return;
			cardReader.tap();
			world.schedule(200, () => {
				terminal.power(false);
				cardReader.mode = "silent";
			});
		};
		await stallholder.sell(["S2"], "card");
		stallholder.onStep = undefined;
		await harness.publish(2, 20_000, "crashes");
		await harness.until(() => harness.report?.state === 2, 90_000);
		await stallholder.close();
		await harness.until(() => harness.version === 2, 60_000);
		await harness.until(() => harness.version === 1 && terminal.isOn, 8_000);
		await stallholder.open();
		await stallholder.sell(["S3"], "card");
		for (const text of [english.menu, english.parked, `${english.tenders.card} ? `]) {
			terminal.tapText(text);
			await world.pass(700);
		}
		const sales = recordsOf(terminal).filter((record) => record.kind === RecordKind.sale);
		const sold = sales.map(({ document, lines }) => [document.number, lines[0]!.sku]);
		// The customer of the second sale paid again; the open payment was completed last.
		expect(sold).toEqual([
			[1, "S1"],
			[2, "S2"],
			[3, "S3"],
			[4, "S2"],
		]);
		const paid = sales.map(({ tenders }) => tenders[0]!.reference);
		expect([...paid].sort()).toEqual(cardReader.charges.map(({ reference }) => reference).sort());
		await harness.until(() => terminal.queued === 0, 60_000);
		expect((await host.ledger()).sales).toBe(4);
		expect(await host.payments.open()).toEqual([]);
	});

	it("with a forged signature is refused and never downloaded", async () => {
		const harness = await UpdateHarness.open();
		const { world, host, terminal } = harness;
		const manifest = {
			merchant: "demo",
			board: "esp32",
			version: 2,
			lengthBytes: 20_000,
			digest: new Uint8Array(32).fill(3),
		};
		const forged = sealUpdate(new CborCodec(), new NodeSigner(new Uint8Array(32).fill(9)), manifest);
		host.firmware.messages = () => Promise.resolve([forged]);
		const before = terminal.link.counters.bytesDown;
		await harness.publish(2);
		await harness.publish(3);
		await world.pass(60_000);
		expect(harness.traces.filter((line) => line.includes("SIGNATURE_INVALID"))).toHaveLength(1);
		expect(terminal.link.counters.bytesDown - before).toBeLessThan(2_000);
		expect(harness.version).toBe(1);
	});
});
