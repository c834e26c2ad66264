import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { businessDay, localText, localTime, offsetMinutesAt } from "../../firmware/core/local-time.js";
import { isZoneName, localDayHour, zoneTransitions } from "../../host/zone.js";

const seed = 20_261_128;
const seconds = (...date: [number, number, number, number?, number?]): number =>
	Date.UTC(date[0], date[1] - 1, ...date.slice(2)) / 1_000;
const dayOf = (...date: [number, number, number]): number => seconds(...date) / 86_400;
const inYear = (name: string, year: number): [number, number][] =>
	zoneTransitions(name, Date.UTC(year), Date.UTC(year + 1) - 1).map((each) => [each.fromSeconds, each.offsetMinutes]);

const formats = new Map<string, Intl.DateTimeFormat>();

/** The local time of an instant from Intl, field by field: independent of the tested code. */
function intlText(name: string, wallMs: number): string {
	const style = {
		hourCycle: "h23",
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
		hour: "2-digit",
		minute: "2-digit",
	} as const;
	const format = formats.get(name) ?? new Intl.DateTimeFormat("en-CA", { timeZone: name, ...style });
	formats.set(name, format);
	const parts = new Map(format.formatToParts(wallMs).map((part) => [part.type, part.value]));
	return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")} ${parts.get("hour")}:${parts.get("minute")}`;
}

describe("the offsets of a time zone", () => {
	it("change at the exact second, in Vienna to summer time and back", () => {
		expect(inYear("Europe/Vienna", 2026)).toEqual([
			[seconds(2026, 1, 1), 60],
			[seconds(2026, 3, 29, 1), 120],
			[seconds(2026, 10, 25, 1), 60],
		]);
		const zone = zoneTransitions("Europe/Vienna", Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1));
		expect(localText(Date.UTC(2026, 2, 29, 0, 59), zone)).toBe("2026-03-29 01:59");
		expect(localText(Date.UTC(2026, 2, 29, 1), zone)).toBe("2026-03-29 03:00");
		expect(localText(Date.UTC(2026, 9, 25, 0, 59), zone)).toBe("2026-10-25 02:59");
		expect(localText(Date.UTC(2026, 9, 25, 1), zone)).toBe("2026-10-25 02:00");
	});

	it("change by half an hour on Lord Howe, in the southern summer", () => {
		expect(inYear("Australia/Lord_Howe", 2026)).toEqual([
			[seconds(2026, 1, 1), 660],
			[seconds(2026, 4, 4, 15), 630],
			[seconds(2026, 10, 3, 15, 30), 660],
		]);
	});

	it("range from +14 hours in Kiritimati to −11 in Niue, and need not be whole hours", () => {
		expect(inYear("Pacific/Kiritimati", 2026)).toEqual([[seconds(2026, 1, 1), 840]]);
		expect(inYear("Pacific/Niue", 2026)).toEqual([[seconds(2026, 1, 1), -660]]);
		expect(inYear("Asia/Kathmandu", 2026)).toEqual([[seconds(2026, 1, 1), 345]]);
		expect(inYear("UTC", 2026)).toEqual([[seconds(2026, 1, 1), 0]]);
		expect(inYear("America/New_York", 2026).map(([, offset]) => offset)).toEqual([-300, -240, -300]);
	});

	it("follow legal changes: Samoa skips a day, Morocco leaves summer time for Ramadan", () => {
		expect(inYear("Pacific/Apia", 2011).at(-1)).toEqual([seconds(2011, 12, 30, 10), 840]);
		expect(inYear("Africa/Casablanca", 2024).map(([, offset]) => offset)).toEqual([60, 0, 60]);
	});

	it("start with the offset at the first instant and end with the last change before the end", () => {
		const [from, until] = [Date.UTC(2026, 5, 1, 12, 0, 0, 500), Date.UTC(2028, 2, 26, 1)];
		expect(zoneTransitions("Europe/Vienna", from, until)).toEqual([
			{ fromSeconds: seconds(2026, 6, 1, 12), offsetMinutes: 120 },
			{ fromSeconds: seconds(2026, 10, 25, 1), offsetMinutes: 60 },
			{ fromSeconds: seconds(2027, 3, 28, 1), offsetMinutes: 120 },
			{ fromSeconds: seconds(2027, 10, 31, 1), offsetMinutes: 60 },
			{ fromSeconds: seconds(2028, 3, 26, 1), offsetMinutes: 120 },
		]);
		expect(zoneTransitions("Europe/Vienna", from, until - 1)).toHaveLength(4);
		expect(zoneTransitions("Europe/Vienna", from, from)).toHaveLength(1);
	});

	it("give the same local time as Intl, in any zone at any instant", () => {
		const zones = Intl.supportedValuesOf("timeZone");
		const from = Date.UTC(1972, 0, 2);
		fc.assert(
			fc.property(
				fc.constantFrom(...zones),
				fc.integer({ min: from, max: Date.UTC(2060, 0, 1) }),
				(name, wallMs) => {
					const yearBefore = Math.max(from, wallMs - 366 * 86_400_000);
					const zone = zoneTransitions(name, yearBefore, wallMs + 366 * 86_400_000);
					expect(localText(wallMs, zone)).toBe(intlText(name, wallMs));
					const { day, hour } = localDayHour(wallMs, name, 0);
					expect(hour).toBe(Number(intlText(name, wallMs).slice(11, 13)));
					expect(day).toBe(businessDay(wallMs, zone, 0));
				},
			),
			{ seed, numRuns: 500 },
		);
	});

	it("match the changes of Intl exactly", () => {
		for (const name of [
			"Europe/Vienna",
			"Africa/Casablanca",
			"Africa/Cairo",
			"Asia/Gaza",
			"America/Sao_Paulo",
			"Antarctica/Troll",
		]) {
			const [from, until] = [Date.UTC(2008, 0, 1), Date.UTC(2030, 0, 1)];
			const zone = zoneTransitions(name, from, until);
			for (let at = 1; at < zone.length; at++)
				expect(zone[at]!.offsetMinutes).not.toBe(zone[at - 1]!.offsetMinutes);
			// Samples every five hours over 22 years; no two changes were ever closer.
			for (let wallMs = from; wallMs < until; wallMs += 86_400_000 * 5 + 18_000_000)
				expect(localText(wallMs, zone)).toBe(intlText(name, wallMs));
		}
	});
});

