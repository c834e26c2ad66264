// Where pricing finds its rules: a catalog image, on the terminal and on the host alike.
import type { TaxRate } from "../wire/record.js";
import type { PricingLine } from "./line.js";
import type { RuleEntry } from "./rule-entry.js";

export const RuleScope = {
	/** Not applied: of a newer version, or another item set of the rule before. */
	none: 0,
	/** Lines of its item sets. */
	items: 1,
	/** Every line. */
	everything: 2,
} as const;

export const RuleNeed = { time: 1, items: 2, allowances: 4 } as const;

/** The entry that was read last, and where to read others. */
export interface RuleBook extends RuleEntry {
	/** A `RuleScope` for each entry, in the order in which rules apply. An entry's place here is the rule's number. */
	readonly scopes: Uint8Array;
	/** Bits of `RuleNeed`: what its rules look at. */
	readonly needs: number;
	read(rule: number): void;
	/**
	 * Sets bit i of an entry's two words where its item set has the item of line i: bit i of the first word up to line
	 * 31, then of the second.
	 */
	mark(lines: readonly PricingLine[], marks: Uint32Array): void;
	/** Undefined where this version cannot compute the tax class. */
	taxRatesOf(taxClass: number): readonly TaxRate[] | undefined;
	idOf(rule: number): string;
	nameOf(rule: number): string;
	/** Bytes of identifier and name together. */
	textBytesOf(rule: number): number;
}
