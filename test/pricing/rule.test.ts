// What promotion rules are given to build on (firmware/pricing/rules/rule.ts).
import { describe, expect, it } from "vitest";
import type { Combination, PricingLine } from "../../firmware/pricing/line.js";
import { combinationIndex, isEligible } from "../../firmware/pricing/rules/rule.js";
import type { TaxRate } from "../../firmware/wire/record.js";

const state: TaxRate = { rateMillipercent: 4_000, authority: "state", jurisdiction: "" };
const city: TaxRate = { rateMillipercent: 1_500, authority: "city", jurisdiction: "" };
const promotion = { id: "p", name: "p", category: undefined, window: undefined };

function line(taxRates: readonly TaxRate[], category?: number): PricingLine {
	return { sku: "a", name: "a", quantity: 1, unitMinor: 100, amountMinor: 100, taxRates, category };
}

function combination(rates: readonly TaxRate[]): Combination {
	return { rates, mask: 0, amountMinor: 0, eligibleMinor: 0 };
}

describe("what a promotion rule can ask", () => {
	it("whether a line is in the promotion's category", () => {
		expect(isEligible(promotion, line([], undefined))).toBe(true);
		expect(isEligible({ ...promotion, category: 2 }, line([], 2))).toBe(true);
		expect(isEligible({ ...promotion, category: 2 }, line([], 1))).toBe(false);
		expect(isEligible({ ...promotion, category: 0 }, line([], undefined))).toBe(false);
	});

	it("which combination a line is taxed in, also where another array holds the same rates in another order", () => {
		const combinations = [combination([state]), combination([state, city])];
		expect(combinationIndex(combinations, line(combinations[0]!.rates))).toBe(0);
		expect(combinationIndex(combinations, line([{ ...city }, { ...state }]))).toBe(1);
		expect(combinationIndex(combinations, line([{ ...city, jurisdiction: "elsewhere" }, state]))).toBe(-1);
	});
});
