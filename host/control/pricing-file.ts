// Reads a file of pricing rules (docs/pricing.md): JSON with the units that merchants use. Every key is known or
// refused, and every problem names its rule.
import type {
	CatalogSourceCampaign,
	CatalogSourceCustomer,
	CatalogSourceItemSet,
	CatalogSourceRule,
	CatalogSourceRuleValues,
} from "../../firmware/catalog/source.js";
import { limits } from "../../firmware/core/limits.js";
import type { RuleWindow } from "../../firmware/pricing/conditions.js";
import { RuleClass } from "../../firmware/pricing/rule-entry.js";
import { FeeBasis } from "../../firmware/pricing/rules/fee.js";
import { type RuleKind, ruleKinds } from "../../firmware/pricing/rules/registry.js";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import { instantOf } from "../zone.js";

export interface PricingFile {
	readonly flags: readonly string[];
	readonly campaigns: readonly CatalogSourceCampaign[];
	readonly hasVouchers: boolean;
	readonly rules: readonly CatalogSourceRule[];
}

const weekdayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const priorityDefault = 100;
const groupsOfCustomers = 8;

/** The keys of an object, each read once; what is left over at the end is refused. */
class Keys {
	readonly #entries: Map<string, unknown>;
	readonly #where: string;

	/** Of an object inside a rule: the rule's key that it is the value of. */
	readonly #inside: string;

	constructor(value: unknown, where: string, inside = "") {
		this.#where = where;
		this.#inside = inside;
		if (typeof value !== "object" || value === null || Array.isArray(value))
			throw this.wrong("has to be an object");
		this.#entries = new Map(Object.entries(value));
	}

	get where(): string {
		return this.#where;
	}

	/** `key`: the one that the problem is with. */
	wrong(problem: string, key = ""): HostFault {
		return wrong(this.#where, problem, this.#inside || key);
	}

	has(key: string): boolean {
		return this.#entries.has(key);
	}

	/** Undefined where the key is missing. */
	take(key: string): unknown {
		const value = this.#entries.get(key);
		this.#entries.delete(key);
		return value;
	}

	text(key: string): string {
		const value = this.take(key);
		if (typeof value !== "string") throw this.wrong(`"${key}" has to be a text`, key);
		return value;
	}

	/** A whole number; the rule's own check has its limits. */
	number(key: string, otherwise?: number): number {
		const value = this.take(key) ?? otherwise;
		if (typeof value !== "number" || !Number.isSafeInteger(value))
			throw this.wrong(`"${key}" has to be a whole number`, key);
		return value;
	}

	optional(key: string): number | undefined {
		return this.has(key) ? this.number(key) : undefined;
	}

	flag(key: string): boolean {
		const value = this.take(key) ?? false;
		if (typeof value !== "boolean") throw this.wrong(`"${key}" has to be true or false`, key);
		return value;
	}

	/** "12.5" percent as 1,250. */
	basisPoints(key: string): number {
		const value = this.take(key);
		const basisPoints = typeof value === "number" ? Math.round(value * 100) : Number.NaN;
		if (
			!Number.isSafeInteger(basisPoints) ||
			basisPoints / 100 !== value ||
			basisPoints < 1 ||
			basisPoints > 10_000
		)
			throw this.wrong(`"${key}" has to be a percentage from 0.01 to 100 with two decimals at most`, key);
		return basisPoints;
	}

	list(key: string): readonly unknown[] {
		const value = this.take(key) ?? [];
		if (!Array.isArray(value) || value.length > limits.catalogItemsMax)
			throw this.wrong(`"${key}" has to be a list`, key);
		return value as readonly unknown[];
	}

	texts(key: string): string[] {
		return this.list(key).map((value) => {
			if (typeof value !== "string") throw this.wrong(`"${key}" has to be a list of texts`, key);
			return value;
		});
	}

	end(): void {
		const [unknown] = this.#entries.keys();
		if (unknown !== undefined) throw this.wrong(`"${unknown}" is no key that it can have`, unknown);
	}
}

/** A file of rules has no lines that matter: its problems are found by rule and key. */
function wrong(where: string, problem: string, key = ""): HostFault {
	const lines = key === "" ? [] : [{ line: 0, column: key, code: "PRICING_INVALID" as const, detail: problem }];
	return new HostFault("PRICING_INVALID", `${where}: ${problem}`, lines);
}

/**
 * `zone`: the IANA name of the stall's time zone, in which dates are given. Throws HostFault PRICING_INVALID. Whether
 * items, tax classes and flags exist is checked with the catalog.
 */
export function readPricing(text: string, zone: string): PricingFile {
	if (text.length > hostLimits.pricingFileBytesMax)
		throw wrong("the file", `it has more than ${hostLimits.pricingFileBytesMax} characters`);
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw wrong("the file", "it is not JSON");
	}
	return compilePricing(value, zone);
}

