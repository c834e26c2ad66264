import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import type { PricingTime, RuleWindow } from "../../firmware/pricing/conditions.js";
import { price as priceBy, type PricingLine } from "../../firmware/pricing/price.js";
import { saleDiscounts, saleLines } from "../../firmware/pricing/record-form.js";
import { type SaleLine, TaxMode, type TaxRate } from "../../firmware/wire/record.js";
import { anyBasket, type PricedWithDiscounts, priceWith as price, rate, taxedLine } from "./baskets.js";
import { bookOf, percent, type PercentPromotion, promotionOf } from "./books.js";
import { referencePrice } from "./reference.js";

const seed = 20_261_128;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const { inclusive, exclusive } = TaxMode;
const recorded = (lines: readonly PricingLine[], { taxes }: Pick<PricedWithDiscounts, "taxes">): SaleLine[] =>
	saleLines(lines, { taxes, outcome: undefined });
const standard = [rate(20_000)];
const zero = [rate(0)];
/** New York City: sales tax of the state, the city and the surrounding transport district; 8.875 % in total. */
const newYork = [rate(4_000, "US-NY"), rate(4_500, "US-NY", "NYC"), rate(375, "US-NY", "MCTD")];

describe("pricing with tax included", () => {
	it("prices a mixed basket: ten percent off, tax included at two rates", () => {
		const priced = price([taxedLine(240, zero, 2), taxedLine(260, standard)], percent(1_000), inclusive);
		expect(priced.totalMinor).toBe(666);
		expect(priced.discounts).toEqual([
			{ promotion: "P", name: "Promotion", amountMinor: -48, taxes: 0b01 },
			{ promotion: "P", name: "Promotion", amountMinor: -26, taxes: 0b10 },
		]);
		expect(priced.taxes).toEqual([
			{ ...rate(0), baseMinor: 432, taxMinor: 0 },
			{ ...rate(20_000), baseMinor: 234, taxMinor: 39 },
		]);
		expect(priced.taxMinor).toBe(39);
	});

	it("rounds tax half up once for each combination of rates, not per line", () => {
		// 3 × 0.03 at 20 %: the tax of 0.005 per line would round to 0.01 three times; the tax in 0.09 is 0.015, which
		// rounds to 0.02.
		const lines = [taxedLine(3, standard), taxedLine(3, standard), taxedLine(3, standard)];
		expect(price(lines, undefined, inclusive).taxMinor).toBe(2);
	});

	it("extracts a line's combined rates from its amount once, and splits the tax by largest remainder", () => {
		// As in Canada, 5 % and 9.975 %: 9.99 contains 1.3011 at 14.975 %; of the rounded 1.30, 0.4341 and 0.8659 are
		// shares.
		const priced = price([taxedLine(999, [rate(5_000, "CA"), rate(9_975, "CA-QC")])], undefined, inclusive);
		expect(priced.totalMinor).toBe(999);
		expect(priced.taxes.map((tax) => [tax.baseMinor, tax.taxMinor])).toEqual([
			[999, 43],
			[999, 87],
		]);
	});
});

