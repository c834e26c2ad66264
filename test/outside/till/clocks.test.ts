// Issue 12, number 16: an implausible clock is not believed. The kind:
// https://github.com/micropython/micropython/issues/8886 (a clock chip read as a date that it is not),
// https://github.com/Makuna/Rtc/issues/88 (a DS3231 that claims to run with the year 2000 or 2165).
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { ClockQuality } from "../../../firmware/core/ports.js";
import type { SelfTestOutcome } from "../../../firmware/core/self-test.js";
import { BoardClock } from "../../../firmware/device/board-clock.js";
import type { I2cDevice, I2cSource } from "../../../firmware/drivers/bus.js";
import { Ds3231 } from "../../../firmware/drivers/clock/ds3231.js";
import { ClockStep } from "../../../firmware/terminal/self-test/clock.js";
import type { Bench } from "../../../firmware/terminal/self-test/step.js";
import { RecordKind } from "../../../firmware/wire/record.js";
import { english } from "../../../firmware/words/english.js";
import { localDayHour } from "../../../host/zone.js";
import { Ds3231Model } from "../../../simulator/peripherals/ds3231.js";
import { IngestBench, terminalOf } from "../../host/ingest-bench.js";
import { prefix, sale, saleWallMs } from "../../host/test-terminal.js";
import { closeStalls, openStall, originMs } from "./clock-stall.js";

const closers: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
	await closeStalls();
});

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** A DS3231 with these bytes in registers 0 to 6, whose oscillator claims never to have stopped. */
function chipWith(...time: number[]): { readonly chip: Ds3231; readonly writes: number[][] } {
	const registers = [...time, 0, 0, 0, 0, 0, 0, 0, 0, 0x1c, 0x00, 0, 0, 0];
	const writes: number[][] = [];
	let pointer = 0;
	const i2c: I2cSource = {
		io: class implements I2cDevice {
			read(byteLength: number): ArrayBuffer {
				return Uint8Array.from({ length: byteLength }, (_, i) => registers[pointer + i]!).buffer;
			}

			write(bytes: Uint8Array): void {
				pointer = bytes[0]!;
				if (bytes.length > 1) writes.push([...bytes]);
			}

			close(): void {}
		},
	};
	return { chip: new Ds3231(i2c), writes };
}

/** Seconds, minutes, hours, weekday, date, month and year: 2026-11-21 12:34:56. */
const good = [0x56, 0x34, 0x12, 0x07, 0x21, 0x11, 0x26] as const;
const names = ["seconds", "minutes", "hours", "weekday", "date", "month", "year"] as const;
const changed = (at: (typeof names)[number], value: number): number[] =>
	good.map((byte, i) => (i === names.indexOf(at) ? value : byte));
const onDate = (year: number, month: number, date: number): number[] => [...good.slice(0, 4), date, month, year];

/** What the registers say by the calendar, spelled out and read by the engine's own parser. */
function oracle(registers: readonly number[]): number | undefined {
	const [seconds, minutes, hours, weekday, date, month, year] = registers.map((byte, i) =>
		(names[i] === "month" ? byte & 0x7f : byte).toString(16).padStart(2, "0"),
	);
	if (!/^0[1-7]$/.test(weekday!)) return undefined;
	const century = registers[5]! & 0x80 ? "21" : "20";
	const text = `${century}${year}-${month}-${date}T${hours}:${minutes}:${seconds}.000Z`;
	const ms = Date.parse(text);
	return !Number.isNaN(ms) && new Date(ms).toISOString() === text ? ms : undefined;
}

