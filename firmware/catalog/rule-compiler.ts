// Compiles pricing rules for a catalog image: entries in the order in which rules apply, and for each item the list of
// the entries whose item sets have it, so that a terminal looks at no rule that cannot concern a basket.
import { concat } from "../core/bytes.js";
import { toUtf8 } from "../core/utf8.js";
import { furtherSet, RuleClass, RuleCondition, ruleEntry, RuleStacking } from "../pricing/rule-entry.js";
import { ruleOf, type RuleValues } from "../pricing/rules/registry.js";
import { shownText } from "../core/characters.js";
import { itemEntry, voucherCampaign } from "./format.js";
import type {
	CatalogSource,
	CatalogSourceCampaign,
	CatalogSourceItem,
	CatalogSourceItemSet,
	CatalogSourceRule,
} from "./source.js";

export interface CompiledRules {
	/** Of equal length. */
	readonly entries: readonly Uint8Array[];
	readonly entryBytes: number;
	/** One list after the other. */
	readonly lists: Uint8Array;
	/** Each item's list. */
	readonly listOf: readonly RuleList[];
}

export interface RuleList {
	readonly offset: number;
	readonly count: number;
}

/** In the order of an image; the one of gift vouchers first, which has no name that a rule could give. */
export function campaignsOf({ campaigns = [], hasVouchers = false }: CatalogSource): CatalogSourceCampaign[] {
	const vouchers = hasVouchers ? [{ number: voucherCampaign, name: "", isEverywhere: true }] : [];
	return [...vouchers, ...[...campaigns].sort((a, b) => a.number - b.number)];
}

/** How many entries a rule takes. */
export function entriesOf({ items }: CatalogSourceRule): number {
	return Math.max(1, items.length);
}