describe("the day that a record is booked under", () => {
	it("keeps 23:30 on 31 December in December, in summer and winter time (dbt_zendesk #25)", () => {
		const lastSale = Date.UTC(2026, 11, 31, 22, 30);
		expect(localDayHour(lastSale, "Europe/Vienna", 0)).toEqual({ day: dayOf(2026, 12, 31), hour: 23 });
		// Santiago has summer time in December: 23:30 there is 02:30 UTC.
		expect(localDayHour(Date.UTC(2027, 0, 1, 2, 30), "America/Santiago", 0)).toEqual({
			day: dayOf(2026, 12, 31),
			hour: 23,
		});
		expect(localDayHour(Date.UTC(2026, 5, 30, 21, 30), "Europe/Vienna", 0)).toEqual({
			day: dayOf(2026, 6, 30),
			hour: 23,
		});
	});

	it("ends at the merchant's day end, while the hour is that of local time", () => {
		const halfPastOne = Date.UTC(2027, 0, 1, 0, 30);
		expect(localDayHour(halfPastOne, "Europe/Vienna", 240)).toEqual({ day: dayOf(2026, 12, 31), hour: 1 });
		expect(localDayHour(halfPastOne, "Europe/Vienna", 60)).toEqual({ day: dayOf(2027, 1, 1), hour: 1 });
	});

	it("is defined even for extreme clock values", () => {
		for (const wallMs of [0, -1, -8.64e15, 8.64e15, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])
			expect(Math.abs(localDayHour(wallMs, "America/New_York", 0).day - wallMs / 86_400_000)).toBeLessThanOrEqual(
				1.5,
			);
		expect(
			localTime(
				Date.UTC(2150, 6, 1),
				zoneTransitions("Europe/Vienna", Date.UTC(2150, 0, 1), Date.UTC(2151, 0, 1)),
			).year,
		).toBe(2150);
	});
});

describe("a zone's name", () => {
	it("is an IANA name and nothing else", () => {
		const names = ["Europe/Vienna", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "UTC", "Asia/Kolkata"];
		expect(names.filter((name) => !isZoneName(name))).toEqual([]);
		expect(
			["", "+02:00", "-03", "Vienna", "Europe/Vienna ", "Europe/Vienna\n", "Nope/Nope", "../etc"].filter(
				isZoneName,
			),
		).toEqual([]);
		expect(() => zoneTransitions("Nope/Nope", 0, 1)).toThrow(RangeError);
		expect(() => localDayHour(0, "Nope/Nope", 0)).toThrow(RangeError);
		expect(offsetMinutesAt(zoneTransitions("Asia/Kolkata", 0, 1), 0)).toBe(330);
	});
});