const noDates: Readonly<Record<string, readonly number[]>> = {
	"month 0": changed("month", 0x00),
	"month 0 of the next century": changed("month", 0x80),
	"month 13": changed("month", 0x13),
	"31 February": onDate(0x26, 0x02, 0x31),
	"29 February of a common year": onDate(0x27, 0x02, 0x29),
	"29 February 2100, which the chip counts as a leap year": onDate(0x00, 0x82, 0x29),
	"31 April": onDate(0x26, 0x04, 0x31),
	"date 0": changed("date", 0x00),
	"date 32": changed("date", 0x32),
	"weekday 0": changed("weekday", 0x00),
	"60 seconds": changed("seconds", 0x60),
	"60 minutes": changed("minutes", 0x60),
	"24 hours": changed("hours", 0x24),
	"hours that count to twelve": changed("hours", 0x52),
	"a bus that is held low": [0, 0, 0, 0, 0, 0, 0],
	"a bus that nobody drives": [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
	...Object.fromEntries(names.map((name) => [`a digit above 9 in ${name}`, changed(name, 0x0a)])),
	"a tens digit above 9 in year": changed("year", 0xa0),
};

describe("a DS3231 (micropython #8886)", () => {
	it.each(Object.entries(noDates))("holds no time with %s", (_name, registers) => {
		expect(chipWith(...registers).chip.read()).toBeUndefined();
	});

	it.each([
		[good, "2026-11-21T12:34:56.000Z"],
		[onDate(0x28, 0x02, 0x29), "2028-02-29T12:34:56.000Z"],
		[onDate(0x99, 0x12, 0x31), "2099-12-31T12:34:56.000Z"],
		[onDate(0x65, 0x81, 0x01), "2165-01-01T12:34:56.000Z"],
	])("reads %j as %s", (registers, text) => {
		expect(new Date(chipWith(...registers).chip.read()!).toISOString()).toBe(text);
	});

	it("reads any registers as the calendar does, or as no time", () => {
		const byte = fc.integer({ min: 0, max: 255 });
		const digits = (max: number) =>
			fc.integer({ min: 0, max }).map((value) => Math.floor(value / 10) * 16 + (value % 10));
		const nearly = fc.tuple(
			...[digits(61), digits(61), digits(25), digits(8), digits(32)],
			fc.tuple(digits(13), fc.constantFrom(0, 0x80)).map(([month, century]) => month | century),
			digits(99),
		);
		const registers = fc.oneof(nearly, fc.tuple(byte, byte, byte, byte, byte, byte, byte));
		fc.assert(
			fc.property(registers, (bytes) => {
				expect(chipWith(...bytes).chip.read()).toBe(oracle(bytes));
			}),
			{ numRuns: 5_000 },
		);
	});
});

describe("a board's clock", () => {
	const builtMs = Date.UTC(2026, 10, 1);
	function boot(...registers: number[]) {
		const sets: number[] = [];
		const { chip, writes } = chipWith(...registers);
		const clock = new BoardClock({ uptimeMs: () => 0, chip, builtMs, onSet: (ms) => sets.push(ms) });
		return { clock, sets, writes };
	}

	it.each([
		["2000, with its flag clear (Makuna/Rtc #88)", onDate(0x00, 0x01, 0x01)],
		["2165 (Makuna/Rtc #88)", onDate(0x65, 0x81, 0x01)],
		["the day before the firmware was built", onDate(0x26, 0x10, 0x31)],
		["eleven years after the firmware was built", onDate(0x37, 0x11, 0x01)],
	])("does not believe a chip at %s", (_name, registers) => {
		const { clock, sets, writes } = boot(...registers);
		expect(clock.read()).toEqual({ ms: 0, quality: ClockQuality.unset });
		// The system's clock, by which certificates are checked, stays unset too.
		expect(sets).toEqual([]);
		expect(writes).toEqual([]);
	});

	it("believes a chip within ten years of its firmware", () => {
		for (const registers of [onDate(0x26, 0x11, 0x01), onDate(0x36, 0x10, 0x30)])
			expect(boot(...registers).clock.read().quality).toBe(ClockQuality.kept);
	});

	it("does not believe an unsigned time server outside that time", () => {
		const { clock } = boot(...good);
		for (const ms of [0, Date.UTC(2026, 9, 30), Date.UTC(2106, 1, 7)]) expect(clock.accepts(ms)).toBe(false);
		expect(clock.accepts(Date.UTC(2027, 5, 1))).toBe(true);
	});

	it("leaves the chip alone when its time ceases to be trusted", () => {
		const { clock, sets, writes } = boot(...good);
		clock.set(clock.read().ms, ClockQuality.unset);
		expect(clock.read().quality).toBe(ClockQuality.unset);
		expect([sets.length, writes]).toEqual([1, []]);
	});
});

describe("a terminal whose clock comes back wrong", () => {
	it.each([
		["a day before its newest record", -dayMs],
		["in 1970", -originMs],
		["three years ahead", 3 * 365 * dayMs],
		["in 2106", Date.UTC(2106, 1, 7) - originMs],
	])("%s, does not use it, says so, and takes the host's time", async (_name, skewMs) => {
		const { world, clock, terminal, stallholder, comeBack, lastSale } = await openStall();
		terminal.link.mode = "off";
		await comeBack(skewMs);
		expect(terminal.clock.read().quality).toBe(ClockQuality.unset);
		expect(terminal.panel.shows(english.clockUnset)).toBe(true);
		await stallholder.open();
		await stallholder.sell(["S1"], "cash");
		await world.pass(5_000);
		expect(lastSale().clockQuality).toBe(ClockQuality.unset);
		expect(terminal.printer.lastPrinted?.text).not.toMatch(/\d{4}-\d\d-\d\d/);
		terminal.link.mode = "on";
		await world.pass(120_000);
		expect(terminal.clock.read().quality).toBe(ClockQuality.network);
		expect(Math.abs(terminal.clock.read().ms - clock.now())).toBeLessThan(1_000);
		await stallholder.sell(["S1"], "cash");
		expect(Math.abs(lastSale().wallMs - clock.now())).toBeLessThan(minuteMs);
	});

	it("says why on the screen behind the first", async () => {
		const { world, terminal, comeBack, shown } = await openStall();
		terminal.link.mode = "off";
		await comeBack(-dayMs);
		expect(terminal.panel.shows(english.clockUnset)).toBe(true);
		terminal.tapText(english.sellOn);
		await world.pass(1_000);
		expect(shown()).toContain(english.faults.CLOCK_REFUSED.slice(0, 20));
	});

	it("uses one that is a few minutes behind, or a year ahead after a winter", async () => {
		for (const skewMs of [-5 * minuteMs, 365 * dayMs]) {
			const { terminal, comeBack } = await openStall();
			terminal.link.mode = "off";
			await comeBack(skewMs);
			expect(terminal.clock.read().quality).toBe(ClockQuality.kept);
		}
	});

	it("refuses it again at the next start", async () => {
		const { terminal, comeBack } = await openStall();
		terminal.link.mode = "off";
		await comeBack(-dayMs);
		await comeBack(0);
		expect(terminal.clock.read().quality).toBe(ClockQuality.unset);
	});
});

describe("sales whose time can't be right", () => {
	const today = localDayHour(saleWallMs, "UTC", 0).day;

	it.each([
		["1970", 0],
		["2000", Date.UTC(2000, 0, 1)],
		["2106", Date.UTC(2106, 1, 7, 6, 28)],
		["2165", Date.UTC(2165, 0, 1)],
		["two days from now", saleWallMs + 2 * dayMs],
		["three years ago", saleWallMs - 3 * 365 * dayMs],
	])("dated %s raise an alarm and count for the day of receipt", async (_name, wallMs) => {
		const bench = await IngestBench.open();
		closers.push(() => bench.close());
		const terminal = terminalOf(0);
		const at = { wallMs, clockQuality: ClockQuality.kept };
		terminal.record(sale(1), sale(2, 260, 1, at), sale(3, 260, 1, at));
		await bench.ship(terminal);
		expect(await bench.store.reports.day(today)).toMatchObject({ sales: 3 });
		expect(await bench.store.reports.receiptsByNumber("t0", 1, 2)).toMatchObject([{ wallMs: saleWallMs }]);
		const detail = `dated ${new Date(wallMs).toISOString().slice(0, 10)}`;
		const alarm = { code: "SALE_MISDATED", terminal: "t0", detail, count: 2 };
		expect(await bench.store.notices.alarms()).toMatchObject([alarm]);
		const before = await bench.ledgerState();
		bench.clock.set(saleWallMs + 365 * dayMs);
		await bench.ledgers.rebuild();
		expect(await bench.ledgerState()).toEqual(before);
	});

	it.each([
		["by a clock that was never set", { wallMs: 0, clockQuality: ClockQuality.unset }],
		["a year before they arrive", { wallMs: saleWallMs - 366 * dayMs, clockQuality: ClockQuality.kept }],
		["by a clock set to local time", { wallMs: saleWallMs + 14 * hourMs, clockQuality: ClockQuality.manual }],
	])("dated %s raise none", async (_name, at) => {
		const bench = await IngestBench.open();
		closers.push(() => bench.close());
		const terminal = terminalOf(0);
		terminal.record(sale(1, 260, 1, at));
		await bench.ship(terminal);
		expect(await bench.alarms()).toEqual([]);
	});

	it("are told by the clock that was set, too, by how much and when", async () => {
		const bench = await IngestBench.open();
		closers.push(() => bench.close());
		const terminal = terminalOf(0);
		const set = (beforeMs: number, beforeQuality: ClockQuality) =>
			({ ...prefix, kind: RecordKind.clockSet, beforeMs, beforeQuality }) as const;
		terminal.record(
			...[set(saleWallMs - dayMs, ClockQuality.kept), set(saleWallMs + 5 * minuteMs, ClockQuality.network)],
			...[set(saleWallMs - 30_000, ClockQuality.kept), set(0, ClockQuality.unset)],
		);
		await bench.ship(terminal);
		expect((await bench.alarms()).map(({ code, detail }) => `${code} ${detail}`).sort()).toEqual([
			"CLOCK_WAS_WRONG 24 h slow, set on 2026-11-21",
			"CLOCK_WAS_WRONG 5 min fast, set on 2026-11-21",
		]);
	});
});

describe("the self-test of the clock", () => {
	const noon = Date.UTC(2026, 10, 21, 12);

	/** Polls the step each 100 ms as the self-test does; the chip and the wall clock run, and `at` may interfere. */
	function watch(at: (elapsedMs: number, clock: BoardClock) => void): SelfTestOutcome | undefined {
		let nowMs = 0;
		const model = new Ds3231Model(() => nowMs);
		const chip = new Ds3231(model.i2c);
		chip.set(noon);
		const uptimeMs = () => nowMs;
		const wallClock = new BoardClock({ uptimeMs, chip, builtMs: noon, onSet: () => undefined });
		const step = new ClockStep({ ports: { wallClock, clockChip: chip } } as unknown as Bench);
		for (; nowMs < step.limitMs; nowMs += 100) {
			at(nowMs, wallClock);
			const outcome = step.poll(nowMs);
			if (outcome) return outcome;
		}
		return step.expire();
	}

	it.each([-dayMs, -4_000, 1_000, hourMs])("passes although the host sets the clock by %i ms meanwhile", (byMs) => {
		const outcome = watch((elapsedMs, clock) => {
			if (elapsedMs === 1_500) clock.set(clock.read().ms + byMs, ClockQuality.network);
		});
		expect(outcome).toMatchObject({ verdict: "pass" });
	});

	it("fails a chip whose time is not believed", () => {
		const outcome = watch((_elapsedMs, clock) => clock.set(clock.read().ms, ClockQuality.unset));
		expect(outcome).toEqual({ verdict: "fail", reason: "unset" });
	});
});
