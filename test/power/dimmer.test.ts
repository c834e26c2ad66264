import { describe, expect, it } from "vitest";
import { countsWhenWaking } from "../../firmware/power/waking.js";
import { Dimmer } from "../../firmware/power/dimmer.js";
import { lampSignal } from "../../firmware/power/signal.js";
import { fineStatus } from "../../simulator/fixtures/views.js";
import { Clockwork } from "../simulator/peripherals/clockwork.js";

function open() {
	const clock = new Clockwork();
	const levels: number[] = [];
	const dimmer = new Dimmer({ backlight: { level: (fraction) => levels.push(fraction) }, timers: clock });
	return { clock, levels, dimmer };
}

describe("the backlight", () => {
	it("dims after three to four minutes without a touch, never turns off, and wakes at the next touch", () => {
		const { clock, levels, dimmer } = open();
		clock.run(179_000);
		expect(levels).toEqual([]);
		clock.run(2_000);
		expect(levels).toEqual([0.3]);
		expect(dimmer.use()).toBe(true);
		expect(dimmer.use()).toBe(false);
		expect(levels).toEqual([0.3, 1]);
	});

	it("stays at full brightness while the terminal is used", () => {
		const { clock, levels, dimmer } = open();
		for (let i = 0; i < 20; i++) {
			clock.run(60_000);
			expect(dimmer.use()).toBe(false);
		}
		expect(levels).toEqual([]);
	});

	it("dims earlier and further as the battery level falls", () => {
		const { clock, levels, dimmer } = open();
		clock.run(60_000);
		dimmer.useBattery("low");
		expect(levels).toEqual([0.7]);
		clock.run(45_000);
		expect(levels).toEqual([0.7, 0.15]);
		expect(dimmer.isSparing).toBe(true);
		dimmer.use();
		expect(dimmer.isSparing).toBe(false);
		clock.run(10_000);
		dimmer.useBattery("critical");
		clock.run(19_000);
		expect(levels.slice(2)).toEqual([0.7, 0.5]);
		clock.run(9_000);
		expect(levels.at(-1)).toBe(0.1);
		dimmer.useBattery("ok");
		expect(levels.at(-1)).toBe(0.3);
		dimmer.use();
		expect(levels.at(-1)).toBe(1);
	});

	it("leaves no timer when closed", () => {
		const { clock, levels, dimmer } = open();
		dimmer.close();
		dimmer.close();
		clock.run(600_000);
		expect(levels).toEqual([]);
	});
});

describe("a waking touch", () => {
	it("takes effect if it can be undone, but not if it saves, prints or opens the drawer", () => {
		expect(
			[{ kind: "item", index: 1 }, { kind: "pay" }, { kind: "back" }, { kind: "menu" }].map((action) =>
				countsWhenWaking(action as never),
			),
		).toEqual([true, true, true, true]);
		for (const kind of [
			"note",
			"exact",
			"confirm",
			"noSale",
			"print",
			"reprint",
			"gift",
			"void",
			"remove",
			"closeShift",
		]) {
			expect(countsWhenWaking({ kind } as never), kind).toBe(false);
		}
	});
});

describe("the lamp", () => {
	it("is steady in normal operation, with separate signals for a lost network and a required intervention", () => {
		expect(lampSignal(fineStatus, "sell", "ok")).toBe("fine");
		expect(lampSignal({ ...fineStatus, offlineSinceMs: 0 }, "sell", "ok")).toBe("fine");
		expect(lampSignal({ ...fineStatus, offlineSinceMs: 0, queued: 2 }, "sell", "low")).toBe("waiting");
		expect(lampSignal({ ...fineStatus, paper: "out" }, "sell", "ok")).toBe("help");
		expect(lampSignal({ ...fineStatus, paper: "offline" }, "sell", "ok")).toBe("fine");
		expect(lampSignal(fineStatus, "fault", "ok")).toBe("help");
		expect(lampSignal(fineStatus, "sell", "critical")).toBe("help");
	});
});