describe("pricing before tax", () => {
	it("adds 8.875 % of three authorities to the total, and splits it among them", () => {
		const priced = price(
			[taxedLine(1_000, newYork), taxedLine(1_000, newYork, 1), taxedLine(500, [])],
			undefined,
			exclusive,
		);
		// 20.00 × 8.875 % = 1.775, half up 1.78: 0.0752, 0.8023, 0.9025.
		expect(priced).toMatchObject({ taxMinor: 178, totalMinor: 2_678 });
		expect(priced.taxes).toEqual([
			{ ...rate(375, "US-NY", "MCTD"), baseMinor: 2_000, taxMinor: 8 },
			{ ...rate(4_000, "US-NY"), baseMinor: 2_000, taxMinor: 80 },
			{ ...rate(4_500, "US-NY", "NYC"), baseMinor: 2_000, taxMinor: 90 },
		]);
	});

	it("rounds the customer's total tax, not each authority's part", () => {
		// 8.875 % of 1.40 is 0.12425; rounded separately the three are 0.01 + 0.06 + 0.06.
		const priced = price([taxedLine(140, newYork)], undefined, exclusive);
		expect(priced).toMatchObject({ taxMinor: 12, totalMinor: 152 });
		expect(priced.taxes.map((tax) => tax.taxMinor)).toEqual([1, 5, 6]);
	});

	it("distinguishes clothing with only state tax from food with state and city tax", () => {
		const lines = [taxedLine(1_999, [rate(4_000, "US-NY")]), taxedLine(550, newYork.slice(0, 2))];
		const priced = price(lines, undefined, exclusive);
		// 19.99 × 4 % = 0.7996; 5.50 × 8.5 % = 0.4675, shared 0.2212 and 0.2488 of 0.47.
		expect(priced.taxes.map((tax) => [tax.rateMillipercent, tax.baseMinor, tax.taxMinor])).toEqual([
			[4_000, 2_549, 80 + 22],
			[4_500, 550, 25],
		]);
		expect(recorded(lines, priced).map((each) => each.taxes)).toEqual([0b01, 0b11]);
		expect(priced.totalMinor).toBe(1_999 + 550 + 127);
	});

	it("computes tax after the discount", () => {
		const priced = price([taxedLine(1_000, newYork)], percent(1_000), exclusive);
		expect(priced).toMatchObject({ taxMinor: 80, totalMinor: 980 });
		expect(priced.discounts).toEqual([{ promotion: "P", name: "Promotion", amountMinor: -100, taxes: 0b111 }]);
	});
});

