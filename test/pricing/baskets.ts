// Lines to price: fixed and random ones.
import fc from "fast-check";
import { price, type Priced, type PricingLine } from "../../firmware/pricing/price.js";
import { saleDiscounts } from "../../firmware/pricing/record-form.js";
import { type SaleDiscount, TaxMode, type TaxRate } from "../../firmware/wire/record.js";
import { bookOf, percent, type PercentPromotion, promotionOf } from "./books.js";

export const rate = (rateMillipercent: number, authority = "", jurisdiction = ""): TaxRate => ({
	rateMillipercent,
	authority,
	jurisdiction,
});

/** `category`: of the item, which has the same index. */
export function taxedLine(
	unitMinor: number,
	taxRates: readonly TaxRate[],
	quantity = 1,
	category?: number,
): PricingLine {
	return {
		sku: "S",
		name: "Thing",
		quantity,
		unitMinor,
		amountMinor: quantity * unitMinor,
		taxRates,
		item: category,
	};
}

export interface PricedWithDiscounts extends Omit<Priced, "outcome"> {
	readonly discounts: readonly SaleDiscount[];
}

/** Prices lines with a promotion of a catalog from before there were rules; discounts without their shares. */
export function priceWith(
	lines: readonly PricingLine[],
	promotion: PercentPromotion | undefined,
	taxMode: TaxMode,
): PricedWithDiscounts {
	const book = promotion && bookOf(promotionOf(promotion));
	const { outcome, ...priced } = price(lines, taxMode, book);
	const discounts = saleDiscounts(lines, { ...priced, outcome }, book).map(
		({ promotion: id, name, amountMinor, taxes }) => ({ promotion: id, name, amountMinor, taxes }),
	);
	return { ...priced, discounts };
}

/** Few rates, so that classes share some, and some differ only in their authority. */
const rates: readonly TaxRate[] = [
	rate(0),
	rate(7_000),
	rate(20_000),
	rate(4_000, "US-NY"),
	rate(4_000, "US-NY", "NYC"),
	rate(4_000, "US-CO", "NYC"),
	rate(4_500, "US-NY", "NYC"),
	rate(375, "US-NY", "MCTD"),
];
const anyCategory = fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined });
const anyClasses = fc.array(fc.subarray([...rates], { maxLength: 4 }), { minLength: 1, maxLength: 4 });
const anyPromotion = fc.option(
	fc
		.record({ basisPoints: fc.integer({ min: 1, max: 10_000 }), category: anyCategory })
		.map((each) => percent(each.basisPoints, each.category)),
	{ nil: undefined },
);

/** Up to 30 lines of up to four tax classes with up to four rates each; lines of a class share its array. */
export const anyBasket = anyClasses.chain((classes) =>
	fc.record({
		lines: fc.array(
			fc
				.record({
					unitMinor: fc.integer({ min: 0, max: 200_000 }),
					taxRates: fc.constantFrom(...classes),
					quantity: fc.integer({ min: 1, max: 99 }),
					category: anyCategory,
				})
				.map(({ unitMinor, taxRates, quantity, category }) =>
					taxedLine(unitMinor, taxRates, quantity, category),
				),
			{ maxLength: 30 },
		),
		promotion: anyPromotion,
		taxMode: fc.constantFrom<TaxMode>(TaxMode.inclusive, TaxMode.exclusive),
	}),
);
