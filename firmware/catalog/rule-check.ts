// Checks pricing rules before a catalog is built: what is out of range, what contradicts itself or another rule, and
// what could never change a price. A rule is applied at most once for each basket, so that none can loop.
import { limits } from "../core/limits.js";
import { RuleClass } from "../pricing/rule-entry.js";
import { ruleNamed } from "../pricing/rules/registry.js";
import { labelProblem } from "./label.js";
import { entriesOf, hasItem, inOrder, valuesOf } from "./rule-compiler.js";
import type { CatalogSource, CatalogSourceCampaign, CatalogSourceItem, CatalogSourceRule } from "./source.js";

const printableAscii = /^[\x21-\x7e]+$/;

function isInteger(value: number, min: number, max: number): boolean {
	return Number.isSafeInteger(value) && value >= min && value <= max;
}

function isLabel(text: string): boolean {
	return text.length <= limits.itemNameCharactersMax && labelProblem(text) === undefined;
}

/** What is wrong with a rule. */
export interface RuleProblem {
	/** The key of a file of rules that it concerns; "kind" for what the rule's kind takes or charges. */
	readonly key: string;
	readonly text: string;
}

function at(key: string, text: string): RuleProblem {
	return { key, text };
}

/** What is wrong with a rule by itself; `ids` are those of the rules before it, to which its own is added. */
export function ruleProblem(
	rule: CatalogSourceRule,
	source: CatalogSource,
	ids: Set<string> = new Set(),
): RuleProblem | undefined {
	return (
		campaignProblem(rule, source.campaigns ?? []) ??
		nameProblem(rule, ids) ??
		valuesProblem(rule, source) ??
		orderProblem(rule) ??
		conditionProblem(rule, source.flags ?? []) ??
		itemsProblem(rule, source)
	);
}

/** A sentence that names the first wrong rule; undefined where all can be built. */
export function rulesProblem(source: CatalogSource): string | undefined {
	const { rules = [], flags = [], campaigns = [], promotions } = source;
	if (rules.length > 0 && promotions.length > 0) return "rules beside promotions: make a rule of each promotion";
	if (flags.length > limits.catalogFlagsMax) return `${flags.length} flags; at most ${limits.catalogFlagsMax}`;
	for (const flag of flags) if (!isLabel(flag)) return `flag "${flag}"`;
	if (new Set(flags).size < flags.length) return "a flag stands twice";
	const entries = rules.reduce((count, rule) => count + entriesOf(rule), 0);
	if (entries > limits.catalogRulesMax)
		return `${entries} rules, further item sets included; at most ${limits.catalogRulesMax}`;
	const campaignsWrong = campaignsProblem(campaigns);
	if (campaignsWrong !== undefined) return campaignsWrong;
	const ids = new Set<string>();
	for (const rule of rules) {
		const problem = ruleProblem(rule, source, ids);
		if (problem !== undefined) return `rule "${rule.id}": ${problem.text}`;
	}
	return shadowProblem(inOrder(rules));
}

function campaignsProblem(campaigns: readonly CatalogSourceCampaign[]): string | undefined {
	// One place is for gift vouchers.
	if (campaigns.length >= limits.catalogCampaignsMax)
		return `${campaigns.length} campaigns; at most ${limits.catalogCampaignsMax - 1}`;
	const numbers = new Set<number>();
	const names = new Set<string>();
	for (const { number, name } of campaigns) {
		if (!isInteger(number, 1, 0xffff)) return `campaign number ${number}`;
		if (name === "" || !isLabel(name)) return `campaign "${name}"`;
		if (numbers.has(number) || names.has(name)) return `campaign "${name}" stands twice`;
		numbers.add(number);
		names.add(name);
	}
	return undefined;
}

function campaignProblem(
	{ campaign, class: ruleClass }: CatalogSourceRule,
	campaigns: readonly CatalogSourceCampaign[],
): RuleProblem | undefined {
	if (campaign === undefined) return undefined;
	if (!campaigns.some(({ name }) => name === campaign)) return at("coupon", `there is no campaign "${campaign}"`);
	// A coupon is spent by what it takes off.
	if (ruleClass !== "fee") return undefined;
	return at("coupon", "a fee takes nothing off, so that no coupon would be spent");
}

function nameProblem({ id, name }: CatalogSourceRule, ids: Set<string>): RuleProblem | undefined {
	if (!printableAscii.test(id) || id.length > limits.skuCharactersMax)
		return at("id", `its id has to be 1 to ${limits.skuCharactersMax} letters and digits without blanks`);
	if (ids.has(id)) return at("id", "another rule has the same id");
	ids.add(id);
	return isLabel(name) ? undefined : at("name", `name "${name}"`);
}

function valuesProblem(rule: CatalogSourceRule, { taxClasses }: CatalogSource): RuleProblem | undefined {
	// Sources come from files and from the store: a kind may be one that this version does not know.
	const kind = ruleNamed(rule.kind);
	if (kind === undefined) return at("kind", `kind "${String(rule.kind)}" is unknown`);
	if (!(rule.class in RuleClass)) return at("class", `class "${rule.class}" is unknown`);
	const isFee = rule.class === "fee";
	if (isFee !== (kind.onlyClass === RuleClass.fee))
		return at("class", isFee ? "only a fee can be of class fee" : "a fee has to be of class fee");
	if (rule.kind === "fee" && !taxClasses.some(({ name }) => name === rule.taxClass))
		return at("taxClass", `there is no tax class "${rule.taxClass}"`);
	if (isFee && rule.mostMinor !== undefined) return at("mostMinor", "a fee takes nothing off, so it has no most");
	if (rule.items.length > kind.setsMax) return at("items", `${rule.items.length} item sets; at most ${kind.setsMax}`);
	const problem = kind.check(valuesOf(rule, taxClasses), rule.items.length);
	return problem === undefined ? undefined : at("kind", problem);
}

