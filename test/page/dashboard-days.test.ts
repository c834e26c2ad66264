// What the dashboard shows of days that do not begin at midnight, of other zones, and of amounts below zero.
import { describe, expect, it } from "vitest";
import { amount, change, money, timesIn } from "../../host/web/dashboard/format.js";
import { hoursToDraw } from "../../host/web/dashboard/hours.js";

describe("a day of the dashboard", () => {
	it("that ends at four is drawn from four to four, across midnight", () => {
		const hours = [
			{ hour: 22, grossMinor: 100 },
			{ hour: 1, grossMinor: 50 },
		];
		const drawn = hoursToDraw(hours, 1, 4);
		expect(drawn.map(({ hour }) => hour)).toEqual([20, 21, 22, 23, 0, 1, 2, 3]);
		expect(drawn.map(({ grossMinor }) => grossMinor)).toEqual([0, 0, 100, 0, 0, 50, null, null]);
		expect(drawn.map(({ position }) => position)).toEqual([16, 17, 18, 19, 20, 21, 22, 23]);
	});

	it("shows the time of day of the merchant's zone, whatever the browser's", () => {
		const atMs = Date.UTC(2026, 0, 1, 0, 5);
		const shown = ["Asia/Tokyo", "America/New_York", "Asia/Kathmandu"].map((zone) => timesIn(zone).timeOfDay(atMs));
		expect(shown).toEqual(["09:05", "19:05", "05:50"]);
	});

	it("is compared with the day before it", () => {
		expect([change(150, 100), change(50, 100), change(-50, 100), change(100, 100)]).toEqual([
			"50 % more than",
			"50 % less than",
			"150 % less than",
			"the same as",
		]);
	});
});

it("an amount below zero has its sign, however small it is", () => {
	expect([amount(-1, 2), amount(-99, 2), amount(-100, 2), money(-123_456, "EUR")]).toEqual([
		"−0.01",
		"−0.99",
		"−1.00",
		"−1,234.56 EUR",
	]);
});
