// The lines of a basket that pricing works on, and the groups of lines with the same taxes.
import type { SaleLine, TaxRate } from "../wire/record.js";

export type PricingLine = Omit<SaleLine, "taxes"> & {
	/** The taxes on its goods; lines of one tax class share the catalog's array. */
	readonly taxRates: readonly TaxRate[];
	/** The item's index in the catalog; undefined for an open price, and where the catalog lacks the item. */
	readonly item: number | undefined;
};

/** The lines that have the same taxes. */
export interface Combination {
	/** Index of its first line; −1 where only fees have these taxes. */
	readonly line: number;
	/** The array met first; another array may hold the same rates. */
	readonly rates: readonly TaxRate[];
	/** Bit i: the receipt's tax i applies. */
	mask: number;
	/** Sum of its lines, less what rules took off. */
	amountMinor: number;
	/** What rules took from all of its lines together and `Goods` has not yet shared among them. */
	pendingMinor: number;
}
