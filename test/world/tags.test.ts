// Tags on the whole simulated terminal, with PN532 frames over I2C, on both engines.
import { afterAll, describe, expect, it } from "vitest";
import { Host } from "../../host/compose/single.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { RecordKind, type SaleRecord } from "../../firmware/wire/record.js";
import { english } from "../../firmware/words/english.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { writtenTag } from "../../simulator/peripherals/pn532/tag-pad.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../simulator/fixtures/loaf-catalog.js";
import { recordsOf, units } from "../../simulator/terminal/till-watch.js";
import { reach } from "../reach.js";

const noXs = await xsUnavailable();
const engines: EngineKind[] = noXs ? ["v8"] : ["v8", "xs"];

describe.each(engines)("a terminal with a tag reader on %s", (engine) => {
	const open: SimulatedTerminal[] = [];
	afterAll(() => open.forEach((terminal) => terminal.close()));

	async function openTill(): Promise<{
		world: World;
		terminal: SimulatedTerminal;
		traces: string[];
		sounds: string[];
	}> {
		const world = new World(1);
		const traces: string[] = [];
		const sounds: string[] = [];
		const terminal = await openEnrolledTerminal(world, engine, { onTrace: (line) => traces.push(line) });
		open.push(terminal);
		terminal.buzzer.onPlay = (sound) => sounds.push(sound);
		await new Stallholder({ world, terminal }).open();
		sounds.length = 0;
		return { world, terminal, traces, sounds };
	}

	it("adds a tag's item once until the tag is removed", async () => {
		const { world, terminal, sounds } = await openTill();
		const pad = terminal.tagPad!;
		const tag = writtenTag(1, { text: skuOf(5) });
		pad.hold("a", tag);
		await world.pass(10_000);
		expect(units(terminal)).toBe(1);
		pad.takeAway();
		await world.pass(1_000);
		pad.hold("a", tag);
		await world.pass(1_000);
		pad.takeAway();
		await world.pass(1_000);
		pad.hold("b", writtenTag(2, { uri: skuOf(6) }));
		await world.pass(1_000);
		expect(units(terminal)).toBe(3);
		expect(sounds).toEqual(["accepted", "accepted", "accepted"]);
		terminal.tapText(english.pay);
		await world.pass(500);
		terminal.tapText(english.tenders.cash);
		await world.pass(500);
		terminal.tapText(english.exact);
		await world.pass(500);
		const sale = recordsOf(terminal).at(-1) as SaleRecord;
		expect(sale.kind).toBe(RecordKind.sale);
		expect(sale.lines.map(({ sku, quantity }) => [sku, quantity])).toEqual([
			[skuOf(5), 2],
			[skuOf(6), 1],
		]);
	});

	it("refuses two at once with a message, and accepts the one that stays", async () => {
		const { world, terminal, sounds } = await openTill();
		const pad = terminal.tagPad!;
		pad.hold("a", writtenTag(1, { text: skuOf(1) }));
		pad.hold("b", writtenTag(2, { text: skuOf(2) }));
		await world.pass(2_000);
		expect(sounds).toEqual(["refused"]);
		expect(terminal.panel.readText().replaceAll(/\s+/g, " ")).toContain(english.faults.TAGS_SEVERAL);
		pad.takeAway("a");
		await world.pass(2_000);
		expect(units(terminal)).toBe(1);
		// A second tag next to it does not count the first one again.
		pad.hold("a", writtenTag(1, { text: skuOf(1) }));
		await world.pass(2_000);
		pad.takeAway("a");
		await world.pass(2_000);
		expect(units(terminal)).toBe(1);
		expect(sounds).toEqual(["refused", "accepted", "refused"]);
	});

	it("refuses an unknown code and an empty tag", async () => {
		const { world, terminal, sounds } = await openTill();
		const pad = terminal.tagPad!;
		for (const tag of [writtenTag(1, { text: "NOTHING" }), writtenTag(2, undefined)]) {
			pad.hold("x", tag);
			await world.pass(3_000);
			pad.takeAway();
			await world.pass(1_000);
		}
		expect(sounds).toEqual(["refused", "refused"]);
		expect(terminal.panel.readText().replaceAll(/\s+/g, " ")).toContain(english.faults.TAG_UNSUPPORTED);
	});

	it("works without its reader, and uses it again when it is back", async () => {
		const { world, terminal, traces, sounds } = await openTill();
		const pad = terminal.tagPad!;
		pad.transport.unplug();
		await world.pass(3_000);
		expect(terminal.panel.readText().replaceAll(/\s+/g, " ")).toContain(english.faults.TAG_READER_ABSENT);
		terminal.scan(skuOf(3));
		await world.pass(1_000);
		expect(units(terminal)).toBe(1);
		pad.hold("a", writtenTag(1, { text: skuOf(4) }));
		pad.transport.plug();
		await world.pass(3_000);
		expect(units(terminal)).toBe(2);
		expect(sounds).toEqual(["refused", "accepted", "accepted"]);
		expect(traces.filter((line) => line.startsWith("tag reader"))).toEqual([
			"tag reader found",
			"tag reader does not answer",
			"tag reader found",
		]);
	});

	it("reads a tag again after interruptions, and reports one that was removed too soon", async () => {
		const { world, terminal, sounds } = await openTill();
		const pad = terminal.tagPad!;
		// Lost during each of the first commands, then back.
		for (let commands = 0; commands < 4; commands++) {
			const tag = writtenTag(10 + commands, { text: skuOf(7) });
			tag.pullAwayAfter(commands);
			pad.hold("a", tag);
			await world.pass(350);
			tag.comeBack();
			await world.pass(2_000);
			pad.takeAway();
			await world.pass(1_000);
		}
		expect(units(terminal)).toBe(4);
		expect(sounds).toEqual(["accepted", "accepted", "accepted", "accepted"]);
		const tag = writtenTag(20, { text: skuOf(7) });
		tag.pullAwayAfter(1);
		pad.hold("a", tag);
		await world.pass(3_000);
		expect(sounds.at(-1)).toBe("refused");
		expect(terminal.panel.readText().replaceAll(/\s+/g, " ")).toContain(english.faults.TAG_LOST);
	});

	it("does not poll while the shift is closed; a tag left on the reader counts when it is opened", async () => {
		const { world, terminal, sounds } = await openTill();
		await new Stallholder({ world, terminal }).close();
		await world.pass(2_000);
		const { chip } = terminal.tagPad!.transport;
		const before = chip.commandsSeen;
		sounds.length = 0;
		terminal.tagPad!.hold("a", writtenTag(1, { text: skuOf(4) }));
		await world.pass(60_000);
		expect(chip.commandsSeen).toBe(before);
		await new Stallholder({ world, terminal }).open();
		await world.pass(1_000);
		expect(units(terminal)).toBe(1);
	});

	it("starts with each power-on without remembering earlier tags", async () => {
		const { world, terminal } = await openTill();
		terminal.tagPad!.hold("a", writtenTag(1, { text: skuOf(4) }));
		await world.pass(1_000);
		terminal.power(false);
		await world.pass(1_000);
		await new Stallholder({ world, terminal }).open();
		await world.pass(1_500);
		expect(units(terminal)).toBe(1);
	});
});

