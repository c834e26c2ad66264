// A pricing rule as the dashboard edits it: the keys of a file of rules (docs/pricing.md) as fields of a form, whose
// amounts are in the currency and whose texts are as they were typed.
import { formatMinor } from "../../../../firmware/core/money.js";

export type RuleText = Readonly<Record<string, unknown>>;

const kinds = ["percent", "amount", "fixedPrice", "buyGet", "cheapest", "bundle", "fee"] as const;
export type Kind = (typeof kinds)[number];

export const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** One item set: SKUs, and whole categories. Every item where both are empty. */
export interface ItemSet {
	readonly skus: readonly string[];
	readonly categories: readonly string[];
}

export interface RuleFields {
	readonly kind: Kind;
	readonly id: string;
	readonly name: string;
	/** "percent" or an amount comes off or is charged; of a fee also "perSale". */
	readonly off: "percent" | "amount" | "perSale";
	readonly percent: string;
	readonly amount: string;
	readonly price: string;
	readonly buy: string;
	readonly get: string;
	readonly units: string;
	readonly unitsMin: string;
	readonly timesMax: string;
	readonly isSameItem: boolean;
	readonly taxClass: string;
	readonly class: string;
	readonly items: readonly ItemSet[];
	readonly from: string;
	readonly until: string;
	readonly weekdays: readonly string[];
	readonly hoursFrom: string;
	readonly hoursUntil: string;
	readonly flags: readonly string[];
	readonly spendOf: "" | "items" | "basket";
	readonly spend: string;
	readonly visitsMin: string;
	readonly priority: string;
	readonly group: string;
	readonly most: string;
	readonly isLast: boolean;
	readonly onFullPriceOnly: boolean;
	/** Keys that the form does not show. */
	readonly kept: RuleText;
}

/** The field at which a problem with a key of a rule is shown. */
const fieldsOfKeys: Readonly<Record<string, string>> = {
	...{ percent: "value", amountMinor: "value", priceMinor: "value", perUnitMinor: "value", perSaleMinor: "value" },
	...{ kind: "value", buy: "value", get: "value", units: "value", unitsMin: "value", timesMax: "value" },
	...{ isSameItem: "value", itemSpendMinor: "spend", basketSpendMinor: "spend", mostMinor: "most" },
};

export function fieldOf(key: string): string {
	return fieldsOfKeys[key] ?? key;
}

const empty: RuleFields = {
	...{ kind: "percent", id: "", name: "", off: "percent", percent: "", amount: "", price: "", buy: "2", get: "1" },
	...{ units: "1", unitsMin: "", timesMax: "", isSameItem: false, taxClass: "", class: "item", items: [] },
	...{ from: "", until: "", weekdays: [], hoursFrom: "", hoursUntil: "", flags: [], spendOf: "", spend: "" },
	...{ visitsMin: "", priority: "", group: "", most: "", isLast: false, onFullPriceOnly: false, kept: {} },
};

export function newFields(kind: Kind): RuleFields {
	const units = kind === "bundle" ? "2" : "1";
	return { ...empty, kind, units, ...(kind === "fee" && { off: "amount" as const, class: "fee" }) };
}

/** "2.50" or "2,50" in minor units; undefined where it is no amount. */
function readAmount(text: string, decimals: number): number | undefined {
	const [, whole, fraction = ""] = /^(\d{1,12})(?:[.,](\d{0,4}))?$/.exec(text.trim()) ?? [];
	if (whole === undefined || fraction.length > decimals) return undefined;
	return Number(whole + fraction.padEnd(decimals, "0"));
}

const text = (value: unknown): string => (value === undefined || value === null ? "" : String(value));