describe("pricing of any basket", () => {
	const priceOf = ({
		lines,
		promotion,
		taxMode,
	}: {
		lines: PricingLine[];
		promotion: PercentPromotion | undefined;
		taxMode: TaxMode;
	}): PricedWithDiscounts => price(lines, promotion, taxMode);

	it("agrees with a second implementation of the rules in exact fractions", () => {
		fc.assert(
			fc.property(anyBasket, ({ lines, promotion, taxMode }) => {
				expect(price(lines, promotion, taxMode)).toEqual(referencePrice(lines, promotion, taxMode));
			}),
			{ seed, numRuns: 2_000 },
		);
	});

	it("has lines, discounts and added tax that sum to the total, and taxes that sum to the tax", () => {
		fc.assert(
			fc.property(anyBasket, (basket) => {
				const priced = priceOf(basket);
				const goods =
					sum(basket.lines.map((each) => each.amountMinor)) +
					sum(priced.discounts.map((each) => each.amountMinor));
				expect(priced.totalMinor).toBe(basket.taxMode === exclusive ? goods + priced.taxMinor : goods);
				expect(sum(priced.taxes.map((tax) => tax.taxMinor))).toBe(priced.taxMinor);
				const lines = recorded(basket.lines, priced);
				priced.taxes.forEach((tax, at) => {
					const taxed = [...lines, ...priced.discounts].filter((each) => (each.taxes >> at) & 1);
					expect(tax.baseMinor).toBe(sum(taxed.map((each) => each.amountMinor)));
				});
			}),
			{ seed },
		);
	});

	it("lists on each line the taxes of its class, and every listed tax exists once, in order", () => {
		fc.assert(
			fc.property(anyBasket, (basket) => {
				const { taxes } = priceOf(basket);
				const keys = taxes.map(
					({ rateMillipercent, authority, jurisdiction }) =>
						[rateMillipercent, authority, jurisdiction] as const,
				);
				for (let at = 1; at < keys.length; at++) {
					const [a, b] = [keys[at - 1]!, keys[at]!];
					expect(a[0] < b[0] || (a[0] === b[0] && (a[1] < b[1] || (a[1] === b[1] && a[2] < b[2])))).toBe(
						true,
					);
				}
				const texts = keys.map((key) => key.join("/"));
				recorded(basket.lines, { taxes }).forEach((line, at) => {
					const named = texts.filter((_, bit) => (line.taxes >> bit) & 1);
					const own = basket.lines[at]!.taxRates.map(
						(each) => `${each.rateMillipercent}/${each.authority}/${each.jurisdiction}`,
					);
					expect(named.sort()).toEqual([...new Set(own)].sort());
					expect(line).not.toHaveProperty("taxRates");
					expect(line).not.toHaveProperty("item");
				});
			}),
			{ seed },
		);
	});

	it("deducts exactly the percentage of eligible lines, and at most a combination's share of it", () => {
		fc.assert(
			fc.property(anyBasket, (basket) => {
				const { promotion } = basket;
				fc.pre(promotion !== undefined);
				const priced = priceOf(basket);
				const eligible = recorded(basket.lines, priced).filter(
					(_, at) => promotion!.category === undefined || basket.lines[at]!.item === promotion!.category,
				);
				const exact = (mask?: number): number =>
					sum(
						eligible
							.filter((each) => mask === undefined || each.taxes === mask)
							.map((each) => each.amountMinor),
					) * promotion!.basisPoints;
				const takenOff = 0 - sum(priced.discounts.map((each) => each.amountMinor));
				expect(Math.abs(takenOff * 10_000 - exact())).toBeLessThanOrEqual(5_000);
				for (const discount of priced.discounts) {
					expect(Math.abs(-discount.amountMinor * 10_000 - exact(discount.taxes))).toBeLessThan(10_000);
					expect(-discount.amountMinor * 10_000).toBeLessThanOrEqual(
						(exact(discount.taxes) / promotion!.basisPoints) * 10_000,
					);
				}
			}),
			{ seed },
		);
	});

	it("does not depend on the order of lines or on whether they share rate arrays", () => {
		fc.assert(
			fc.property(anyBasket, (basket) => {
				const own = basket.lines.map((line) => ({
					...line,
					taxRates: line.taxRates.map((each) => ({ ...each })).reverse(),
				}));
				expect(priceOf({ ...basket, lines: [...basket.lines].reverse() })).toEqual(priceOf(basket));
				expect(priceOf({ ...basket, lines: own })).toEqual(priceOf(basket));
			}),
			{ seed },
		);
	});

	it("makes everything free at one hundred percent", () => {
		fc.assert(
			fc.property(anyBasket, (basket) => {
				const priced = priceOf({ ...basket, promotion: percent(10_000) });
				expect(priced).toMatchObject({ totalMinor: 0, taxMinor: 0 });
				for (const tax of priced.taxes) expect(tax).toMatchObject({ baseMinor: 0, taxMinor: 0 });
			}),
			{ seed },
		);
	});

	it("is refused above a sale's limit, even if a promotion reduces it below", () => {
		const half = taxedLine(limits.totalMinorMax / 2, standard);
		const code = (act: () => unknown): unknown => {
			try {
				return act();
			} catch (error) {
				return (error as Fault).code;
			}
		};
		expect(price([half, half], undefined, inclusive).totalMinor).toBe(limits.totalMinorMax);
		expect(code(() => price([half, half, taxedLine(1, standard)], percent(10_000), inclusive))).toBe(
			"PRICE_OUT_OF_RANGE",
		);
		expect(code(() => price([half, half], undefined, exclusive))).toBe("PRICE_OUT_OF_RANGE");
		expect(
			code(() =>
				price([taxedLine(limits.unitPriceMinorMax, standard, limits.quantityMax)], percent(1), inclusive),
			),
		).toBe("PRICE_OUT_OF_RANGE");
		const classes: TaxRate[][] = Array.from({ length: limits.taxRatesMax + 1 }, (_, index) => [
			rate(1_000 * index),
		]);
		const lines = classes.map((taxRates) => taxedLine(100, taxRates));
		expect(price(lines.slice(1), undefined, inclusive).taxes).toHaveLength(limits.taxRatesMax);
		expect(code(() => price(lines, undefined, inclusive))).toBe("BASKET_FULL");
	});
});

