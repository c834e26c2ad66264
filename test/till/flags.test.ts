// Flags that the host reports: recorded, applied until they are over, kept over power cuts, and by no wrong clock
// longer.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CatalogSource } from "../../firmware/catalog/source.js";
import { Fault } from "../../firmware/core/fault.js";
import { ClockQuality } from "../../firmware/core/ports.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { stallCatalog, TillHarness } from "./harness.js";

const hourMs = 3_600_000;
const catalog: CatalogSource = {
	...{ ...stallCatalog, flags: ["crowd", "rain"] },
	rules: [
		{
			...{ id: "RAIN", name: "Rain", kind: "amount", amountMinor: 60, class: "item", priority: 1 },
			...{ items: [], flags: ["rain"] },
		},
	],
};
const whole = 260;
const reduced = 200;

const report = (stall: TillHarness, version: number, names: readonly string[], hours = 2) => ({
	...{ merchant: "north", terminal: "till-7", version, issuedMs: stall.wallMs },
	flags: names.map((name) => ({ name, untilMs: stall.wallMs + hours * hourMs })),
});

function wait(stall: TillHarness, ms: number): void {
	stall.uptimeMs += ms;
	stall.wallMs += ms;
}

/** What a coffee costs now. */
function priced(stall: TillHarness): number {
	stall.sellCash("COF");
	return stall.of(RecordKind.sale).at(-1)!.document.totalMinor;
}

describe("a flag", () => {
	it("changes the price from its record on until its time is over", () => {
		const stall = new TillHarness({ catalog }).openShift();
		expect(priced(stall)).toBe(whole);
		stall.till.takeFlags(report(stall, 5, ["rain"]));
		expect(stall.of(RecordKind.flagsSet)).toMatchObject([{ version: 5, flags: [{ name: "rain" }] }]);
		expect(stall.till.flagsVersion).toBe(5);
		expect(priced(stall)).toBe(reduced);
		wait(stall, 2 * hourMs - 1_000);
		expect(priced(stall)).toBe(reduced);
		wait(stall, 1_000);
		expect(priced(stall)).toBe(whole);
	});

	it("is unset by a later report, and one that the catalog lacks changes nothing", () => {
		const stall = new TillHarness({ catalog }).openShift();
		stall.till.takeFlags(report(stall, 5, ["rain", "snow"]));
		expect(priced(stall)).toBe(reduced);
		stall.till.takeFlags(report(stall, 6, ["snow", "crowd"]));
		expect(priced(stall)).toBe(whole);
	});

	it("is refused where a later report was recorded, and a repeated one is not recorded again", () => {
		const stall = new TillHarness({ catalog }).openShift();
		stall.till.takeFlags(report(stall, 6, []));
		expect(() => stall.till.takeFlags(report(stall, 5, ["rain"]))).toThrow(Fault);
		stall.till.takeFlags(report(stall, 6, []));
		expect(priced(stall)).toBe(whole);
		expect(stall.of(RecordKind.flagsSet)).toHaveLength(1);
	});

	it("outlives power cuts, also where its record lies before running totals, and old reports stay refused", () => {
		const stall = new TillHarness({ catalog }).openShift();
		stall.till.takeFlags(report(stall, 6, ["rain"], 100));
		for (let sales = 0; sales < 130; sales++) stall.sellCash("COF");
		const again = stall.reboot().reboot();
		again.act("next");
		expect(priced(again)).toBe(reduced);
		expect(again.till.flagsVersion).toBe(6);
		expect(() => again.till.takeFlags(report(again, 5, []))).toThrow(Fault);
		again.till.takeFlags(report(again, 7, []));
		const last = again.reboot();
		last.act("next");
		expect(priced(last)).toBe(whole);
	});

	it("applies by no clock that is unset, a year behind or ahead, and is not made to last by one", () => {
		const stall = new TillHarness({ catalog }).openShift();
		stall.till.takeFlags(report(stall, 6, ["rain"]));
		const year = 365 * 24 * hourMs;
		stall.wallMs += -year;
		expect(priced(stall)).toBe(whole);
		stall.wallMs += year;
		expect(priced(stall)).toBe(reduced);
		stall.wallMs += year;
		expect(priced(stall)).toBe(whole);
		stall.wallMs += -year;
		stall.quality = ClockQuality.unset;
		expect(priced(stall)).toBe(whole);
		stall.quality = ClockQuality.network;
		expect(priced(stall)).toBe(reduced);
	});

	it("never lasts longer than it was set for, whatever happens to the clock", () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: -60, max: 60 })), {
					minLength: 1,
					maxLength: 6,
				}),
				(steps) => {
					const stall = new TillHarness({ catalog }).openShift();
					stall.till.takeFlags(report(stall, 6, ["rain"], 1));
					let elapsed = 0;
					for (const [minutes, moved] of steps) {
						wait(stall, minutes * 60_000);
						elapsed += minutes;
						stall.wallMs += moved * 60_000;
						if (elapsed >= 60) expect(priced(stall)).toBe(whole);
					}
				},
			),
			{ numRuns: 60 },
		);
	});
});
