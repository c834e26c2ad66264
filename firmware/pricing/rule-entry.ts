// A pricing rule as a catalog image stores it: an entry of fixed fields, then the values of its kind. Evaluation reads
// entries in place, so that a terminal keeps no rules in memory. docs/catalog-format.md describes the bytes.
import { readU16, readU32 } from "../core/bytes.js";
import { limits } from "../core/limits.js";

/** The order of classes is the order in which rules apply. */
export const RuleClass = { item: 1, basket: 2, coupon: 3, loyalty: 4, fee: 5 } as const;
export type RuleClass = (typeof RuleClass)[keyof typeof RuleClass];

/** Bits of an entry's conditions. A reader does not apply a rule with other bits. */
export const RuleCondition = {
	/** Weekdays, dates and time of day. */
	window: 1,
	/** All flags of its mask are set. */
	flags: 2,
	/** The lines of its items come to `spendMinor` before discounts. */
	itemSpend: 4,
	/** The whole basket comes to `spendMinor` before discounts. */
	basketSpend: 8,
	/** A customer is known, of one of its groups, with enough visits and few enough uses. */
	customer: 16,
	/** It is shared out among stalls: `Allowances` says what is left. */
	allowance: 32,
	/** A coupon of its campaign is in the basket. */
	coupon: 64,
} as const;
const conditionsKnown = 127;

/** Bits of an entry's stacking. A reader does not apply a rule with other bits. */
export const RuleStacking = {
	/** Once it has changed the price, no rule applies after it; fees do unless it is one. */
	isLast: 1,
	/** It leaves lines out that a rule before it reduced. */
	onFullPriceOnly: 2,
	/** It keeps the rules of its group from applying as soon as its conditions hold, even where it takes nothing. */
	holdsGroup: 4,
	/** It takes at most `mostMinor` off one sale. */
	hasMost: 8,
} as const;
const stackingKnown = 15;

/** The kind of an entry that only stands for another item set of the rule before it. */
export const furtherSet = 0;

export const ruleEntry = {
	/** Without values. */
	bytes: 44,
	text: 0,
	idBytes: 4,
	nameBytes: 5,
	kind: 6,
	class: 7,
	priority: 8,
	group: 9,
	stacking: 10,
	sets: 11,
	conditions: 12,
	weekdays: 14,
	customerGroups: 15,
	fromSeconds: 16,
	untilSeconds: 20,
	fromMinute: 24,
	untilMinute: 26,
	flags: 28,
	spend: 32,
	most: 36,
	visitsMin: 40,
	usesPerCustomer: 42,
	campaign: 43,
	values: 44,
} as const;
export const ruleEntryBytesMax: number = ruleEntry.bytes + limits.ruleValueBytesMax;

/** The bytes of one entry, read in place. It has no views of its own: each takes 80 bytes of a board's heap. */
export class RuleEntry {
	readonly bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	get kind(): number {
		return this.bytes[ruleEntry.kind]!;
	}

	get class(): number {
		return this.bytes[ruleEntry.class]!;
	}

	/** 0 = none. */
	get group(): number {
		return this.bytes[ruleEntry.group]!;
	}

	get stacking(): number {
		return this.bytes[ruleEntry.stacking]!;
	}

	/** Item sets: this entry's and those of as many following entries less one; 0 = every line. */
	get sets(): number {
		return this.bytes[ruleEntry.sets]!;
	}

	/** Those that this version knows. */
	get conditions(): number {
		return this.bytes[ruleEntry.conditions + 1]!;
	}

	get weekdays(): number {
		return this.bytes[ruleEntry.weekdays]!;
	}

	get fromSeconds(): number {
		return readU32(this.bytes, ruleEntry.fromSeconds);
	}

	get untilSeconds(): number {
		return readU32(this.bytes, ruleEntry.untilSeconds);
	}

	get fromMinute(): number {
		return readU16(this.bytes, ruleEntry.fromMinute);
	}

	get untilMinute(): number {
		return readU16(this.bytes, ruleEntry.untilMinute);
	}

	get flags(): number {
		return readU32(this.bytes, ruleEntry.flags);
	}

	get spendMinor(): number {
		return readU32(this.bytes, ruleEntry.spend);
	}

	/** The most that it takes off one sale, where its stacking says that there is a limit. */
	get mostMinor(): number {
		return readU32(this.bytes, ruleEntry.most);
	}

	/** 0 = every group. */
	get customerGroups(): number {
		return this.bytes[ruleEntry.customerGroups]!;
	}

	get visitsMin(): number {
		return readU16(this.bytes, ruleEntry.visitsMin);
	}

	/** 0 = no limit. */
	get usesPerCustomer(): number {
		return this.bytes[ruleEntry.usesPerCustomer]!;
	}

	/** Index of the campaign whose coupons it needs, where its conditions say that it needs one. */
	get campaign(): number {
		return this.bytes[ruleEntry.campaign]!;
	}

	/** Whether this version knows all that its common fields say. */
	get isKnown(): boolean {
		const { class: ruleClass } = this;
		return (
			ruleClass >= RuleClass.item &&
			ruleClass <= RuleClass.fee &&
			readU16(this.bytes, ruleEntry.conditions) <= conditionsKnown &&
			this.stacking <= stackingKnown &&
			this.sets <= limits.ruleSetsMax
		);
	}
}
