// The pricing rules of an image, read in flash. Promotions of images from before there were rules are read as rules: a
// percentage of the basket each, of which the first whose window is open keeps the others from applying.
import { readU32 } from "../core/bytes.js";
import { limits } from "../core/limits.js";
import type { PricingLine } from "../pricing/line.js";
import { type RuleBook, RuleNeed, RuleScope } from "../pricing/rule-book.js";
import {
	furtherSet,
	RuleClass,
	RuleCondition,
	ruleEntry,
	RuleEntry,
	ruleEntryBytesMax,
	RuleStacking,
} from "../pricing/rule-entry.js";
import { percent } from "../pricing/rules/percent.js";
import { decodeValues } from "../pricing/rules/registry.js";
import type { TaxRate } from "../wire/record.js";
import {
	itemEntry,
	noCategory,
	promotionConditionWindow,
	promotionEntry,
	PromotionKind,
	SectionType,
} from "./format.js";
import type { Unapplied } from "./rules.js";
import type { Sections } from "./sections.js";

/** Bytes that tell an entry's texts, and those of an entry of a list. */
const wordBytes = 8;
/** The group that promotions of earlier versions share. */
const promotionGroup = limits.ruleGroupsMax + 1;
/** A promotion's rule has the values of a percentage. */
const promotionBytes = ruleEntry.bytes + percent.valueBytes;

/** Users see a `RuleBook`. A class that extends another has no private names, which are properties on a board. */
export class RuleTable extends RuleEntry implements RuleBook {
	readonly scopes: Uint8Array;
	readonly needs: number;
	readonly sections: Sections;
	/** By class; undefined where this version cannot compute that tax. */
	readonly taxClasses: readonly (readonly TaxRate[] | undefined)[];
	/** Eight bytes that every read fills again; the image's own. */
	readonly word: Uint8Array;
	/** The rule whose bytes are held. */
	held: number;

	/**
	 * `word`: eight bytes, which every read fills again. Undefined where there is no rule that this version can apply;
	 * the others are reported by their identifiers.
	 */
	static open(
		sections: Sections,
		taxClasses: readonly (readonly TaxRate[] | undefined)[],
		unapplied: Unapplied,
		word: Uint8Array,
	): RuleTable | undefined {
		const type = sections.count(SectionType.rules) > 0 ? SectionType.rules : SectionType.promotions;
		if (sections.count(type) === 0) return undefined;
		const table = new RuleTable(sections, taxClasses, type, unapplied, word);
		return table.scopes.every((scope) => scope === RuleScope.none) ? undefined : table;
	}

	private constructor(
		sections: Sections,
		taxClasses: readonly (readonly TaxRate[] | undefined)[],
		type: SectionType,
		unapplied: Unapplied,
		word: Uint8Array,
	) {
		const isOfRules = type === SectionType.rules;
		const bytes = isOfRules ? Math.min(sections.stride(type), ruleEntryBytesMax) : promotionBytes;
		// One buffer for entry and scopes: a second one takes 60 bytes of a board's heap.
		const buffer = new ArrayBuffer(bytes + sections.count(type));
		super(new Uint8Array(buffer, 0, bytes));
		const scopes = new Uint8Array(buffer, bytes);
		this.held = -1;
		this.word = word;
		this.sections = sections;
		this.taxClasses = taxClasses;
		let needs = 0;
		/** Entries that the rule before still has. */
		let further = 0;
		for (let rule = 0; rule < scopes.length; rule++) {
			this.read(rule);
			if (this.kind === furtherSet && further > 0) {
				further--;
				continue;
			}
			const { sets } = this;
			further = sets - 1;
			if (this.isApplicable(rule)) {
				scopes[rule] = sets === 0 ? RuleScope.everything : RuleScope.items;
				if (sets > 0) needs |= RuleNeed.items;
				if ((this.conditions & RuleCondition.window) !== 0) needs |= RuleNeed.time;
				if ((this.conditions & RuleCondition.allowance) !== 0) needs |= RuleNeed.allowances;
			} else unapplied.add(this.idOf(rule));
		}
		this.scopes = scopes;
		this.needs = needs;
	}

	read(rule: number): void {
		if (rule === this.held) return;
		this.held = rule;
		const sections = this.sections;
		if (sections.count(SectionType.rules) === 0) this.readPromotion(rule);
		else sections.source.read(sections.at(SectionType.rules, rule), this.bytes);
	}

	mark(lines: readonly PricingLine[], marks: Uint32Array): void {
		const sections = this.sections;
		if (sections.count(SectionType.rules) === 0) return this.markPromotions(lines, marks);
		const itemBytes = sections.stride(SectionType.items);
		if (itemBytes < itemEntry.listedBytes) return;
		const { source } = sections;
		const word = this.word;
		// The last four of these eight bytes say where the item's list is.
		const firstWord = sections.at(SectionType.items, 0) + itemEntry.listedBytes - wordBytes;
		const listsAt = sections.at(SectionType.ruleLists, 0);
		const listsBytes = sections.count(SectionType.ruleLists);
		const { length } = this.scopes;
		// Every scan marks every line: locals, and no calls but the reads.
		for (let at = 0; at < lines.length; at++) {
			const { item } = lines[at]!;
			if (item === undefined) continue;
			source.read(firstWord + item * itemBytes, word);
			const count = word[wordBytes - 1]!;
			const offset = (word[wordBytes - 4]! << 16) | (word[wordBytes - 3]! << 8) | word[wordBytes - 2]!;
			if (count === 0 || offset + count > listsBytes) continue;
			const list = new Uint8Array(count);
			source.read(listsAt + offset, list);
			const half = at < 32 ? 0 : 1;
			const bit = 1 << (at & 31);
			for (let place = 0; place < count; place++) {
				const entry = list[place]!;
				if (entry < length) marks[2 * entry + half]! |= bit;
			}
		}
	}

