// The terminal's clock follows the host's signed time: it is set when it is off, jumps are recorded, and the time sent
// to another session is ignored.
import { afterEach, describe, expect, it } from "vitest";
import { ClockQuality } from "../../firmware/core/ports.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { Host } from "../../host/compose/single.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { sampleLog } from "./sample-log.js";
import { entriesOf } from "../../simulator/terminal/till-watch.js";
import { reach } from "../reach.js";

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

const originMs = Date.UTC(2026, 5, 1, 9);
const hourMs = 3_600_000;

async function openTerminal() {
	const world = new World(3);
	const clock = { now: () => Math.floor(originMs + world.nowMs) };
	const host = await Host.open({ dataDir: undefined, logLevel: "silent", clock });
	closers.push(() => host.close());
	await host.publishCatalog(Buffer.from(sampleLog(1).catalog));
	const terminal = await SimulatedTerminal.create({
		world,
		engine: "v8",
		wallOriginMs: originMs,
		pixels: false,
		dialer: dialInProcess((stream) => host.attach(stream)),
	});
	closers.push(() => terminal.close());
	const stallholder = new Stallholder({ world, terminal });
	await stallholder.enrol((await host.enrol("t1", "Corner")).code);
	await world.pass(5_000);
	const restart = async (): Promise<void> => {
		terminal.power(false);
		await world.pass(1_000);
		terminal.power(true);
		await world.pass(10_000);
	};
	const records = () => entriesOf(terminal).map(({ record }) => record);
	return { world, clock, terminal, stallholder, restart, records };
}

describe("the host's time", () => {
	it.each([-hourMs, hourMs, 3_000])(
		"sets a clock that is off by %i ms, and records what it showed before",
		async (skewMs) => {
			const { terminal, clock, stallholder, restart, records } = await openTerminal();
			await stallholder.open();
			expect(records().some(({ kind }) => kind === RecordKind.clockSet)).toBe(false);
			terminal.clock.skew(skewMs);
			await restart();
			const { ms, quality } = terminal.clock.read();
			expect(Math.abs(ms - clock.now())).toBeLessThan(1_000);
			expect(quality).toBe(ClockQuality.network);
			const sets = records().filter((record) => record.kind === RecordKind.clockSet);
			expect(sets).toHaveLength(1);
			const [{ beforeMs, beforeQuality, wallMs, clockQuality }] = sets as [(typeof sets)[number]];
			expect([beforeQuality, clockQuality]).toEqual([ClockQuality.kept, ClockQuality.network]);
			expect(Math.abs(beforeMs - wallMs - skewMs)).toBeLessThan(1_000);
		},
	);

	it("confirms a correct clock without writing a record, however often the terminal starts", async () => {
		const { terminal, stallholder, restart, records } = await openTerminal();
		await stallholder.open();
		const before = records().length;
		for (let i = 0; i < 5; i++) {
			terminal.clock.skew(300);
			await restart();
			expect(terminal.clock.read().quality).toBe(ClockQuality.network);
		}
		expect(records()).toHaveLength(before);
	});

	it("does not disturb sales and synchronisation when it jumps by a year", async () => {
		const { world, terminal, stallholder, restart } = await openTerminal();
		await stallholder.open();
		terminal.clock.skew(-365 * 24 * hourMs);
		await restart();
		await stallholder.open();
		await stallholder.sell(["S1"], "cash");
		await stallholder.sell(["S2"], "card");
		await reach(world, () => terminal.queued === 0, world.nowMs + 10_000);
		expect(stallholder.receipts).toBe(2);
		expect(terminal.queued).toBe(0);
	});
});