function orderProblem({ priority, group, onFullPriceOnly, kind }: CatalogSourceRule): RuleProblem | undefined {
	if (!isInteger(priority, 0, 255)) return at("priority", `priority ${priority}; 0 to 255 are allowed`);
	if (group !== undefined && !isInteger(group, 1, limits.ruleGroupsMax))
		return at("group", `group ${group}; 1 to ${limits.ruleGroupsMax} are allowed`);
	return onFullPriceOnly && kind === "fee"
		? at("onFullPriceOnly", "a fee reduces nothing, so full price does not concern it")
		: undefined;
}

function conditionProblem(rule: CatalogSourceRule, flags: readonly string[]): RuleProblem | undefined {
	const { window, customer, itemSpendMinor, basketSpendMinor } = rule;
	for (const flag of rule.flags ?? []) if (!flags.includes(flag)) return at("flags", `there is no flag "${flag}"`);
	for (const key of ["itemSpendMinor", "basketSpendMinor", "mostMinor"] as const) {
		const minor = rule[key];
		if (minor !== undefined && !isInteger(minor, 1, limits.unitPriceMinorMax)) return at(key, `amount ${minor}`);
	}
	if (itemSpendMinor !== undefined && basketSpendMinor !== undefined)
		return at("itemSpendMinor", "it asks for an amount of its items and one of the basket; only one is allowed");
	if (itemSpendMinor !== undefined && rule.items.length === 0)
		return at("itemSpendMinor", "it asks for an amount of its items and names none; ask for one of the basket");
	if (customer !== undefined) {
		const { groups = 0, visitsMin = 0, usesMax = 0 } = customer;
		if (!isInteger(groups, 0, 0xff) || !isInteger(visitsMin, 0, 0xffff) || !isInteger(usesMax, 0, 0xff))
			return at("customer", "customer");
	}
	if (window === undefined) return undefined;
	const { fromSeconds, untilSeconds, weekdays, fromMinute, untilMinute } = window;
	if (!isInteger(fromSeconds, 0, 0xffffffff) || !isInteger(untilSeconds, 0, 0xffffffff)) return at("when", "dates");
	if (untilSeconds !== 0 && fromSeconds >= untilSeconds) return at("when", "it ends before it begins");
	if (!isInteger(weekdays, 1, 0x7f)) return at("when", "it is on no day of the week");
	if (!isInteger(fromMinute, 0, 1_439) || !isInteger(untilMinute, 1, 1_440)) return at("when", "time of day");
	return fromMinute === untilMinute ? at("when", "it ends at the minute at which it begins") : undefined;
}

function itemsProblem(rule: CatalogSourceRule, { items }: CatalogSource): RuleProblem | undefined {
	const skus = new Set(items.map(({ sku }) => sku));
	const categories = new Set(items.map(({ category }) => category));
	const taken = new Set<string>();
	for (const set of rule.items) {
		for (const sku of set.skus ?? []) if (!skus.has(sku)) return at("items", `there is no item "${sku}"`);
		for (const category of set.categories ?? [])
			if (category === "" || !categories.has(category)) return at("items", `there is no category "${category}"`);
		const members = items.filter((item) => hasItem(set, item));
		if (members.length === 0) return at("items", "one of its item sets is empty");
		for (const { sku } of members) {
			if (taken.has(sku)) return at("items", `item "${sku}" is in two of its item sets`);
			taken.add(sku);
		}
		if (isNeverCheaper(rule, members)) return at("priceMinor", "none of its items costs more than that");
	}
	return undefined;
}

function isNeverCheaper(rule: CatalogSourceRule, members: readonly CatalogSourceItem[]): boolean {
	return rule.kind === "fixedPrice" && members.every(({ priceMinor }) => priceMinor <= rule.priceMinor);
}

/** A rule that always takes something from every basket, and so keeps others from ever applying. */
function takesAlways(rule: CatalogSourceRule): boolean {
	const { kind, items, window, flags = [], itemSpendMinor, basketSpendMinor, customer } = rule;
	const isForAll = items.length === 0 && window === undefined && flags.length === 0 && customer === undefined;
	const isOff = kind === "amount" || (kind === "percent" && rule.basisPoints === 10_000);
	const isWithout = itemSpendMinor === undefined && basketSpendMinor === undefined;
	return isForAll && isOff && isWithout && !rule.isAllotted && !rule.onFullPriceOnly && rule.campaign === undefined;
}

/** `rules` in the order in which they apply. */
function shadowProblem(rules: readonly CatalogSourceRule[]): string | undefined {
	for (const [at, first] of rules.entries()) {
		if (!takesAlways(first)) continue;
		for (const later of rules.slice(at + 1)) {
			const isEnded = first.isLast === true && later.class !== "fee";
			const isClosed = first.group !== undefined && first.group === later.group;
			if (isEnded || isClosed)
				return `rule "${later.id}": it would never apply, because "${first.id}" comes first and always applies`;
		}
	}
	return undefined;
}
