// The terms that a catalog may change only between two shifts: the totals of one shift are in one currency, taxed and
// rounded one way.

export interface CatalogTerms {
	/** ISO 4217 alphabetic. */
	readonly currency: string;
	/** ISO 3166-1 alpha-2; empty for none. Together with the currency it selects the rule of cash rounding. */
	readonly country: string;
	/** One of `TaxMode`, or of a newer version. */
	readonly taxMode: number;
}

export function equalTerms(a: CatalogTerms, b: CatalogTerms): boolean {
	return a.currency === b.currency && a.country === b.country && a.taxMode === b.taxMode;
}
