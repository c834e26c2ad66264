// Amounts, rates, weights and dates as each language writes them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatKilograms, formatMinor, formatRate } from "../../firmware/core/money.js";
import { wallTimeText } from "../../firmware/core/ticket.js";
import { amountText } from "../../firmware/screens/format.js";
import { languages } from "../../firmware/words/languages.js";

const amounts = fc.integer({ min: -999_999_999_999, max: 999_999_999_999 });
const decimals = fc.constantFrom(0, 2, 3, 4);
const twoDigits = (value: number): string => String(value).padStart(2, "0");

describe.each(Object.entries(languages))("in language %s", (tag, { ticket: { formats } }) => {
	const { decimalMark } = formats;

	it("an amount has the decimals of its currency behind the language's mark, and no other mark", () => {
		const wrong = decimalMark === "," ? "." : ",";
		fc.assert(
			fc.property(amounts, decimals, (minor, places) => {
				const text = amountText(minor, places, decimalMark);
				const [whole = "", part = "", ...more] = text.split(decimalMark);
				expect(more).toEqual([]);
				expect(text).not.toContain(wrong);
				expect(part.length).toBe(places);
				expect(whole).toMatch(/^−?(0|[1-9]\d*)$/);
				expect(Number((whole + part).replace("−", "-")) + 0).toBe(minor + 0);
			}),
			{ numRuns: 10_000 },
		);
	});

	it("an amount has the digits that it has in English", () => {
		fc.assert(
			fc.property(amounts, decimals, (minor, places) => {
				const text = formatMinor(minor, places, decimalMark);
				expect(text.replace(",", ".")).toBe(formatMinor(minor, places));
			}),
			{ numRuns: 10_000 },
		);
	});

	it("a rate is the shortest text of its number", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 999_999 }), (rate) => {
				const text = formatRate(rate, decimalMark);
				expect(text.endsWith(" %")).toBe(true);
				expect(text.slice(0, -2).replace(decimalMark, ".")).toBe(String(rate / 1_000));
			}),
			{ numRuns: 10_000 },
		);
	});

	it("a date holds year, month, day and time of the one it was made from", () => {
		const part = (max: number) => fc.integer({ min: 1, max });
		fc.assert(
			fc.property(part(9_999), part(12), part(31), part(23), part(59), (year, month, day, hour, minute) => {
				const date = [String(year).padStart(4, "0"), twoDigits(month), twoDigits(day)];
				const time = `${twoDigits(hour)}:${twoDigits(minute)}`;
				const text = wallTimeText(`${date.join("-")} ${time}`, formats);
				const ordered = formats.isDayFirst ? [...date].reverse() : date;
				expect(text).toBe(`${ordered.join(formats.dateMark)} ${time}`);
			}),
			{ numRuns: 10_000 },
		);
	});

	it("a time of sale, a weight and a rate are written as its readers expect", () => {
		const texts = [wallTimeText("2026-11-21 19:45", formats), formatKilograms(482, decimalMark)];
		expect([...texts, formatRate(8_875, decimalMark)]).toEqual(
			{
				en: ["2026-11-21 19:45", "0.482 kg", "8.875 %"],
				de: ["21.11.2026 19:45", "0,482 kg", "8,875 %"],
				es: ["21/11/2026 19:45", "0,482 kg", "8,875 %"],
				fr: ["21/11/2026 19:45", "0,482 kg", "8,875 %"],
			}[tag],
		);
	});
});
