// The dashboard's calculations: formatting of figures, hours, routes and files.
import { describe, expect, it } from "vitest";
import { amount, change, duration, money, tendersText, timesIn } from "../../host/web/dashboard/format.js";
import { hoursToDraw } from "../../host/web/dashboard/hours.js";
import { parseRoute, receiptAddress, terminalAddress } from "../../host/web/dashboard/route.js";

describe("figures", () => {
	it("groups thousands and never uses floating point", () => {
		expect(amount(0, 2)).toBe("0.00");
		expect(amount(123_456_789, 2)).toBe("1,234,567.89");
		expect(amount(Number.MAX_SAFE_INTEGER, 2)).toBe("90,071,992,547,409.91");
		expect(amount(-74, 2)).toBe("−0.74");
		expect(amount(1_234, 0)).toBe("1,234");
		expect(amount(1_234, 3)).toBe("1.234");
	});

	it("compares only with a day that had sales", () => {
		expect(change(112, 100)).toBe("12 % more than");
		expect(change(40, 100)).toBe("60 % less than");
		expect(change(100, 100)).toBe("the same as");
		expect(change(100, 0)).toBeUndefined();
	});

	it("has the decimals of ISO 4217, whatever the browser has, and two for an unknown currency", () => {
		expect([money(123_456, "GBP"), money(123_456, "JPY"), money(123_456, "KWD")]).toEqual([
			"1,234.56 GBP",
			"123,456 JPY",
			"123.456 KWD",
		]);
		// Browsers use no decimals for the forint.
		expect(money(123_456, "HUF")).toBe("1,234.56 HUF");
		expect([money(123_456, "XQX"), money(123_456, "")]).toEqual(["1,234.56 XQX", "1,234.56"]);
	});

	it("names every tender, and shows the number of one from a newer version", () => {
		const tenders = [1, 2, 9].map((kind) => ({ kind, amountMinor: kind * 100 }));
		expect(tendersText(tenders, "EUR")).toBe("cash 1.00, card 2.00, tender 9 9.00");
	});

	it("shows times in the merchant's time zone, in summer and winter", () => {
		const times = timesIn("Europe/London");
		expect(times.dateTime(Date.UTC(2026, 6, 1, 9, 41))).toBe("1 Jul 2026, 10:41");
		expect(times.dateTime(Date.UTC(2026, 11, 31, 23, 30))).toBe("31 Dec 2026, 23:30");
		expect(times.timeOfDay(0)).toBe("time unknown");
	});

	it("formats durations for readers", () => {
		expect([duration(30_000), duration(720_000), duration(3 * 3_600_000), duration(50 * 3_600_000)]).toEqual([
			"a moment",
			"12 min",
			"3 h",
			"2 days",
		]);
	});
});

describe("hours to draw", () => {
	const hour = (at: number, grossMinor: number) => ({ hour: at, grossMinor });

	it("has no gaps, begins before the first sale and contains no future hours", () => {
		const drawn = hoursToDraw([hour(9, 100), hour(11, 300)], 12);
		expect(drawn.map((one) => one.hour)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
		expect(drawn.map((one) => one.grossMinor)).toEqual([0, 100, 0, 300, 0, null, null, null]);
	});

	it("is limited to the day at both ends", () => {
		expect(hoursToDraw([hour(0, 5)], 0).map((one) => one.hour)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		expect(hoursToDraw([hour(23, 5)], 23).map((one) => one.hour)).toEqual([16, 17, 18, 19, 20, 21, 22, 23]);
	});

	it("includes sales of a clock that runs ahead", () => {
		expect(hoursToDraw([hour(15, 7)], 12).find((one) => one.hour === 15)?.grossMinor).toBe(7);
	});
});

describe("routes", () => {
	it("parses every address it makes", () => {
		expect(parseRoute(terminalAddress("stall-1"))).toEqual({ page: "terminal", terminal: "stall-1" });
		expect(parseRoute(receiptAddress("a/b %", 7))).toEqual({ page: "receipt", terminal: "a/b %", number: 7 });
	});

	it("opens the first page for an unknown address", () => {
		for (const hash of ["", "#/", "#/nothing", "#/terminal/", "#/%E0%A4%A", "#/receiptsx"])
			expect(parseRoute(hash).page).toBe("today");
		expect(parseRoute("#/receipts/till-1/1e9").page).toBe("receipts");
	});
});
