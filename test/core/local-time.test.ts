import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	businessDay,
	localMinutes,
	localText,
	localTime,
	offsetMinutesAt,
	type Zone,
} from "../../firmware/core/local-time.js";

const seed = 20_261_128;
const utc: Zone = [];
const fixed = (offsetMinutes: number): Zone => [{ fromSeconds: 0, offsetMinutes }];
/** Vienna in 2026: summer time from 29 March, 01:00 UTC, to 25 October, 01:00 UTC. */
const vienna: Zone = [
	{ fromSeconds: Date.UTC(2026, 0, 1) / 1_000, offsetMinutes: 60 },
	{ fromSeconds: Date.UTC(2026, 2, 29, 1) / 1_000, offsetMinutes: 120 },
	{ fromSeconds: Date.UTC(2026, 9, 25, 1) / 1_000, offsetMinutes: 60 },
];
const day = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / 86_400_000;

describe("local time", () => {
	it("matches the calendar in any year, with any offset", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: -2e12, max: 4e12 }),
				fc.integer({ min: -720, max: 840 }),
				(wallMs, offset) => {
					const date = new Date(wallMs + offset * 60_000);
					const time = localTime(wallMs, fixed(offset));
					expect(time).toEqual({
						year: date.getUTCFullYear(),
						month: date.getUTCMonth() + 1,
						day: date.getUTCDate(),
						weekday: date.getUTCDay(),
						minutesOfDay: date.getUTCHours() * 60 + date.getUTCMinutes(),
					});
					expect(localMinutes(wallMs, fixed(offset))).toBe(time.minutesOfDay);
					expect(localText(wallMs, fixed(offset))).toBe(date.toISOString().slice(0, 16).replace("T", " "));
				},
			),
			{ seed, numRuns: 1_000 },
		);
	});

	it("changes its offset at the second of each transition", () => {
		const at = (ms: number): number => offsetMinutesAt(vienna, ms);
		const [spring, autumn] = [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)];
		expect([at(spring - 1), at(spring), at(autumn - 1), at(autumn)]).toEqual([60, 120, 120, 60]);
		expect(localText(spring - 1, vienna)).toBe("2026-03-29 01:59");
		expect(localText(spring, vienna)).toBe("2026-03-29 03:00");
		expect(localText(autumn - 1, vienna)).toBe("2026-10-25 02:59");
		expect(localText(autumn, vienna)).toBe("2026-10-25 02:00");
	});

	it("uses the first offset before its table begins and the last one after it, and UTC without a table", () => {
		expect(offsetMinutesAt(vienna, 0)).toBe(60);
		expect(offsetMinutesAt(vienna, Date.UTC(2040, 6, 1))).toBe(60);
		expect(offsetMinutesAt(utc, Date.UTC(2026, 6, 1))).toBe(0);
	});
});

describe("a business day", () => {
	it("ends at the configured time, so that sales after midnight belong to the previous day", () => {
		const halfPastOne = Date.UTC(2026, 6, 5, 23, 30);
		expect(localText(halfPastOne, vienna)).toBe("2026-07-06 01:30");
		expect(businessDay(halfPastOne, vienna, 0)).toBe(day(2026, 7, 6));
		expect(businessDay(halfPastOne, vienna, 240)).toBe(day(2026, 7, 5));
		expect(businessDay(Date.UTC(2026, 6, 6, 1, 59), vienna, 240)).toBe(day(2026, 7, 5));
		expect(businessDay(Date.UTC(2026, 6, 6, 2), vienna, 240)).toBe(day(2026, 7, 6));
	});

	it("keeps 23:30 on 31 December in its year, by the offset of that date", () => {
		const lastSale = Date.UTC(2026, 11, 31, 22, 30);
		expect(localText(lastSale, vienna)).toBe("2026-12-31 23:30");
		expect(businessDay(lastSale, vienna, 0)).toBe(day(2026, 12, 31));
		// The wrong result with the fixed offset of summer time.
		expect(businessDay(lastSale, fixed(120), 0)).toBe(day(2027, 1, 1));
	});
});
