// Issue 12, number 16: a clock that is wrong while the terminal is online is set by the host's signed time, the
// terminal and the host say so, and versions that do not report their clock meet those that do.
import { afterEach, describe, expect, it } from "vitest";
import { catalogFormats } from "../../../firmware/catalog/format.js";
import { limits } from "../../../firmware/core/limits.js";
import { ClockQuality } from "../../../firmware/core/ports.js";
import { ownCapabilities } from "../../../firmware/wire/capabilities.js";
import { CborCodec } from "../../../firmware/wire/cbor.js";
import { RecordKind } from "../../../firmware/wire/record.js";
import { encodeStatus, type StatusReport, UpdateState } from "../../../firmware/wire/status.js";
import { english } from "../../../firmware/words/english.js";
import type { Host } from "../../../host/compose/single.js";
import { localDayHour } from "../../../host/zone.js";
import { xsUnavailable } from "../../../simulator/engine/xs/machine.js";
import { alarmsOf, Fixture } from "../../host/fixture.js";
import { prefix, sale, saleWallMs } from "../../host/test-terminal.js";
import { reach } from "../../reach.js";
import { closeStalls, openStall, originMs } from "./clock-stall.js";

const noXs = await xsUnavailable();
const fixture = new Fixture();
afterEach(async () => {
	await closeStalls();
	await fixture.close();
});

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const wasSet = english.faults.CLOCK_CORRECTED.slice(0, 30);

async function clockOf(host: Host, terminal: string): Promise<{ isSet: boolean; skewMs: number } | null> {
	const reply = await host.web.inject({ url: `/api/terminals/${terminal}`, headers: { host: "127.0.0.1:80" } });
	return reply.json().clock;
}

describe.each(["v8", "xs"] as const)("a clock that is moved while its terminal is online, on %s", (engine) => {
	it.skipIf(engine === "xs" && noXs !== undefined).each([-dayMs, dayMs, -2 * minuteMs])(
		"by %i ms is set back before the next sale takes its time",
		async (skewMs) => {
			const { clock, host, terminal, stallholder, records, lastSale, shown, world } = await openStall(engine);
			const screens: string[] = [];
			stallholder.onStep = () => screens.push(shown());
			terminal.clock.skew(skewMs);
			await stallholder.sell(["S1"], "cash");
			expect(Math.abs(lastSale().wallMs - clock.now())).toBeLessThan(minuteMs / 4);
			expect(lastSale().clockQuality).toBe(ClockQuality.network);
			const sets = records().flatMap((record) => (record.kind === RecordKind.clockSet ? [record] : []));
			expect(sets).toHaveLength(1);
			expect(Math.abs(sets[0]!.beforeMs - sets[0]!.wallMs - skewMs)).toBeLessThan(2_000);
			expect([...screens, shown()].some((text) => text.includes(wasSet))).toBe(true);
			await world.pass(5_000);
			const { day } = localDayHour(originMs, "UTC", 0);
			await host.ledgers.caughtUp();
			expect(await host.store.reports.day(day)).toMatchObject({ sales: 2 });
			expect(await alarmsOf(host)).toMatchObject([{ code: "CLOCK_WAS_WRONG", terminal: "t1" }]);
		},
	);
});

describe("a clock that is moved while its terminal is online", () => {
	it("is set back within a minute when nobody sells", async () => {
		const { clock, host, terminal, world, shown } = await openStall();
		terminal.clock.skew(-dayMs);
		await world.pass(minuteMs + 5_000);
		expect(Math.abs(terminal.clock.read().ms - clock.now())).toBeLessThan(1_000);
		expect(shown()).toContain(wasSet);
		await world.pass(minuteMs);
		expect(await alarmsOf(host)).toMatchObject([
			{ code: "CLOCK_WAS_WRONG", detail: "24 h slow, set on 2026-06-01" },
		]);
	});

	it("is set back after the network is gone, too, as the host's time is known in this boot", async () => {
		const { clock, terminal, stallholder, lastSale } = await openStall();
		terminal.link.mode = "off";
		terminal.clock.skew(-dayMs);
		await stallholder.sell(["S1"], "cash");
		expect(Math.abs(lastSale().wallMs - clock.now())).toBeLessThan(minuteMs / 4);
	});

	it("may be corrected in small steps by a time server, for as long as the terminal runs", async () => {
		const { terminal, stallholder, records, world } = await openStall();
		for (let step = 0; step < 5; step++) {
			terminal.clock.skew(limits.clockStepMsMax / 2);
			await stallholder.sell(["S1"], "cash");
			await world.pass(2 * minuteMs);
		}
		expect(records().some(({ kind }) => kind === RecordKind.clockSet)).toBe(false);
		expect(terminal.clock.errorMs).toBeGreaterThan(2 * minuteMs);
	});
});