function objectOf(value: unknown): RuleText {
	return typeof value === "object" && value !== null ? (value as RuleText) : {};
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Undefined for a kind that the form does not know, whose rules are changed by the API. */
export function kindOf(rule: RuleText): Kind | undefined {
	return kinds.find((each) => each === rule["kind"]);
}

/** The form for a rule of the draft. */
export function fieldsOf(rule: RuleText, decimals: number): RuleFields {
	const kind = kindOf(rule) ?? "percent";
	const when = objectOf(rule["when"]);
	const customer = objectOf(rule["customer"]);
	const money = (key: string): string => (typeof rule[key] === "number" ? formatMinor(rule[key], decimals) : "");
	const [hoursFrom = "", hoursUntil = ""] = text(when["hours"]).split("-");
	const isPerSale = rule["perSaleMinor"] !== undefined;
	const isAmount = rule["amountMinor"] !== undefined || rule["perUnitMinor"] !== undefined;
	const { groups, usesMax } = customer;
	return {
		...newFields(kind),
		...{ id: text(rule["id"]), name: text(rule["name"]), class: text(rule["class"]) || newFields(kind).class },
		...{ off: isPerSale ? "perSale" : isAmount ? "amount" : "percent", percent: text(rule["percent"]) },
		...{
			amount: money("amountMinor") || money("perUnitMinor") || money("perSaleMinor"),
			price: money("priceMinor"),
		},
		...{ buy: text(rule["buy"] ?? 2), get: text(rule["get"] ?? 1), units: text(rule["units"] ?? 1) },
		...{
			unitsMin: text(rule["unitsMin"]),
			timesMax: text(rule["timesMax"]),
			isSameItem: rule["isSameItem"] === true,
		},
		taxClass: text(rule["taxClass"]),
		items: (Array.isArray(rule["items"]) ? rule["items"] : []).map((set) => ({
			...{ skus: texts(objectOf(set)["skus"]), categories: texts(objectOf(set)["categories"]) },
		})),
		...{ from: text(when["from"]), until: text(when["until"]), weekdays: texts(when["weekdays"]) },
		...{ hoursFrom, hoursUntil, flags: texts(rule["flags"]) },
		spendOf:
			rule["itemSpendMinor"] !== undefined ? "items" : rule["basketSpendMinor"] !== undefined ? "basket" : "",
		spend: money("itemSpendMinor") || money("basketSpendMinor"),
		...{ visitsMin: text(customer["visitsMin"]), priority: text(rule["priority"]), group: text(rule["group"]) },
		...{ most: money("mostMinor"), isLast: rule["isLast"] === true },
		onFullPriceOnly: rule["onFullPriceOnly"] === true,
		kept: {
			...(rule["isAllotted"] === true && { isAllotted: true }),
			...((groups !== undefined || usesMax !== undefined) && { customer: { groups, usesMax } }),
		},
	};
}

/** What is wrong with the fields before they are sent, by field. */
export type FieldProblems = Readonly<Record<string, string>>;

/** Reads the typed texts of one form, and notes what is wrong with each. */
class Reader {
	readonly problems: Record<string, string> = {};
	readonly #decimals: number;

	constructor(decimals: number) {
		this.#decimals = decimals;
	}

	amount(field: string, typed: string): number {
		const minor = readAmount(typed, this.#decimals);
		const example = formatMinor(250, this.#decimals);
		if (minor === undefined) this.problems[field] = `It takes an amount such as ${example}.`;
		return minor ?? 0;
	}

	whole(field: string, typed: string): number {
		if (!/^\d{1,9}$/.test(typed.trim())) this.problems[field] = "It takes a whole number.";
		return Number(typed);
	}

	percent(field: string, typed: string): number {
		const value = /^\d{1,3}(?:[.,]\d{1,2})?$/.test(typed.trim()) ? Number(typed.trim().replace(",", ".")) : 0;
		if (value <= 0 || value > 100)
			this.problems[field] = "It takes a percentage from 0.01 to 100, such as 10 or 12.5.";
		return value;
	}
}

/** The rule that the form describes, and what is wrong with it. */
export function ruleOf(fields: RuleFields, decimals: number): { rule: RuleText; problems: FieldProblems } {
	const reader = new Reader(decimals);
	const { kind, id, name, priority, group, most, isLast, onFullPriceOnly, flags, spendOf, spend, visitsMin } = fields;
	if (name.trim() === "") reader.problems["name"] = "It needs a name, as receipts show it.";
	const sets = fields.items.filter(({ skus, categories }) => skus.length + categories.length > 0);
	const customer = {
		...objectOf(fields.kept["customer"]),
		...(visitsMin !== "" && { visitsMin: reader.whole("customer", visitsMin) }),
	};
	const rule = {
		...fields.kept,
		...{ id, name: name.trim(), kind },
		...(kind !== "fee" && fields.class !== "item" && { class: fields.class }),
		...valuesOf(fields, reader, sets.length),
		...(sets.length > 0 && { items: sets.map(setOf) }),
		...whenOf(fields, reader),
		...(flags.length > 0 && { flags }),
		...(spendOf !== "" && {
			[`${spendOf === "items" ? "item" : "basket"}SpendMinor`]: reader.amount("spend", spend),
		}),
		...(Object.keys(customer).length > 0 && { customer }),
		...(priority !== "" && { priority: reader.whole("priority", priority) }),
		...(group !== "" && { group: reader.whole("group", group) }),
		...(most !== "" && kind !== "fee" && { mostMinor: reader.amount("most", most) }),
		...(isLast && { isLast }),
		...(onFullPriceOnly && kind !== "fee" && { onFullPriceOnly }),
	};
	return { rule, problems: reader.problems };
}

function setOf({ skus, categories }: ItemSet): object {
	return { ...(skus.length > 0 && { skus }), ...(categories.length > 0 && { categories }) };
}

function valuesOf(fields: RuleFields, reader: Reader, sets: number): object {
	const { kind, off, percent, amount, price, buy, get, units, unitsMin, timesMax, isSameItem, taxClass } = fields;
	const percentOff = (): object => ({ percent: reader.percent("value", percent) });
	const times = timesMax === "" ? {} : { timesMax: reader.whole("value", timesMax) };
	switch (kind) {
		case "percent":
			return percentOff();
		case "amount":
			return { amountMinor: reader.amount("value", amount) };
		case "fixedPrice":
			return { priceMinor: reader.amount("value", price) };
		case "buyGet":
			return {
				...{ buy: reader.whole("value", buy), get: reader.whole("value", get), ...times },
				...(off === "percent" ? percentOff() : { amountMinor: reader.amount("value", amount) }),
				...(isSameItem && sets < 2 && { isSameItem }),
			};
		case "cheapest":
			return {
				...{ ...percentOff(), units: reader.whole("value", units) },
				...(unitsMin !== "" && { unitsMin: reader.whole("value", unitsMin) }),
			};
		case "bundle":
			return {
				...{ priceMinor: reader.amount("value", price), ...times },
				...(sets < 2 && { units: reader.whole("value", units) }),
			};
		case "fee": {
			const key = off === "perSale" ? "perSaleMinor" : "perUnitMinor";
			return { ...(off === "percent" ? percentOff() : { [key]: reader.amount("value", amount) }), taxClass };
		}
	}
}

function whenOf({ from, until, weekdays: days, hoursFrom, hoursUntil }: RuleFields, reader: Reader): object {
	if ((hoursFrom === "") !== (hoursUntil === "")) reader.problems["when"] = "Hours take a beginning and an end.";
	const when = {
		...(from !== "" && { from }),
		...(until !== "" && { until }),
		...(days.length > 0 && days.length < weekdays.length && { weekdays: days }),
		...(hoursFrom !== "" && hoursUntil !== "" && { hours: `${hoursFrom}-${hoursUntil}` }),
	};
	return Object.keys(when).length > 0 ? { when } : {};
}

/** An identifier made of a name, which no other rule has. */
export function newId(name: string, taken: readonly string[]): string {
	const base =
		name
			.normalize("NFD")
			.replaceAll(/\p{M}/gu, "")
			.toUpperCase()
			.replaceAll(/[^A-Z0-9]+/g, "-")
			.replaceAll(/^-+|-+$/g, "")
			.slice(0, 20) || "RULE";
	for (let count = 1; ; count++) {
		const id = count === 1 ? base : `${base}-${count}`;
		if (!taken.includes(id)) return id;
	}
}
