// Rule books to price by. Catalogs are built and read as on a terminal; nothing here needs more than XS has.
import type { CatalogSourcePromotion } from "../../firmware/catalog/source.js";
import type { RuleBook } from "../../firmware/pricing/rule-book.js";
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
