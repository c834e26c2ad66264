// What a catalog may change between two shifts only: the totals of one shift are in one currency, taxed and rounded
// one way.

export interface CatalogTerms {
	/** ISO 4217 alphabetic. */
	readonly currency: string;
	/** ISO 3166-1 alpha-2; empty for none. With the currency it names the rule of cash rounding. */
	readonly country: string;
	/** One of `TaxMode`, or of a newer version. */
	readonly taxMode: number;
}

export function equalTerms(a: CatalogTerms, b: CatalogTerms): boolean {
	return a.currency === b.currency && a.country === b.country && a.taxMode === b.taxMode;
}
