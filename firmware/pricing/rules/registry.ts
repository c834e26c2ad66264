// Every kind of pricing rule that this version applies: a file and a line here.
import { amount } from "./amount.js";
import { bundle } from "./bundle.js";
import { buyGet } from "./buy-get.js";
import { cheapest } from "./cheapest.js";
import { fee } from "./fee.js";
import { fixedPrice } from "./fixed-price.js";
import { percent } from "./percent.js";
import type { PricingRule } from "./rule.js";

const pricingRules = {
	percent,
	amount,
	fixedPrice,
	buyGet,
	cheapest,
	bundle,
	fee,
} as const;

type PricingRules = typeof pricingRules;
export type RuleKind = keyof PricingRules;
type ValuesOf<Rule> = Rule extends PricingRule<infer Values> ? Values : never;

/** The values of a rule beside its kind. */
export type RuleValues = {
	readonly [Kind in RuleKind]: { readonly kind: Kind } & ValuesOf<PricingRules[Kind]>;
}[RuleKind];

const rules: Readonly<Record<RuleKind, PricingRule<object>>> = pricingRules;
export const ruleKinds = Object.keys(pricingRules) as readonly RuleKind[];
/** By code. */
const byCode: readonly (PricingRule<object> | undefined)[] = ruleKinds.reduce<(PricingRule<object> | undefined)[]>(
	(list, kind) => {
		list[rules[kind].code] = rules[kind];
		return list;
	},
	[],
);

export function ruleOf(kind: RuleKind): PricingRule<object> {
	return rules[kind];
}

/** Undefined where no rule has that name. */
export function ruleNamed(kind: string): PricingRule<object> | undefined {
	return ruleKinds.includes(kind as RuleKind) ? rules[kind as RuleKind] : undefined;
}

/** The rule that catalog images call `code`; undefined for one of a newer version. */
export function ruleOfCode(code: number): PricingRule<object> | undefined {
	return byCode[code];
}

/** Undefined for a kind or values that this version does not understand. */
export function decodeValues(code: number, from: Uint8Array, at: number): RuleValues | undefined {
	const kind = ruleKinds.find((name) => rules[name].code === code);
	const values = kind && from.length >= at + rules[kind].valueBytes ? rules[kind].decode(from, at) : undefined;
	// The rule of this kind made them, so they are this kind's values.
	return values && ({ kind, ...values } as RuleValues);
}
