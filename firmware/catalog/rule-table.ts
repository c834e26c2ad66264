// The pricing rules of an image, read in flash. Promotions of images from before there were rules are read as rules: a
// percentage of the basket each, of which the first whose window is open keeps the others from applying.
import { limits } from "../core/limits.js";
import { type RuleBook, RuleScope } from "../pricing/rule-book.js";
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
	ruleListEntry,
	SectionType,
} from "./format.js";
import type { Unapplied } from "./rules.js";
import type { Sections } from "./sections.js";

/** Bytes that tell an entry's texts, and those of an entry of a list. */
const wordBytes = 8;
/** The group that promotions of earlier versions share. */
const promotionGroup = limits.ruleGroupsMax + 1;
const noEntries: Uint8Array = new Uint8Array(0);

export class RuleTable implements RuleBook {
	readonly scopes: Uint8Array;
	readonly hasItemSets: boolean;
	readonly hasWindows: boolean;
	readonly entry: RuleEntry;
	readonly #sections: Sections;
	/** By class; undefined where this version cannot compute that tax. */
	readonly #taxClasses: readonly (readonly TaxRate[] | undefined)[];
	/** `SectionType.rules`, or `SectionType.promotions` in an image without rules. */
	readonly #type: SectionType;
	/** The category that each promotion is limited to; empty in an image with rules. */
	#limitedTo = noEntries;
	/** The rule that `entry` holds. */
	#held = -1;
	readonly #word = new Uint8Array(wordBytes);
	readonly #wordView = new DataView(this.#word.buffer);

	/** Undefined where there is no rule that this version can apply; the others are reported by their identifiers. */
	static open(
		sections: Sections,
		taxClasses: readonly (readonly TaxRate[] | undefined)[],
		unapplied: Unapplied,
	): RuleTable | undefined {
		const type = sections.count(SectionType.rules) > 0 ? SectionType.rules : SectionType.promotions;
		if (sections.count(type) === 0) return undefined;
		const table = new RuleTable(sections, taxClasses, type, unapplied);
		return table.scopes.every((scope) => scope === RuleScope.none) ? undefined : table;
	}

	private constructor(
		sections: Sections,
		taxClasses: readonly (readonly TaxRate[] | undefined)[],
		type: SectionType,
		unapplied: Unapplied,
	) {
		this.#sections = sections;
		this.#taxClasses = taxClasses;
		this.#type = type;
		const bytes =
			type === SectionType.rules ? Math.min(sections.stride(type), ruleEntryBytesMax) : ruleEntryBytesMax;
		const entry = new RuleEntry(bytes);
		this.entry = entry;
		const scopes = new Uint8Array(sections.count(type));
		let hasWindows = false;
		/** Entries that the rule before still has. */
		let further = 0;
		for (let rule = 0; rule < scopes.length; rule++) {
			this.read(rule);
			if (entry.kind === furtherSet && further > 0) {
				further--;
				continue;
			}
			const { sets } = entry;
			further = sets - 1;
			if (this.isApplicable(rule)) {
				scopes[rule] = sets === 0 ? RuleScope.everything : RuleScope.items;
				if ((entry.conditions & RuleCondition.window) !== 0) hasWindows = true;
			} else unapplied.add(this.idOf(rule));
		}
		this.scopes = scopes;
		if (type === SectionType.promotions) this.#limitedTo = this.categories();
		this.hasItemSets = scopes.includes(RuleScope.items);
		this.hasWindows = hasWindows;
	}

	read(rule: number): void {
		if (rule === this.#held) return;
		this.#held = rule;
		if (this.#type === SectionType.promotions) this.readPromotion(rule);
		else this.#sections.source.read(this.#sections.at(SectionType.rules, rule), this.entry.bytes);
	}

	entriesOf(item: number): Uint8Array {
		const sections = this.#sections;
		if (this.#type === SectionType.promotions) return this.promotionsOf(item);
		if (sections.stride(SectionType.items) < itemEntry.listedBytes) return noEntries;
		const view = this.#wordView;
		// The list is named by the last bytes of these eight.
		sections.source.read(sections.at(SectionType.items, item) + itemEntry.listedBytes - wordBytes, this.#word);
		const list = view.getUint16(wordBytes - 2);
		if (list === 0 || list > sections.count(SectionType.ruleLists)) return noEntries;
		sections.source.read(sections.at(SectionType.ruleLists, list - 1), this.#word);
		const offset = view.getUint32(ruleListEntry.offset);
		const count = view.getUint16(ruleListEntry.count);
		if (count > limits.catalogRulesMax || offset + count > sections.count(SectionType.ruleListBytes))
			return noEntries;
		const entries = new Uint8Array(count);
		sections.source.read(sections.at(SectionType.ruleListBytes, offset), entries);
		return entries;
	}

	taxRatesOf(taxClass: number): readonly TaxRate[] | undefined {
		return this.#taxClasses[taxClass];
	}

	idOf(rule: number): string {
		const word = this.readWord(rule);
		return this.#sections.text(word.getUint32(ruleEntry.text), word.getUint8(ruleEntry.idBytes));
	}

	nameOf(rule: number): string {
		const word = this.readWord(rule);
		const text = word.getUint32(ruleEntry.text) + word.getUint8(ruleEntry.idBytes);
		return this.#sections.text(text, word.getUint8(ruleEntry.nameBytes));
	}

	textBytesOf(rule: number): number {
		const word = this.readWord(rule);
		return word.getUint8(ruleEntry.idBytes) + word.getUint8(ruleEntry.nameBytes);
	}

	/** The entry's first bytes, which are alike in rules and promotions. */
	private readWord(rule: number): DataView {
		this.#sections.source.read(this.#sections.at(this.#type, rule), this.#word);
		return this.#wordView;
	}

	/** Whether this version knows all of the rule that `entry` has. */
	private isApplicable(rule: number): boolean {
		const { entry } = this;
		const values = entry.isKnown ? decodeValues(entry.kind, entry.values) : undefined;
		if (values === undefined || (values.kind === "fee" && this.taxRatesOf(values.taxClass) === undefined))
			return false;
		return (
			this.idOf(rule).length <= limits.skuCharactersMax &&
			this.nameOf(rule).length <= limits.itemNameCharactersMax
		);
	}

	/** A promotion as the rule that it is. */
	private readPromotion(rule: number): void {
		const { bytes, view } = this.entry;
		const from = this.#sections.entry(SectionType.promotions, rule, promotionEntry.bytes);
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
		this.entry.values.setUint16(0, from.getUint16(promotionEntry.basisPoints));
	}

	private categories(): Uint8Array {
		const sections = this.#sections;
		const categories = new Uint8Array(sections.count(SectionType.promotions));
		for (let at = 0; at < categories.length; at++)
			categories[at] = sections
				.entry(SectionType.promotions, at, promotionEntry.bytes)
				.getUint8(promotionEntry.category);
		return categories;
	}

	/** The promotions that are limited to the item's category. */
	private promotionsOf(item: number): Uint8Array {
		const sections = this.#sections;
		const limitedTo = this.#limitedTo;
		sections.source.read(sections.at(SectionType.items, item) + itemEntry.bytes - wordBytes, this.#word);
		const category = this.#word[itemEntry.category - itemEntry.bytes + wordBytes]!;
		let count = 0;
		if (category !== noCategory)
			for (let at = 0; at < limitedTo.length; at++) if (limitedTo[at] === category) count++;
		if (count === 0) return noEntries;
		const entries = new Uint8Array(count);
		for (let at = limitedTo.length - 1; at >= 0; at--) if (limitedTo[at] === category) entries[--count] = at;
		return entries;
	}
}