describe("known faults of promotion engines", () => {
	const vectors = JSON.parse(readFileSync(new URL("vectors/promotion-traps.json", import.meta.url), "utf8")) as {
		id: string;
	}[];
	const cases: Readonly<Record<string, () => void>> = {
		"hundred-percent-is-zero": () =>
			expect(price([taxedLine(39_900, [rate(19_000)])], percent(10_000), inclusive)).toMatchObject({
				totalMinor: 0,
				taxMinor: 0,
			}),
		"order-discount-by-line": () => {
			const priced = price([taxedLine(39_900, standard, 25)], percent(1_000), inclusive);
			expect(priced).toMatchObject({ totalMinor: 897_750, discounts: [{ amountMinor: -99_750 }] });
		},
		"two-rates": () => {
			const priced = price(
				[taxedLine(999, [rate(7_000)]), taxedLine(501, [rate(19_000)])],
				percent(1_000),
				inclusive,
			);
			expect(priced.discounts.map((each) => each.amountMinor)).toEqual([-100, -50]);
			expect(priced.taxes.map((tax) => [tax.baseMinor, tax.taxMinor])).toEqual([
				[899, 59],
				[451, 72],
			]);
		},
	};
	it.each(Object.keys(cases))("%s", (id) => {
		expect(vectors.map((each) => each.id)).toContain(id);
		cases[id]!();
	});
});

describe("a promotion's window", () => {
	const window: RuleWindow = {
		fromSeconds: 1_000,
		untilSeconds: 9_000,
		weekdays: 0b0000010,
		fromMinute: 480,
		untilMinute: 660,
	};
	const at = (change: Partial<PricingTime>): PricingTime => ({
		epochSeconds: 5_000,
		weekday: 1,
		minutesOfDay: 500,
		...change,
	});
	const lines = [taxedLine(1_000, standard)];
	const taken = (time: PricingTime | undefined, ...windows: (RuleWindow | undefined)[]): number => {
		const promotions = windows.map((each, at) => ({
			...promotionOf(percent((at + 1) * 100)),
			id: `P${at}`,
			window: each,
		}));
		const book = bookOf(...promotions);
		const priced = priceBy(lines, inclusive, book, { pricingTime: () => time });
		return sum(saleDiscounts(lines, priced, book).map(({ amountMinor }) => -amountMinor));
	};
	const isOn = (time: PricingTime | undefined, change: Partial<RuleWindow> = {}): boolean =>
		taken(time, { ...window, ...change }) > 0;

	it("includes its beginning and excludes its end", () => {
		expect(isOn(at({ epochSeconds: 1_000 }))).toBe(true);
		expect(isOn(at({ epochSeconds: 999 }))).toBe(false);
		expect(isOn(at({ epochSeconds: 9_000 }))).toBe(false);
		expect(isOn(at({ epochSeconds: 9_000 }), { untilSeconds: 0 })).toBe(true);
		expect(isOn(at({ minutesOfDay: 480 }))).toBe(true);
		expect(isOn(at({ minutesOfDay: 660 }))).toBe(false);
		expect(isOn(at({ weekday: 2 }))).toBe(false);
	});

	it("may span midnight", () => {
		const night = { fromMinute: 1_320, untilMinute: 120 };
		expect(isOn(at({ minutesOfDay: 1_400 }), night)).toBe(true);
		expect(isOn(at({ minutesOfDay: 60 }), night)).toBe(true);
		expect(isOn(at({ minutesOfDay: 600 }), night)).toBe(false);
	});

	it("never applies while the clock is unset", () => {
		expect(isOn(undefined)).toBe(false);
	});

	it("loses to an earlier promotion in the catalog", () => {
		expect(taken(at({}), undefined, window)).toBe(10);
		expect(taken(at({ weekday: 2 }), window, undefined, undefined)).toBe(20);
	});
});