describe("a clock that is wrong when its terminal comes online", () => {
	it.each([
		["50 minutes slow", -50 * minuteMs],
		["a day fast", dayMs],
	])("%s is shown by the host, set, and raises an alarm", async (_name, skewMs) => {
		const { clock, host, terminal, stallholder, comeBack, records, shown, world } = await openStall();
		terminal.link.mode = "off";
		await comeBack(skewMs);
		await stallholder.open();
		await stallholder.sell(["S1"], "cash");
		expect(Math.abs(records().at(-1)!.wallMs - clock.now() - skewMs)).toBeLessThan(minuteMs);
		terminal.link.mode = "on";
		await reach(world, () => terminal.clock.read().quality === ClockQuality.network, world.nowMs + 2 * minuteMs);
		await world.pass(100);
		expect(shown()).toContain(wasSet);
		expect(Math.abs((await clockOf(host, "t1"))!.skewMs - skewMs)).toBeLessThan(2_000);
		await world.pass(limits.statusIntervalMs + 5_000);
		expect(Math.abs((await clockOf(host, "t1"))!.skewMs)).toBeLessThan(2_000);
		expect(await alarmsOf(host)).toMatchObject([{ code: "CLOCK_WAS_WRONG", terminal: "t1" }]);
		await stallholder.sell(["S1"], "cash");
		expect(Math.abs(records().at(-1)!.wallMs - clock.now())).toBeLessThan(minuteMs);
	});

	it("is shown as not set where the terminal does not believe it, until the host has set it", async () => {
		const { host, comeBack, world, terminal } = await openStall();
		terminal.link.mode = "off";
		await comeBack(-dayMs);
		terminal.link.mode = "on";
		await reach(world, () => terminal.clock.read().quality === ClockQuality.network, world.nowMs + 2 * minuteMs);
		expect(await clockOf(host, "t1")).toEqual({ isSet: false, skewMs: 0 });
		await world.pass(limits.statusIntervalMs + 5_000);
		expect((await clockOf(host, "t1"))!.isSet).toBe(true);
		expect(await alarmsOf(host)).toEqual([]);
	});
});

const session = { nonce: new Uint8Array(16).fill(5), capabilities: ownCapabilities(catalogFormats) };

describe("a terminal of an older version at this host", () => {
	it("is answered with the time, shown without a clock, and warned of by its records", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		await terminal.say({ session });
		expect((await terminal.ack()).session).toMatchObject({ nonce: session.nonce, wallMs: saleWallMs });
		expect(await clockOf(host, "stall-1")).toBeNull();
		const before = { beforeMs: saleWallMs - dayMs, beforeQuality: ClockQuality.kept };
		terminal.record(sale(1), { ...prefix, kind: RecordKind.clockSet, ...before });
		await terminal.ship(1);
		expect(await alarmsOf(host)).toMatchObject([
			{ code: "CLOCK_WAS_WRONG", detail: "24 h slow, set on 2026-11-21" },
		]);
	});

	it("that comes back with a newer firmware is shown with its clock, and the reverse", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const clock = { wallMs: saleWallMs + 3 * hourMs, quality: ClockQuality.kept };
		await terminal.say({ session, clock });
		await terminal.ack();
		expect(await clockOf(host, "stall-1")).toEqual({ isSet: true, skewMs: 3 * hourMs });
		await terminal.say({ session });
		await terminal.ack();
		expect(await clockOf(host, "stall-1")).toBeNull();
	});
});

describe("a host of an older version", () => {
	it("reads the status of this terminal, the longest that it sends", () => {
		const cbor = new CborCodec();
		const most = 0xffffffff;
		const name = "a".repeat(limits.identifierCharactersMax);
		const status: StatusReport = {
			...{ epoch: most, sequence: most, batteryPercent: 100, paper: 4, wearPercent: 100, freeSales: most },
			...{ bootCount: most, session },
			firmware: { board: name, version: most, state: UpdateState.rolledBack, offered: most },
			clock: { wallMs: 253_402_300_799_999, quality: ClockQuality.network },
		};
		const bytes = encodeStatus(cbor, status);
		// What version 0.1 reads: at most 512 bytes, nine fields, and whatever follows them.
		expect(bytes.length).toBeLessThan(512);
		const fields = cbor.decode(bytes, 512) as unknown[];
		expect(fields.slice(0, 7)).toEqual([most, most, 100, 4, 100, most, most]);
		expect(fields[7]).toEqual([name, most, UpdateState.rolledBack, most]);
		expect((fields[8] as unknown[])[0]).toEqual(session.nonce);
	});
});
