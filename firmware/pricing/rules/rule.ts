// What a file of this folder is: one kind of promotion rule, with its values as an operator gives them, as a catalog
// image stores them, and what it takes off a basket. docs/extending.md shows how to add one.
import type { Combination, PricingLine } from "../line.js";
import type { PromotionTerms } from "../promotion.js";
import { isSameRate } from "../tax.js";

export interface PromotionRule<Values extends object> {
	/** Its kind in catalog images. Never changes and is never used again for another rule. */
	readonly code: number;
	/** Bytes of its values in a catalog image, at most `limits.promotionValueBytesMax`. */
	readonly valueBytes: number;
	/** What is wrong with values that somebody entered; undefined where they are sound. */
	check(values: Values): string | undefined;
	/** Writes the values to `valueBytes` bytes of zeros. */
	encode(values: Values, into: DataView): void;
	/** Undefined for values that this version does not understand: then the promotion is not applied. */
	decode(from: DataView): Values | undefined;
	/**
	 * What it takes off each combination of taxes, in the order of `combinations`: whole minor units, not negative, at
	 * most `eligibleMinor`. Changes nothing. Every scan prices the whole basket: loop by index and allocate little.
	 */
	discounts(
		promotion: PromotionTerms & Values,
		lines: readonly PricingLine[],
		combinations: readonly Combination[],
	): number[];
}

/**
 * Whether the promotion applies to the line.
 * @forTests: as `combinationIndex`; `price` compares in its own loop, which runs for every line of every scan.
 */
export function isEligible(promotion: PromotionTerms, line: PricingLine): boolean {
	return promotion.category === undefined || promotion.category === line.category;
}

/**
 * Index of the combination that the line is taxed in.
 * @forTests: rules that look at single lines need it, such as the example of docs/extending.md.
 */
export function combinationIndex(combinations: readonly Combination[], { taxRates }: PricingLine): number {
	for (let at = 0; at < combinations.length; at++) {
		const { rates } = combinations[at]!;
		if (rates === taxRates) return at;
	}
	return combinations.findIndex(
		({ rates }) =>
			rates.length === taxRates.length &&
			taxRates.every((rate) => rates.some((other) => isSameRate(rate, other))),
	);
}
