import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cashRounding } from "../../firmware/core/cash-rounding.js";
import { type Currency, findCurrency } from "../../firmware/core/currencies.js";
import { suggestNotes } from "../../firmware/pricing/notes.js";

const of = (code: string): Currency => findCurrency(code)!;

describe("suggested notes", () => {
	it("are notes that a customer is likely to hand over", () => {
		expect(suggestNotes(666, of("EUR"))).toEqual([1_000, 2_000, 5_000, 10_000]);
		expect(suggestNotes(190, of("EUR"))).toEqual([200, 500, 1_000, 2_000]);
		expect(suggestNotes(2_350, of("EUR"))).toEqual([2_500, 3_000, 4_000, 5_000]);
		expect(suggestNotes(2_000, of("EUR"))).toEqual([2_500, 3_000, 4_000, 5_000]);
		expect(suggestNotes(1_480, of("JPY"))).toEqual([2_000, 5_000, 10_000]);
		expect(suggestNotes(1_240, of("USD"))).toEqual([1_500, 2_000, 5_000, 10_000]);
		expect(suggestNotes(124_500, of("HUF"))).toEqual([150_000, 200_000, 500_000, 1_000_000]);
	});

	it("are round amounts of similar size for unknown notes", () => {
		expect(suggestNotes(2_500_000, of("IDR"))).toEqual([3_000_000, 4_000_000, 5_000_000, 10_000_000]);
		expect(suggestNotes(18_500, of("VND"))).toEqual([20_000, 50_000, 100_000, 200_000]);
		expect(suggestNotes(0, of("INR"))).toEqual([100, 200, 500, 1_000]);
	});

	it("are more than the amount, ascending, few and payable in cash, for every currency and amount", () => {
		const codes =
			"EUR GBP USD CHF SEK NOK DKK PLN CZK HUF JPY KWD AUD CAD NZD INR IDR IQD ISK VND MYR ILS UAH TND BRL";
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 1_000_000_000 }),
				fc.constantFrom(...codes.split(" ")),
				(due, code) => {
					const notes = suggestNotes(due, of(code));
					const { stepMinor } = cashRounding("NL", code);
					expect(notes.length).toBeLessThanOrEqual(4);
					expect(notes.every((note, i) => note > (notes[i - 1] ?? due) && note % stepMinor === 0)).toBe(true);
				},
			),
			{ seed: 20_261_128, numRuns: 1_000 },
		);
	});
});
