// The clock chip: what its registers are taken for (invariant 11).
import { expect, it } from "vitest";
import { Ds3231 } from "../../firmware/drivers/clock/ds3231.js";
import { Ds3231Model } from "../../simulator/peripherals/ds3231.js";

const setMs = Date.UTC(2026, 10, 29, 23, 59, 58);

it("has no time until it is set, and none after its coin cell was empty", () => {
	const model = new Ds3231Model(() => 0);
	const clock = new Ds3231(model.i2c);
	expect(clock.read()).toBeUndefined();
	clock.set(setMs);
	expect(clock.read()).toBe(setMs);
	model.loseBattery();
	expect(clock.read()).toBeUndefined();
	clock.set(setMs);
	expect(clock.read()).toBe(setMs);
});

it("counts on over midnight, a month, a leap day and a century", () => {
	let nowMs = 0;
	const clock = new Ds3231(new Ds3231Model(() => nowMs).i2c);
	for (const ms of [
		setMs,
		Date.UTC(2028, 1, 28, 23, 59, 59),
		Date.UTC(2099, 11, 31, 23, 59, 59),
		Date.UTC(2100, 0, 1),
	]) {
		nowMs = 0;
		clock.set(ms);
		nowMs = 5_000;
		expect(clock.read()).toBe(ms + 5_000);
	}
});