it("enrols by a code on a tag", async () => {
	const world = new World(1);
	const host = await Host.open({ dataDir: undefined, logLevel: "silent" });
	const terminal = await SimulatedTerminal.create({
		world,
		engine: "v8",
		wallOriginMs: Date.UTC(2026, 5, 1, 9),
		pixels: false,
		tagReader: "i2c",
		dialer: dialInProcess((stream) => host.attach(stream)),
	});
	try {
		terminal.power(true);
		terminal.tagPad!.hold("bad", writtenTag(1, { text: skuOf(1) }));
		await world.pass(2_000);
		expect(terminal.panel.shows(english.welcome)).toBe(true);
		terminal.tagPad!.takeAway();
		await world.pass(2_000);
		terminal.tagPad!.hold("code", writtenTag(2, { text: (await host.enrol("t1", "Corner")).code }));
		await reach(world, () => terminal.panel.shows(english.openShift), 20_000);
		expect(terminal.panel.shows(english.openShift)).toBe(true);
	} finally {
		terminal.close();
		await host.close();
	}
});

describe.skipIf(noXs)("polling for tags on XS", () => {
	it("takes at most 5,000 operations per poll and four polls a second, with and without a tag", async () => {
		const world = new World(1);
		const terminal = await openEnrolledTerminal(world, "xs");
		try {
			await new Stallholder({ world, terminal }).open();
			const pad = terminal.tagPad!;
			for (const tag of [undefined, writtenTag(1, { text: skuOf(4) })]) {
				if (tag) pad.hold("a", tag);
				await world.pass(2_000);
				const before = { polls: pad.transport.chip.commandsSeen, operations: terminal.meters!.operations };
				await world.pass(10_000);
				const polls = pad.transport.chip.commandsSeen - before.polls;
				expect(polls).toBeGreaterThanOrEqual(36);
				expect(polls).toBeLessThanOrEqual(40);
				// Includes what the rest of the terminal does in these ten seconds.
				expect((terminal.meters!.operations - before.operations) / polls).toBeLessThanOrEqual(5_000);
			}
		} finally {
			terminal.close();
		}
	});
});
