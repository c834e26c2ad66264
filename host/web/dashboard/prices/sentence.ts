// A pricing rule in plain words: "10 % off Hot drinks, Mon–Fri 07:00–10:30, not with other offers".
import { money } from "../format.js";
import { fieldsOf, type ItemSet, kindOf, type RuleFields, type RuleText, weekdays } from "./rule.js";

export interface Words {
	readonly currency: string;
	readonly decimals: number;
	/** The name of an item; the SKU itself where the catalog lacks it. */
	nameOf(sku: string): string;
}

/** Of more, a sentence says how many there are. */
const namedMax = 3;

export function sentenceOf(rule: RuleText, words: Words): string {
	if (kindOf(rule) === undefined) return `a rule of kind ${String(rule["kind"])}`;
	const fields = fieldsOf(rule, words.decimals);
	return [
		effectOf(fields, rule, words),
		...whenWords(fields),
		...(fields.flags.length > 0 ? [`while ${fields.flags.join(" and ")}`] : []),
		...spendWords(fields, rule, words),
		...customerWords(rule),
		...limitWords(fields, rule, words),
	].join(", ");
}

function effectOf(fields: RuleFields, rule: RuleText, words: Words): string {
	const { kind, percent, off, buy, get, units, unitsMin, items, timesMax, isSameItem } = fields;
	const minor = (key: string): string => money(Number(rule[key] ?? 0), words.currency);
	const goods = setsText(items, words);
	const each = fields.class === "item" ? " each" : " in all";
	switch (kind) {
		case "percent":
			return `${percent} % off ${goods}`;
		case "amount":
			return `${minor("amountMinor")} off ${goods}${each}`;
		case "fixedPrice":
			return `${goods} at ${minor("priceMinor")} each`;
		case "buyGet": {
			const cheaper =
				off === "percent" ? (percent === "100" ? "free" : `${percent} % off`) : `${minor("amountMinor")} off`;
			const times = timesMax === "" || timesMax === "0" ? "" : `, at most ${timesMax} times a sale`;
			if (items.length > 1) {
				const [first, second] = items.map((set) => setText(set, words));
				return `buy ${buy} of ${first}, get ${get} of ${second} ${cheaper}${times}`;
			}
			return `buy ${buy}, get ${get} ${cheaper}: ${goods}${isSameItem ? " (the same item)" : ""}${times}`;
		}
		case "cheapest": {
			const least = unitsMin === "" || unitsMin === units ? "" : ` from ${unitsMin} on`;
			return `${percent} % off the cheapest ${units === "1" ? "" : `${units} `}of ${goods}${least}`;
		}
		case "bundle":
			return items.length > 1
				? `${items.map((set) => setText(set, words)).join(" + ")} for ${minor("priceMinor")}`
				: `${units} of ${goods} for ${minor("priceMinor")}`;
		case "fee":
			if (off === "percent") return `${percent} % charged on ${goods}`;
			return off === "perSale"
				? `${minor("perSaleMinor")} charged on a sale of ${goods}`
				: `${minor("perUnitMinor")} charged on each of ${goods}`;
	}
}

function setsText(sets: readonly ItemSet[], words: Words): string {
	return sets.length === 0 ? "everything" : sets.map((set) => setText(set, words)).join(" or ");
}

function setText({ skus, categories }: ItemSet, words: Words): string {
	const names = [...categories.map((category) => `“${category}”`), ...skus.map((sku) => words.nameOf(sku))];
	const shown = names.slice(0, namedMax).join(", ");
	return names.length > namedMax ? `${shown} and ${names.length - namedMax} more` : shown || "everything";
}

function whenWords({ from, until, weekdays: days, hoursFrom, hoursUntil }: RuleFields): string[] {
	const hours = hoursFrom === "" ? "" : `${hoursFrom}–${hoursUntil}`;
	const times = [daysText(days), hours].filter((part) => part !== "").join(" ");
	return [
		...(times === "" ? [] : [times]),
		...(from === "" ? [] : [`from ${from}`]),
		...(until === "" ? [] : [`until ${until}`]),
	];
}

/** "Mon–Fri", "Sat, Sun"; empty for every day. */
function daysText(days: readonly string[]): string {
	const places = weekdays.flatMap((day, at) => (days.includes(day) ? [at] : []));
	if (places.length === 0 || places.length === weekdays.length) return "";
	const isRow = places.length > 2 && places.at(-1)! - places[0]! === places.length - 1;
	if (isRow) return `${weekdays[places[0]!]}–${weekdays[places.at(-1)!]}`;
	return places.map((at) => weekdays[at]).join(", ");
}

function spendWords({ spendOf }: RuleFields, rule: RuleText, { currency }: Words): string[] {
	if (spendOf === "") return [];
	const minor = Number(rule[spendOf === "items" ? "itemSpendMinor" : "basketSpendMinor"]);
	return [`from ${money(minor, currency)} ${spendOf === "items" ? "of them" : "on"}`];
}

function customerWords({ customer }: RuleText): string[] {
	if (typeof customer !== "object" || customer === null) return [];
	const { visitsMin = 0, groups, usesMax = 0 } = customer as Record<string, unknown>;
	return [
		Number(visitsMin) > 0 ? `for customers from visit ${Number(visitsMin) + 1} on` : "for known customers",
		...(Array.isArray(groups) && groups.length > 0 ? [`of group ${groups.join(" or ")}`] : []),
		...(Number(usesMax) > 0 ? [`${Number(usesMax)} times each`] : []),
	];
}

function limitWords(
	{ most, isLast, onFullPriceOnly, group }: RuleFields,
	rule: RuleText,
	{ currency }: Words,
): string[] {
	return [
		...(most === "" ? [] : [`at most ${money(Number(rule["mostMinor"]), currency)} a sale`]),
		...(onFullPriceOnly ? ["only on full prices"] : []),
		...(group === "" ? [] : [`not with others of group ${group}`]),
		...(isLast ? ["not with other offers after it"] : []),
	];
}
