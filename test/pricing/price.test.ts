import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divideHalfUp, taxInGross } from "../../firmware/core/money.js";
import { price, type PricingLine } from "../../firmware/pricing/price.js";
import { activePromotion, type PercentPromotion, type PricingTime, type PromotionWindow } from "../../firmware/pricing/promotion.js";

const seed = 20_261_121;

function line(unitMinor: number, taxRateBasisPoints: number, quantity = 1, category?: number): PricingLine {
	return { sku: "S", name: "Thing", quantity, unitMinor, grossMinor: quantity * unitMinor, taxRateBasisPoints, category };
}

const percent = (basisPoints: number, category?: number): PercentPromotion => ({
	id: "P",
	name: "Promotion",
	basisPoints,
	category,
	window: undefined,
});

const anyLine = fc
	.record({
		unitMinor: fc.integer({ min: 0, max: 200_000 }),
		rate: fc.constantFrom(0, 250, 700, 1_000, 1_900, 2_000),
		quantity: fc.integer({ min: 1, max: 99 }),
		category: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
	})
	.map(({ unitMinor, rate, quantity, category }) => line(unitMinor, rate, quantity, category));
const anyPromotion = fc.option(
	fc
		.record({ basisPoints: fc.integer({ min: 1, max: 10_000 }), category: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }) })
		.map(({ basisPoints, category }) => percent(basisPoints, category)),
	{ nil: undefined },
);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("pricing", () => {
	it("prices a mixed basket: ten percent off, tax in it at two rates", () => {
		const priced = price([line(240, 0, 2), line(260, 2_000)], percent(1_000));
		expect(priced.totalMinor).toBe(666);
		expect(priced.discounts).toEqual([
			{ promotion: "P", name: "Promotion", amountMinor: -48, taxRateBasisPoints: 0 },
			{ promotion: "P", name: "Promotion", amountMinor: -26, taxRateBasisPoints: 2_000 },
		]);
		expect(priced.taxes).toEqual([
			{ rateBasisPoints: 0, grossMinor: 432, taxMinor: 0 },
			{ rateBasisPoints: 2_000, grossMinor: 234, taxMinor: 39 },
		]);
		expect(priced.taxMinor).toBe(39);
	});

	it("rounds tax half up once for each rate, not for each line", () => {
		// 3 × 0.03 at 20 %: 0.005 in each line would round to 0.01 three times; in 0.09 there is 0.015, which is 0.02.
		expect(price([line(3, 2_000), line(3, 2_000), line(3, 2_000)], undefined).taxMinor).toBe(2);
	});

	it("has lines and discounts sum to the total, and tax splits to total and tax, for any basket", () => {
		fc.assert(
			fc.property(fc.array(anyLine, { maxLength: 30 }), anyPromotion, (lines, promotion) => {
				const priced = price(lines, promotion);
				const gross = sum(lines.map((each) => each.grossMinor));
				expect(gross + sum(priced.discounts.map((each) => each.amountMinor))).toBe(priced.totalMinor);
				expect(sum(priced.taxes.map((tax) => tax.grossMinor))).toBe(priced.totalMinor);
				expect(sum(priced.taxes.map((tax) => tax.taxMinor))).toBe(priced.taxMinor);
				for (const tax of priced.taxes) expect(tax.taxMinor).toBe(taxInGross(tax.grossMinor, tax.rateBasisPoints));
				const rates = priced.taxes.map((tax) => tax.rateBasisPoints);
				expect(rates).toEqual([...new Set(lines.map((each) => each.taxRateBasisPoints))].sort((a, b) => a - b));
			}),
			{ seed },
		);
	});

	it("takes off exactly the percentage of what is eligible, and never more than a rate's share of it", () => {
		fc.assert(
			fc.property(fc.array(anyLine, { minLength: 1, maxLength: 30 }), anyPromotion, (lines, promotion) => {
				fc.pre(promotion !== undefined);
				const { discounts } = price(lines, promotion);
				const eligible = lines.filter((each) => promotion!.category === undefined || each.category === promotion!.category);
				const whole = divideHalfUp(sum(eligible.map((each) => each.grossMinor)) * promotion!.basisPoints, 10_000);
				expect(0 - sum(discounts.map((each) => each.amountMinor))).toBe(whole);
				for (const discount of discounts) {
					const share = eligible.filter((each) => each.taxRateBasisPoints === discount.taxRateBasisPoints);
					const exact = (sum(share.map((each) => each.grossMinor)) * promotion!.basisPoints) / 10_000;
					expect(Math.abs(-discount.amountMinor - exact)).toBeLessThan(1);
					expect(-discount.amountMinor).toBeLessThanOrEqual(sum(share.map((each) => each.grossMinor)));
				}
			}),
			{ seed },
		);
	});

	it("does not depend on the order of lines", () => {
		fc.assert(
			fc.property(fc.array(anyLine, { maxLength: 12 }), anyPromotion, (lines, promotion) => {
				expect(price([...lines].reverse(), promotion)).toEqual(price(lines, promotion));
			}),
			{ seed },
		);
	});

	it("makes everything free at one hundred percent", () => {
		expect(price([line(199, 700), line(301, 1_900)], percent(10_000))).toMatchObject({ totalMinor: 0, taxMinor: 0 });
	});
});

describe("a promotion's window", () => {
	const window: PromotionWindow = { fromSeconds: 1_000, untilSeconds: 9_000, weekdays: 0b0000010, fromMinute: 480, untilMinute: 660 };
	const at = (change: Partial<PricingTime>): PricingTime => ({ epochSeconds: 5_000, weekday: 1, minutesOfDay: 500, ...change });
	const isOn = (time: PricingTime | undefined, change: Partial<PromotionWindow> = {}): boolean =>
		activePromotion([{ ...percent(500), window: { ...window, ...change } }], time) !== undefined;

	it("includes its beginning and excludes its end", () => {
		expect(isOn(at({ epochSeconds: 1_000 }))).toBe(true);
		expect(isOn(at({ epochSeconds: 999 }))).toBe(false);
		expect(isOn(at({ epochSeconds: 9_000 }))).toBe(false);
		expect(isOn(at({ epochSeconds: 9_000 }), { untilSeconds: 0 })).toBe(true);
		expect(isOn(at({ minutesOfDay: 480 }))).toBe(true);
		expect(isOn(at({ minutesOfDay: 660 }))).toBe(false);
		expect(isOn(at({ weekday: 2 }))).toBe(false);
	});

	it("may run over midnight", () => {
		const night = { fromMinute: 1_320, untilMinute: 120 };
		expect(isOn(at({ minutesOfDay: 1_400 }), night)).toBe(true);
		expect(isOn(at({ minutesOfDay: 60 }), night)).toBe(true);
		expect(isOn(at({ minutesOfDay: 600 }), night)).toBe(false);
	});

	it("never holds while the clock is unset", () => {
		expect(isOn(undefined)).toBe(false);
	});

	it("yields to the promotion before it in the catalog", () => {
		const first = percent(100);
		expect(activePromotion([{ ...percent(500), window }, first, percent(900)], undefined)).toBe(first);
	});
});
