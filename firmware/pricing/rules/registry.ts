// Every kind of promotion rule that this version applies: a file and a line here.
import type { PromotionTerms } from "../promotion.js";
import { percent } from "./percent.js";
import type { PromotionRule } from "./rule.js";

const promotionRules = {
	percent,
} as const;

type PromotionRules = typeof promotionRules;
export type PromotionKind = keyof PromotionRules;
type ValuesOf<Rule> = Rule extends PromotionRule<infer Values> ? Values : never;

/** The values of a rule beside its kind. */
export type RuleValues = {
	readonly [Kind in PromotionKind]: { readonly kind: Kind } & ValuesOf<PromotionRules[Kind]>;
}[PromotionKind];
export type Promotion = PromotionTerms & RuleValues;

const rules: Readonly<Record<PromotionKind, PromotionRule<object>>> = promotionRules;
const kinds = Object.keys(promotionRules) as readonly PromotionKind[];

export function ruleOf(kind: PromotionKind): PromotionRule<object> {
	return rules[kind];
}

/** Undefined where no rule has that name. */
export function ruleNamed(kind: string): PromotionRule<object> | undefined {
	return kinds.includes(kind as PromotionKind) ? rules[kind as PromotionKind] : undefined;
}

/** The rule that catalog images call `code`; undefined for one of a newer version. */
export function kindOfCode(code: number): PromotionKind | undefined {
	return kinds.find((kind) => rules[kind].code === code);
}

/** Undefined for values that this version does not understand. */
export function decodeValues(kind: PromotionKind, from: DataView): RuleValues | undefined {
	const values = rules[kind].decode(from);
	// The rule of this kind made them, so they are this kind's values.
	return values && ({ kind, ...values } as RuleValues);
}
