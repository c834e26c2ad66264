import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	divideHalfUp,
	formatMinor,
	formatRate,
	proportionHalfUp,
	roundParts,
	share,
} from "../../firmware/core/money.js";

const seed = 20_261_128;
const splits = JSON.parse(readFileSync(new URL("vectors/splits.json", import.meta.url), "utf8")) as {
	cases: { amountMinor: number; weights: number[]; partsMinor: number[] }[];
};
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("rounding", () => {
	it("rounds halves away from zero, exactly", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: -1e12, max: 1e12 }),
				fc.integer({ min: 1, max: 200_000 }),
				(numerator, denominator) => {
					const n = BigInt(Math.abs(numerator));
					const d = BigInt(denominator);
					const expected = Number((2n * n + d) / (2n * d)) * Math.sign(numerator);
					expect(divideHalfUp(numerator, denominator)).toBe(expected === 0 ? 0 : expected);
				},
			),
			{ seed, numRuns: 2_000 },
		);
	});

	it("of a proportion is exact even if its product exceeds safe integers", () => {
		const largest = 1_000_000_000_000;
		fc.assert(
			fc.property(
				fc.integer({ min: -largest, max: largest }),
				fc.integer({ min: 0, max: 800_000 }),
				fc.integer({ min: 1, max: 900_000 }),
				(amountMinor, weight, total) => {
					const product = 2n * BigInt(Math.abs(amountMinor)) * BigInt(weight);
					const expected = Number((product + BigInt(total)) / (2n * BigInt(total)));
					fc.pre(expected < Number.MAX_SAFE_INTEGER);
					expect(proportionHalfUp(amountMinor, weight, total)).toBe(
						amountMinor < 0 ? 0 - expected : expected,
					);
				},
			),
			{ seed, numRuns: 2_000 },
		);
	});
});

describe("a shared amount", () => {
	it.each(splits.cases)(
		"splits $amountMinor by $weights as computed by hand",
		({ amountMinor, weights, partsMinor }) => {
			expect(share(amountMinor, weights)).toEqual(partsMinor);
			expect(share(-amountMinor, weights)).toEqual(partsMinor.map((part) => 0 - part));
		},
	);

	it("sums to the whole, with each part within one of exact and the largest remainders rounded up", () => {
		const weights = fc
			.array(fc.integer({ min: 0, max: 800_000 }), { minLength: 1, maxLength: 8 })
			.filter((each) => sum(each) > 0);
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 8_000_000_000_000 }), weights, (amountMinor, each) => {
				const parts = share(amountMinor, each);
				const total = BigInt(sum(each));
				expect(sum(parts)).toBe(amountMinor);
				const floors = each.map((weight) => Number((BigInt(amountMinor) * BigInt(weight)) / total));
				const remainders = each.map((weight) => Number((BigInt(amountMinor) * BigInt(weight)) % total));
				const isRaised = parts.map((part, at) => part !== floors[at]);
				parts.forEach((part, at) => expect(part - floors[at]!).toBe(isRaised[at] ? 1 : 0));
				for (let a = 0; a < parts.length; a++)
					for (let b = 0; b < parts.length; b++)
						if (isRaised[a] && !isRaised[b])
							expect(remainders[a]! > remainders[b]! || (remainders[a] === remainders[b] && a < b)).toBe(
								true,
							);
			}),
			{ seed, numRuns: 2_000 },
		);
	});

	it("refuses a whole that differs from the sum of its parts", () => {
		expect(() => roundParts([10, 20], 10, 6)).toThrow(/whole/);
		expect(() => roundParts([10, 20], 10, 2)).toThrow(/whole/);
	});
});

describe("amounts as text", () => {
	it("have the decimals of the currency", () => {
		expect(formatMinor(1_334, 2)).toBe("13.34");
		expect(formatMinor(-74, 2)).toBe("-0.74");
		expect(formatMinor(5, 3)).toBe("0.005");
		expect(formatMinor(120, 0)).toBe("120");
		expect(formatMinor(12_345, 4)).toBe("1.2345");
	});

	it("have no more decimals in a rate than necessary", () => {
		expect([20_000, 5_500, 8_875, 0, 100_000, 1].map((rate) => formatRate(rate))).toEqual([
			"20 %",
			"5.5 %",
			"8.875 %",
			"0 %",
			"100 %",
			"0.001 %",
		]);
	});
});