/** The order in which rules apply. */
export function inOrder(rules: readonly CatalogSourceRule[]): CatalogSourceRule[] {
	return [...rules].sort(
		(a, b) =>
			RuleClass[a.class] - RuleClass[b.class] ||
			a.priority - b.priority ||
			(a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
	);
}

export function hasItem({ skus = [], categories = [] }: CatalogSourceItemSet, item: CatalogSourceItem): boolean {
	return skus.includes(item.sku) || categories.includes(item.category);
}

/** The rule's values as its kind's file takes them. */
export function valuesOf(rule: CatalogSourceRule, taxClasses: CatalogSource["taxClasses"]): RuleValues {
	if (rule.kind !== "fee") return rule;
	return { ...rule, taxClass: taxClasses.findIndex(({ name }) => name === rule.taxClass) };
}

/** `items` in the order of the image; `addText` returns a text's offset. The source has been checked. */
export function compileRules(
	source: CatalogSource,
	items: readonly CatalogSourceItem[],
	addText: (text: Uint8Array) => number,
): CompiledRules {
	const rules = inOrder(source.rules ?? []);
	const campaigns = campaignsOf(source).map(({ name }) => name);
	const entryBytes = ruleEntry.bytes + Math.max(0, ...rules.map(({ kind }) => ruleOf(kind).valueBytes));
	const entries: Uint8Array[] = [];
	const sets: (ReadonlySet<number> | undefined)[] = [];
	for (const rule of rules) {
		const entry = entryOf(rule, source, entryBytes, addText);
		if (rule.campaign !== undefined) entry[ruleEntry.campaign] = campaigns.indexOf(rule.campaign);
		entries.push(entry);
		for (let set = 0; set < entriesOf(rule); set++) {
			const itemSet = rule.items[set];
			sets.push(itemSet && itemsOf(itemSet, items));
			if (set > 0) entries.push(new Uint8Array(entryBytes).fill(furtherSet));
		}
	}
	return { entries, entryBytes, ...invert(sets, items.length) };
}

/** Indices of the items of a set. */
function itemsOf(set: CatalogSourceItemSet, items: readonly CatalogSourceItem[]): ReadonlySet<number> {
	const skus = new Set(set.skus);
	const categories = new Set(set.categories);
	const indices = new Set<number>();
	items.forEach(({ sku, category }, index) => {
		if (skus.has(sku) || categories.has(category)) indices.add(index);
	});
	return indices;
}

/** For each item the ascending list of the entries whose sets have it; equal lists are stored once. */
function invert(
	sets: readonly (ReadonlySet<number> | undefined)[],
	itemCount: number,
): Pick<CompiledRules, "lists" | "listOf"> {
	const known = new Map<string, RuleList>();
	const parts: Uint8Array[] = [];
	let offset = 0;
	const listOf = Array.from({ length: itemCount }, (_, item) => {
		const entries = Uint8Array.from(sets.flatMap((set, entry) => (set?.has(item) ? [entry] : [])));
		const key = entries.join();
		const found = known.get(key);
		if (found !== undefined) return found;
		const list = { offset, count: entries.length };
		parts.push(entries);
		offset += entries.length;
		known.set(key, list);
		return list;
	});
	return { lists: concat(...parts), listOf };
}

/** An item's entry with the place of its list behind it. */
export function withList(entry: Uint8Array, { offset, count }: RuleList): Uint8Array {
	const longer = new Uint8Array(itemEntry.listedBytes);
	longer.set(entry);
	longer[itemEntry.list] = offset >> 16;
	longer[itemEntry.list + 1] = (offset >> 8) & 0xff;
	longer[itemEntry.list + 2] = offset & 0xff;
	longer[itemEntry.listCount] = count;
	return longer;
}

function entryOf(
	rule: CatalogSourceRule,
	{ taxClasses, flags: names = [] }: CatalogSource,
	entryBytes: number,
	addText: (text: Uint8Array) => number,
): Uint8Array {
	const id = toUtf8(rule.id);
	const name = toUtf8(shownText(rule.name));
	const kind = ruleOf(rule.kind);
	const bytes = new Uint8Array(entryBytes);
	const view = new DataView(bytes.buffer);
	view.setUint32(ruleEntry.text, addText(concat(id, name)));
	bytes[ruleEntry.idBytes] = id.length;
	bytes[ruleEntry.nameBytes] = name.length;
	bytes[ruleEntry.kind] = kind.code;
	bytes[ruleEntry.class] = RuleClass[rule.class];
	bytes[ruleEntry.priority] = rule.priority;
	bytes[ruleEntry.group] = rule.group ?? 0;
	bytes[ruleEntry.stacking] =
		(rule.isLast ? RuleStacking.isLast : 0) |
		(rule.onFullPriceOnly ? RuleStacking.onFullPriceOnly : 0) |
		(rule.mostMinor === undefined ? 0 : RuleStacking.hasMost);
	bytes[ruleEntry.sets] = rule.items.length;
	view.setUint16(ruleEntry.conditions, conditionsOf(rule));
	const { window, customer, flags = [] } = rule;
	if (window !== undefined) {
		bytes[ruleEntry.weekdays] = window.weekdays;
		view.setUint32(ruleEntry.fromSeconds, window.fromSeconds);
		view.setUint32(ruleEntry.untilSeconds, window.untilSeconds);
		view.setUint16(ruleEntry.fromMinute, window.fromMinute);
		view.setUint16(ruleEntry.untilMinute, window.untilMinute);
	}
	view.setUint32(
		ruleEntry.flags,
		flags.reduce((mask, flag) => mask + 2 ** names.indexOf(flag), 0),
	);
	view.setUint32(ruleEntry.spend, rule.basketSpendMinor ?? rule.itemSpendMinor ?? 0);
	view.setUint32(ruleEntry.most, rule.mostMinor ?? 0);
	bytes[ruleEntry.customerGroups] = customer?.groups ?? 0;
	view.setUint16(ruleEntry.visitsMin, customer?.visitsMin ?? 0);
	bytes[ruleEntry.usesPerCustomer] = customer?.usesMax ?? 0;
	kind.encode(valuesOf(rule, taxClasses), new DataView(bytes.buffer, ruleEntry.values, kind.valueBytes));
	return bytes;
}

function conditionsOf(rule: CatalogSourceRule): number {
	return (
		(rule.window === undefined ? 0 : RuleCondition.window) |
		((rule.flags ?? []).length === 0 ? 0 : RuleCondition.flags) |
		(rule.itemSpendMinor === undefined ? 0 : RuleCondition.itemSpend) |
		(rule.basketSpendMinor === undefined ? 0 : RuleCondition.basketSpend) |
		(rule.customer === undefined ? 0 : RuleCondition.customer) |
		(rule.isAllotted ? RuleCondition.allowance : 0) |
		(rule.campaign === undefined ? 0 : RuleCondition.coupon)
	);
}
