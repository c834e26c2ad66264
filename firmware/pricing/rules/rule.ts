// What a file of this folder is: one kind of pricing rule, with its values as an operator gives them, as a catalog
// image stores them, and what it does to a basket. docs/extending.md shows how to add one.
import type { Goods } from "../goods.js";
import type { RuleBook } from "../rule-book.js";
import type { RuleClass } from "../rule-entry.js";

export interface PricingRule<Values extends object> {
	/** Its kind in catalog images. Never changes and is never used again for another rule. */
	readonly code: number;
	/** Bytes of its values in a catalog image, at most `limits.ruleValueBytesMax`. */
	readonly valueBytes: number;
	/** The most item sets that it tells apart. */
	readonly setsMax: number;
	/** The only class it may be of, where there is only one. */
	readonly onlyClass?: RuleClass;
	/** What is wrong with values that somebody entered, with so many item sets; undefined where they are sound. */
	check(values: Values, sets: number): string | undefined;
	/** Writes the values to `valueBytes` bytes of zeros. */
	encode(values: Values, into: DataView): void;
	/**
	 * Reads the values at `at`. Undefined for values that this version does not understand: then the rule is not
	 * applied.
	 */
	decode(from: Uint8Array, at: number): Values | undefined;
	/**
	 * Takes what the rule grants off the goods, or adds what it charges. `sets`: how many item sets it has; 0 for every
	 * line. Every scan prices the whole basket: loop by index and allocate little.
	 */
	apply(values: Values, goods: Goods, sets: number, book: RuleBook): void;
}

/** Percentages of 0.01 to 100 %, in hundredths of a percent. */
export function isShare(basisPoints: number): boolean {
	return Number.isInteger(basisPoints) && basisPoints >= 1 && basisPoints <= 10_000;
}

export function isWithin(value: number, min: number, max: number): boolean {
	return Number.isInteger(value) && value >= min && value <= max;
}