/** Of a file that is parsed. Throws HostFault PRICING_INVALID, whose line names the rule's key. */
export function compilePricing(value: unknown, zone: string): PricingFile {
	const file = new Keys(value, "the file");
	const flags = file.texts("flags");
	const campaigns = file.list("campaigns").map((campaign, index) => readCampaign(campaign, `campaign ${index + 1}`));
	const hasVouchers = file.flag("giftVouchers");
	const rules = file.list("rules");
	file.end();
	if (rules.length > limits.catalogRulesMax)
		throw wrong("the file", `it has ${rules.length} rules; at most ${limits.catalogRulesMax} are allowed`);
	return {
		flags,
		campaigns,
		hasVouchers,
		rules: rules.map((rule, index) => readRule(rule, `rule ${index + 1}`, zone)),
	};
}

/** `place` names the rule where it has no identifier. Throws as `compilePricing` does. */
export function readRule(value: unknown, place: string, zone: string): CatalogSourceRule {
	const id = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
	const keys = new Keys(
		value,
		typeof id === "string" && id.length <= limits.skuCharactersMax ? `rule "${id}"` : place,
	);
	const kind = keys.text("kind");
	if (!ruleKinds.includes(kind as RuleKind))
		throw keys.wrong(`kind "${kind}" is none of ${ruleKinds.join(", ")}`, "kind");
	const ruleClass = keys.has("class") ? keys.text("class") : kind === "fee" ? "fee" : "item";
	if (!(ruleClass in RuleClass))
		throw keys.wrong(`class "${ruleClass}" is none of ${Object.keys(RuleClass).join(", ")}`, "class");
	const common = {
		id: keys.text("id"),
		name: keys.text("name").normalize("NFC"),
		class: ruleClass as keyof typeof RuleClass,
		priority: keys.number("priority", priorityDefault),
		isLast: keys.flag("isLast"),
		onFullPriceOnly: keys.flag("onFullPriceOnly"),
		isAllotted: keys.flag("isAllotted"),
		items: keys.list("items").map((set) => readSet(set, keys.where)),
		flags: keys.texts("flags"),
		...readLimits(keys),
		...(keys.has("when") && { window: readWindow(keys.take("when"), keys.where, zone) }),
		...(keys.has("coupon") && { campaign: readCoupon(keys.take("coupon"), keys.where) }),
		...(keys.has("customer") && { customer: readCustomer(keys.take("customer"), keys.where) }),
	};
	const values = valueReaders[kind as RuleKind](keys, common.items.length);
	keys.end();
	return { ...common, ...values };
}

function readCampaign(value: unknown, place: string): CatalogSourceCampaign {
	const keys = new Keys(value, place);
	const campaign = {
		number: keys.number("number"),
		name: keys.text("name").normalize("NFC"),
		isEverywhere: keys.flag("isEverywhere"),
	};
	keys.end();
	return campaign;
}

/** "coupon": {"campaign": "SUMMER"}. */
function readCoupon(value: unknown, where: string): string {
	const keys = new Keys(value, `${where}, coupon`);
	const campaign = keys.text("campaign").normalize("NFC");
	keys.end();
	return campaign;
}

function readLimits(
	keys: Keys,
): Pick<CatalogSourceRule, "group" | "itemSpendMinor" | "basketSpendMinor" | "mostMinor"> {
	const read: Record<string, number> = {};
	for (const key of ["group", "itemSpendMinor", "basketSpendMinor", "mostMinor"]) {
		const value = keys.optional(key);
		if (value !== undefined) read[key] = value;
	}
	return read;
}

function readSet(value: unknown, where: string): CatalogSourceItemSet {
	const keys = new Keys(value, `${where}, items`, "items");
	const set = { skus: keys.texts("skus"), categories: keys.texts("categories") };
	keys.end();
	return set;
}

/** What a file says of each kind of rule; the rest is alike in all. `sets`: how many item sets the rule has. */
const valueReaders: Readonly<Record<RuleKind, (keys: Keys, sets: number) => CatalogSourceRuleValues>> = {
	// One for each kind.
	percent: (keys) => ({ kind: "percent", basisPoints: keys.basisPoints("percent") }),
	amount: (keys) => ({ kind: "amount", amountMinor: keys.number("amountMinor") }),
	fixedPrice: (keys) => ({ kind: "fixedPrice", priceMinor: keys.number("priceMinor") }),
	buyGet: (keys) => ({
		...{ kind: "buyGet", buy: keys.number("buy"), get: keys.number("get"), isSameItem: keys.flag("isSameItem") },
		...{ timesMax: keys.number("timesMax", 0), ...readOff(keys) },
	}),
	cheapest: (keys) => {
		const units = keys.number("units", 1);
		const unitsMin = keys.number("unitsMin", units);
		return { kind: "cheapest", units, unitsMin, basisPoints: keys.basisPoints("percent") };
	},
	bundle: (keys, sets) => ({
		...{ kind: "bundle", priceMinor: keys.number("priceMinor"), timesMax: keys.number("timesMax", 0) },
		units: sets > 1 ? keys.number("units", 1) : keys.number("units"),
	}),
	fee: (keys) => ({ kind: "fee", taxClass: keys.text("taxClass"), ...readCharge(keys) }),
};

