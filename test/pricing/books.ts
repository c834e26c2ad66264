// Rule books to price by. Catalogs are built and read as on a terminal; nothing here needs more than XS has.
import type { CatalogImage } from "../../firmware/catalog/image.js";
import type {
	CatalogSource,
	CatalogSourcePromotion,
	CatalogSourceRule,
	CatalogSourceRuleValues,
} from "../../firmware/catalog/source.js";
import type { PricingContext } from "../../firmware/pricing/conditions.js";
import { price, type PricingLine } from "../../firmware/pricing/price.js";
import { saleDiscounts, saleLines } from "../../firmware/pricing/record-form.js";
import type { RuleBook } from "../../firmware/pricing/rule-book.js";
import { type SaleDiscount, type SaleLine, TaxMode, type TaxSplit } from "../../firmware/wire/record.js";
import { imageOf } from "../catalog/market.js";

export interface PercentPromotion {
	readonly basisPoints: number;
	/** Index of an item, which is alone in its category. */
	readonly category: number | undefined;
}

export const percent = (basisPoints: number, category?: number): PercentPromotion => ({ basisPoints, category });

/** The promotion as catalogs had it before there were rules. */
export function promotionOf({ basisPoints, category }: PercentPromotion): CatalogSourcePromotion {
	return {
		id: "P",
		name: "Promotion",
		basisPoints,
		category: category === undefined ? undefined : `category ${category}`,
		window: undefined,
	};
}

/** A catalog with an item for each category, read as terminals read it. */
export function bookOf(...promotions: readonly CatalogSourcePromotion[]): RuleBook | undefined {
	return imageOf({
		version: 1,
		currency: "EUR",
		headerLines: [],
		taxClasses: [{ name: "standard", rates: [{ rateMillipercent: 20_000 }] }],
		promotions,
		items: [0, 1, 2].map((at) => ({
			sku: `I${at}`,
			name: `Item ${at}`,
			category: `category ${at}`,
			priceMinor: 100,
			taxClass: "standard",
			barcodes: [],
		})),
	}).rules;
}

export type TestItem = readonly [sku: string, priceMinor: number, taxClass?: string, category?: string];

/** An item's tax class is "standard" and its category "goods" unless it says otherwise. */
export function catalogOf(
	items: readonly TestItem[],
	rules: readonly CatalogSourceRule[],
	more: Partial<CatalogSource> = {},
): CatalogSource {
	return {
		version: 1,
		currency: "EUR",
		headerLines: [],
		taxClasses: [
			{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
			{ name: "reduced", rates: [{ rateMillipercent: 7_000 }] },
			{ name: "zero", rates: [{ rateMillipercent: 0 }] },
		],
		promotions: [],
		rules,
		items: items.map(([sku, priceMinor, taxClass = "standard", category = "goods"]) => ({
			...{ sku, name: `Item ${sku}`, category, priceMinor, taxClass, barcodes: [] },
		})),
		...more,
	};
}

/** Lines of the image's items: a SKU and a quantity each. */
export function linesOf(
	image: CatalogImage,
	basket: readonly (readonly [sku: string, quantity: number])[],
): PricingLine[] {
	return basket.map(([sku, quantity]) => {
		const { name, priceMinor, taxRates, index } = image.find(sku)!;
		return {
			sku,
			name,
			quantity,
			unitMinor: priceMinor,
			amountMinor: quantity * priceMinor,
			taxRates,
			item: index,
		};
	});
}

export interface RuledBasket {
	readonly totalMinor: number;
	readonly taxMinor: number;
	readonly taxes: readonly TaxSplit[];
	readonly discounts: readonly SaleDiscount[];
	/** With fees. */
	readonly lines: readonly SaleLine[];
}

/** Prices a basket of the catalog by its rules, as records have it. */
export function priceBasket(
	image: CatalogImage,
	basket: readonly (readonly [sku: string, quantity: number])[],
	context?: PricingContext,
	taxMode: TaxMode = TaxMode.inclusive,
): RuledBasket {
	const lines = linesOf(image, basket);
	const priced = price(lines, taxMode, image.rules, context);
	const { totalMinor, taxMinor, taxes } = priced;
	return {
		...{ totalMinor, taxMinor, taxes },
		discounts: saleDiscounts(lines, priced, image.rules),
		lines: saleLines(lines, priced, image.rules),
	};
}

/** A rule of class item on every item, unless it says otherwise. */
export function ruleOf(
	id: string,
	values: CatalogSourceRuleValues,
	more: Partial<Omit<CatalogSourceRule, "kind">> = {},
): CatalogSourceRule {
	return { id, name: `Rule ${id}`, class: "item", priority: 0, items: [], ...values, ...more } as CatalogSourceRule;
}