	taxRatesOf(taxClass: number): readonly TaxRate[] | undefined {
		return this.taxClasses[taxClass];
	}

	idOf(rule: number): string {
		const word = this.readWord(rule);
		return this.sections.text(readU32(word, ruleEntry.text), word[ruleEntry.idBytes]!);
	}

	nameOf(rule: number): string {
		const word = this.readWord(rule);
		const text = readU32(word, ruleEntry.text) + word[ruleEntry.idBytes]!;
		return this.sections.text(text, word[ruleEntry.nameBytes]!);
	}

	textBytesOf(rule: number): number {
		const word = this.readWord(rule);
		return word[ruleEntry.idBytes]! + word[ruleEntry.nameBytes]!;
	}

	/** The entry's first bytes, which are alike in rules and promotions. */
	private readWord(rule: number): Uint8Array {
		const sections = this.sections;
		const type = sections.count(SectionType.rules) > 0 ? SectionType.rules : SectionType.promotions;
		sections.source.read(sections.at(type, rule), this.word);
		return this.word;
	}

	/** Whether this version knows all of the rule that `entry` has. */
	private isApplicable(rule: number): boolean {
		const values = this.isKnown ? decodeValues(this.kind, this.bytes, ruleEntry.values) : undefined;
		if (values === undefined || (values.kind === "fee" && this.taxRatesOf(values.taxClass) === undefined))
			return false;
		if (
			(this.conditions & RuleCondition.coupon) !== 0 &&
			this.campaign >= this.sections.count(SectionType.campaigns)
		)
			return false;
		return (
			this.idOf(rule).length <= limits.skuCharactersMax &&
			this.nameOf(rule).length <= limits.itemNameCharactersMax
		);
	}

	/** A promotion as the rule that it is. */
	private readPromotion(rule: number): void {
		const { bytes } = this;
		const view = new DataView(bytes.buffer);
		const from = this.sections.entry(SectionType.promotions, rule, promotionEntry.bytes);
		const conditions = from.getUint8(promotionEntry.conditions);
		const isKnown =
			from.getUint8(promotionEntry.kind) === PromotionKind.percent && conditions <= promotionConditionWindow;
		bytes.fill(0);
		// Kinds and conditions of a newer version are not this version's rules of the same numbers.
		bytes[ruleEntry.kind] = isKnown ? percent.code : furtherSet;
		bytes[ruleEntry.class] = isKnown ? RuleClass.basket : 0;
		bytes[ruleEntry.group] = promotionGroup;
		bytes[ruleEntry.stacking] = RuleStacking.holdsGroup;
		bytes[ruleEntry.sets] = from.getUint8(promotionEntry.category) === noCategory ? 0 : 1;
		if (conditions !== 0) view.setUint16(ruleEntry.conditions, RuleCondition.window);
		bytes[ruleEntry.weekdays] = from.getUint8(promotionEntry.weekdays);
		view.setUint32(ruleEntry.fromSeconds, from.getUint32(promotionEntry.fromSeconds));
		view.setUint32(ruleEntry.untilSeconds, from.getUint32(promotionEntry.untilSeconds));
		view.setUint16(ruleEntry.fromMinute, from.getUint16(promotionEntry.fromMinute));
		view.setUint16(ruleEntry.untilMinute, from.getUint16(promotionEntry.untilMinute));
		view.setUint16(ruleEntry.values, from.getUint16(promotionEntry.basisPoints));
	}

	/** Promotions are limited to categories. */
	private markPromotions(lines: readonly PricingLine[], marks: Uint32Array): void {
		const sections = this.sections;
		const { source } = sections;
		const word = this.word;
		const categories: number[] = [];
		// A category is in the last of these eight bytes, of promotions and of items.
		for (let at = 0; at < this.scopes.length; at++) {
			source.read(sections.at(SectionType.promotions, at) + promotionEntry.category - wordBytes + 1, word);
			categories.push(word[wordBytes - 1]!);
		}
		for (let at = 0; at < lines.length; at++) {
			const { item } = lines[at]!;
			if (item === undefined) continue;
			source.read(sections.at(SectionType.items, item) + itemEntry.category - wordBytes + 1, word);
			const category = word[wordBytes - 1]!;
			if (category === noCategory) continue;
			for (let promotion = 0; promotion < categories.length; promotion++)
				if (categories[promotion] === category) marks[2 * promotion + (at < 32 ? 0 : 1)]! |= 1 << (at & 31);
		}
	}
}