/** Either a percentage or an amount comes off. */
function readOff(keys: Keys): { readonly basisPoints: number; readonly amountMinor: number } {
	if (keys.has("percent") === keys.has("amountMinor"))
		throw keys.wrong('either "percent" or "amountMinor" comes off, one of the two', "percent");
	return keys.has("percent")
		? { basisPoints: keys.basisPoints("percent"), amountMinor: 0 }
		: { basisPoints: 0, amountMinor: keys.number("amountMinor") };
}

function readCharge(keys: Keys): {
	readonly basis: FeeBasis;
	readonly basisPoints: number;
	readonly amountMinor: number;
} {
	const given = ["percent", "perUnitMinor", "perSaleMinor"].filter((key) => keys.has(key));
	if (given.length !== 1)
		throw keys.wrong('it charges either "percent", "perUnitMinor" or "perSaleMinor", one of the three', "percent");
	if (given[0] === "percent")
		return { basis: FeeBasis.percent, basisPoints: keys.basisPoints("percent"), amountMinor: 0 };
	const basis = given[0] === "perUnitMinor" ? FeeBasis.unit : FeeBasis.sale;
	return { basis, basisPoints: 0, amountMinor: keys.number(given[0]!) };
}

function readCustomer(value: unknown, where: string): CatalogSourceCustomer {
	const keys = new Keys(value, `${where}, customer`, "customer");
	let groups = 0;
	for (const group of keys.list("groups")) {
		if (typeof group !== "number" || !Number.isInteger(group) || group < 0 || group >= groupsOfCustomers)
			throw keys.wrong(`"groups" has to be a list of numbers from 0 to ${groupsOfCustomers - 1}`);
		groups |= 1 << group;
	}
	const customer = { groups, visitsMin: keys.number("visitsMin", 0), usesMax: keys.number("usesMax", 0) };
	keys.end();
	return customer;
}

/** Dates are days or days with a time, in the stall's time zone; the last day counts as a whole. */
function readWindow(value: unknown, where: string, zone: string): RuleWindow {
	const keys = new Keys(value, `${where}, when`, "when");
	const [fromMinute, untilMinute] = keys.has("hours") ? readHours(keys.text("hours"), keys.where) : [0, 1_440];
	const window = {
		fromSeconds: keys.has("from") ? readDate(keys.text("from"), keys.where, zone, 0) : 0,
		untilSeconds: keys.has("until") ? readDate(keys.text("until"), keys.where, zone, 1) : 0,
		weekdays: keys.has("weekdays") ? readWeekdays(keys.texts("weekdays"), keys.where) : 0x7f,
		...{ fromMinute, untilMinute },
	};
	keys.end();
	return window;
}

function readHours(text: string, where: string): [number, number] {
	const [, ...parts] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text) ?? [];
	const [fromHour = 99, from = 0, untilHour = 99, until = 0] = parts.map(Number);
	if (fromHour > 23 || from > 59 || untilHour > 24 || until > 59 || untilHour * 60 + until > 1_440)
		throw wrong(where, '"hours" has to be like "07:00-10:30"', "when");
	// Until midnight is the end of the day.
	return [fromHour * 60 + from, untilHour * 60 + until || 1_440];
}

function readWeekdays(names: readonly string[], where: string): number {
	return names.reduce((bits, name) => {
		const day = weekdayNames.findIndex((each) => each === name);
		if (day < 0) throw wrong(where, `weekday "${name}" is none of ${weekdayNames.join(", ")}`, "when");
		return bits | (1 << day);
	}, 0);
}

function readDate(text: string, where: string, zone: string, daysLater: number): number {
	const [, day, time] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?$/.exec(text) ?? [];
	const localMs = Date.parse(`${day}T${time ?? "00:00"}:00Z`);
	const isDate = day !== undefined && new Date(localMs).toISOString().startsWith(`${day}T${time ?? "00:00"}`);
	if (!isDate) throw wrong(where, `"${text}" is no date like "2026-12-24" or "2026-12-24 18:00"`, "when");
	return Math.floor(instantOf(time === undefined ? localMs + daysLater * 86_400_000 : localMs, zone) / 1_000);
}
