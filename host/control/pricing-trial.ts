// Tries pricing rules on a basket, as a terminal would price it: the rules are compiled, and the terminal's own code
// reads and applies them.
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import type { CatalogSource } from "../../firmware/catalog/source.js";
import type { PricingContext } from "../../firmware/pricing/conditions.js";
import type { PricingLine } from "../../firmware/pricing/line.js";
import { price } from "../../firmware/pricing/price.js";
import { saleDiscounts, saleLines } from "../../firmware/pricing/record-form.js";
import { type SaleDiscount, type SaleLine, TaxMode, type TaxSplit } from "../../firmware/wire/record.js";
import { HostFault } from "../faults.js";

export interface TrialLine {
	readonly sku: string;
	readonly quantity: number;
}

/** As the sale's record would have it. */
export interface Trial {
	/** Goods in the order given, then fees. */
	readonly lines: readonly SaleLine[];
	/** What each rule took, in the order in which the rules applied. */
	readonly discounts: readonly SaleDiscount[];
	readonly taxes: readonly TaxSplit[];
	readonly totalMinor: number;
	/** Identifiers of the rules that changed nothing. */
	readonly idle: readonly string[];
}

/** The rules of one source, compiled once for any number of baskets. */
export class PricingTrial {
	readonly image: CatalogImage;
	readonly taxMode: TaxMode;
	readonly #ids: readonly string[];

	/** Throws Fault CATALOG_INVALID that names a rule which cannot be compiled. */
	constructor(source: CatalogSource) {
		const bytes = buildCatalog(source);
		this.image = new CatalogImage({
			source: {
				sizeBytes: bytes.length,
				read: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)),
			},
		});
		this.taxMode = source.taxMode === TaxMode.exclusive ? TaxMode.exclusive : TaxMode.inclusive;
		this.#ids = (source.rules ?? []).map(({ id }) => id);
	}

	/** At the catalog's prices. Throws HostFault PRICING_INVALID for a line that the catalog lacks. */
	priceBasket(basket: readonly TrialLine[], context: PricingContext): Trial {
		const lines = basket.map(({ sku, quantity }) => {
			const item = this.image.find(sku);
			if (item === undefined) throw new HostFault("PRICING_INVALID", `there is no item "${sku}"`);
			const { name, priceMinor, taxRates, index } = item;
			const amountMinor = quantity * priceMinor;
			return { sku: item.sku, name, quantity, unitMinor: priceMinor, amountMinor, taxRates, item: index };
		});
		return this.price(lines, context);
	}

	/** At the prices of the lines. Throws Fault PRICE_OUT_OF_RANGE or BASKET_FULL. */
	price(lines: readonly PricingLine[], context: PricingContext): Trial {
		const { rules } = this.image;
		const priced = price(lines, this.taxMode, rules, context);
		const discounts = saleDiscounts(lines, priced, rules);
		const sold = saleLines(lines, priced, rules);
		const used = new Set([...discounts.map(({ promotion }) => promotion), ...sold.map(({ fee }) => fee)]);
		const idle = this.#ids.filter((id) => !used.has(id));
		return { lines: sold, discounts, taxes: priced.taxes, totalMinor: priced.totalMinor, idle };
	}
}

/**
 * Throws Fault CATALOG_INVALID that names a rule which cannot be compiled, and HostFault PRICING_INVALID for a line
 * that the catalog lacks.
 */
export function tryPricing(source: CatalogSource, basket: readonly TrialLine[], context: PricingContext): Trial {
	return new PricingTrial(source).priceBasket(basket, context);
}
