// The lines of a basket that pricing works on, and the groups of lines with the same taxes.
import type { SaleLine, TaxRate } from "../wire/record.js";

export type PricingLine = Omit<SaleLine, "taxes"> & {
	/** The taxes on its goods; lines of one tax class share the catalog's array. */
	readonly taxRates: readonly TaxRate[];
	/** Category index in the catalog; undefined for an open price. */
	readonly category: number | undefined;
};

/** The lines that have the same taxes. */
export interface Combination {
	/** The array met first; another array may hold the same rates. */
	readonly rates: readonly TaxRate[];
	/** Bit i: the receipt's tax i applies. */
	mask: number;
	/** Sum of its lines, less what a promotion took off. */
	amountMinor: number;
	/** Sum of those of its lines that the promotion applies to. */
	eligibleMinor: number;
}
