import { describe, expect, it } from "vitest";
import { ClockQuality } from "../../firmware/core/ports.js";
import { BoardClock } from "../../firmware/device/board-clock.js";
import { Ds3231 } from "../../firmware/drivers/clock/ds3231.js";
import { Ds3231Model } from "../../simulator/peripherals/ds3231.js";
import { World } from "../../simulator/world.js";

const noon = Date.UTC(2026, 10, 21, 12, 34, 56);

function board() {
	const world = new World(1);
	const model = new Ds3231Model(() => world.nowMs);
	const clockSets: number[] = [];
	const boot = () => {
		const from = world.nowMs;
		const clock = new BoardClock({
			uptimeMs: () => world.nowMs - from,
			chip: new Ds3231(model.i2c),
			builtMs: noon,
			onSet: (ms) => clockSets.push(ms),
		});
		return clock;
	};
	return { world, model, clockSets, boot };
}

describe("the board's clock", () => {
	it("is unset on a new board and keeps the time it was set to through power cuts", () => {
		const { world, boot, clockSets } = board();
		const first = boot();
		expect(first.read()).toEqual({ ms: 0, quality: ClockQuality.unset });
		world.advance(1_000);
		first.set(noon, ClockQuality.network);
		world.advance(90_000);
		expect(first.read()).toEqual({ ms: noon + 90_000, quality: ClockQuality.network });
		world.advance(86_400_000 * 40);
		expect(boot().read()).toEqual({ ms: noon + 90_000 + 86_400_000 * 40, quality: ClockQuality.kept });
		expect(clockSets).toHaveLength(2);
	});

	it("is unset after the chip lost its backup battery", () => {
		const { model, boot } = board();
		boot().set(noon, ClockQuality.manual);
		model.loseBattery();
		expect(boot().read().quality).toBe(ClockQuality.unset);
	});

	it.each([noon, Date.UTC(2028, 1, 29, 23, 59, 59), Date.UTC(2099, 11, 31, 23, 59, 59), Date.UTC(2100, 0, 1)])(
		"stores %d in the chip",
		(ms) => {
			const { model } = board();
			const chip = new Ds3231(model.i2c);
			chip.set(ms);
			expect(chip.read()).toBe(ms);
		},
	);

	it("works without a chip", () => {
		const clock = new BoardClock({ uptimeMs: () => 5, chip: undefined, builtMs: noon, onSet: () => undefined });
		expect(clock.read().quality).toBe(ClockQuality.unset);
	});
});
