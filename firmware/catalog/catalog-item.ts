// Decoded items of a catalog.
import type { TaxRate } from "../wire/record.js";

/** An item as lists show it. */
export interface CatalogEntry {
	/** Position in the image: valid for this version of the catalog only. */
	readonly index: number;
	readonly sku: string;
	readonly name: string;
	/** Tax included or before tax, as the catalog's tax mode says. */
	readonly priceMinor: number;
	/**
	 * The same array for all items of a tax class of one opened image. Undefined where this version cannot apply all
	 * conditions of the item or its taxes.
	 */
	readonly taxRates: readonly TaxRate[] | undefined;
	/** Category index; undefined for none. */
	readonly category: number | undefined;
}

/** An item that can be sold. */
export interface CatalogItem extends CatalogEntry {
	readonly taxRates: readonly TaxRate[];
}
