import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CashRounding, cashRounding, roundToCash } from "../../firmware/core/cash-rounding.js";

const seed = 20_261_128;
const vectors = JSON.parse(readFileSync(new URL("vectors/cash-rounding.json", import.meta.url), "utf8")) as {
	cases: { currency: string; stepMinor: number; dueMinor: number; cashMinor: number; differenceMinor: number }[];
};
/** Countries in which each step of the vectors is used. */
const countries: Readonly<Record<string, string>> = { CHF: "CH", SEK: "SE", EUR: "NL", JPY: "JP" };
const euroOf = (country: string, ...amounts: number[]): number[] =>
	amounts.map((amount) => roundToCash(amount, cashRounding(country, "EUR")));

describe("cash rounding", () => {
	it.each(vectors.cases)(
		"rounds $currency $dueMinor to $cashMinor as in the vectors",
		({ currency, stepMinor, dueMinor, ...expected }) => {
			const rule = cashRounding(countries[currency]!, currency);
			expect(rule.stepMinor).toBe(stepMinor);
			expect(roundToCash(dueMinor, rule)).toBe(expected.cashMinor);
			expect(roundToCash(dueMinor, rule) - dueMinor).toBe(expected.differenceMinor);
		},
	);

	it("depends on the country: euro cents are rounded in some, and paid exactly elsewhere", () => {
		for (const country of ["BE", "EE", "FI", "AX", "IE", "IT", "LT", "NL", "SK"])
			expect(euroOf(country, 1_001, 1_002, 1_003, 1_004, 1_005, 1_006, 1_007, 1_008, 1_009)).toEqual([
				1_000, 1_000, 1_005, 1_005, 1_005, 1_005, 1_005, 1_010, 1_010,
			]);
		for (const country of ["AT", "DE", "FR", "BG", "XX", ""])
			expect(euroOf(country, 1_001, 1_002, 3)).toEqual([1_001, 1_002, 3]);
	});

	it("rounds the smallest amounts as each country's law requires", () => {
		expect(euroOf("BE", 1, 2, 3, 4, 5, 6, 8)).toEqual([1, 2, 3, 4, 5, 5, 10]);
		expect(euroOf("FI", 1, 2, 3, 4, 6)).toEqual([1, 2, 5, 5, 5]);
		expect(euroOf("SK", 0, 1, 2, 3, 6, -1)).toEqual([0, 5, 5, 5, 5, -5]);
		expect(euroOf("NL", 1, 2, 3)).toEqual([0, 0, 5]);
	});

	it("depends on the currency too, whatever the country", () => {
		const steps = {
			CHF: 5,
			SEK: 100,
			NOK: 100,
			CZK: 100,
			DKK: 50,
			HUF: 500,
			PLN: 1,
			GBP: 1,
			USD: 1,
			ISK: 1,
			IDR: 100,
			IQD: 1_000,
		};
		for (const [currency, step] of Object.entries(steps))
			for (const country of ["", "NL", "LI"]) expect(cashRounding(country, currency).stepMinor).toBe(step);
		// Act III of 2008: 2.49 forint round down, 2.50 up.
		expect([249, 250, 749, 750].map((amount) => roundToCash(amount, cashRounding("HU", "HUF")))).toEqual([
			0, 500, 500, 1_000,
		]);
		// Order 928/2008: 25 øre round up, 24 down.
		expect([24, 25, 74, 75].map((amount) => roundToCash(amount, cashRounding("DK", "DKK")))).toEqual([
			0, 50, 50, 100,
		]);
	});

	it("rounds five cents down in New Zealand, in the customer's favour", () => {
		const newZealand = cashRounding("NZ", "NZD");
		expect([4, 5, 6, 15, -5, -6].map((amount) => roundToCash(amount, newZealand))).toEqual([0, 0, 10, 10, 0, -10]);
	});

	it("returns the nearest multiple of the step, symmetric for refunds, and idempotent", () => {
		const rule: fc.Arbitrary<CashRounding> = fc.record({
			stepMinor: fc.constantFrom(1, 5, 10, 50, 100, 500),
			exactBelowMinor: fc.constant(0),
			leastMinor: fc.constant(0),
			halvesDown: fc.boolean(),
		});
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), rule, (amount, each) => {
				const cash = roundToCash(amount, each);
				expect(cash % each.stepMinor).toBe(0);
				const distance = Math.abs(cash - amount);
				expect(2 * distance).toBeLessThanOrEqual(each.stepMinor);
				if (2 * distance === each.stepMinor) expect(cash < amount).toBe(each.halvesDown);
				expect(roundToCash(0 - amount, each)).toBe(0 - cash);
				expect(roundToCash(cash, each)).toBe(cash);
			}),
			{ seed, numRuns: 1_000 },
		);
	});
});
