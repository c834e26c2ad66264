// Applies the rules of a book to a basket, one after the other: each sees what those before it left.
import type { TaxRate } from "../wire/record.js";
import { isActive, type PricingContext, type PricingTime } from "./conditions.js";
import { type Fee, Goods } from "./goods.js";
import type { Combination, PricingLine } from "./line.js";
import { type RuleBook, RuleNeed, RuleScope } from "./rule-book.js";
import { RuleClass, RuleCondition, ruleEntry, RuleStacking } from "./rule-entry.js";
import { ruleOfCode } from "./rules/registry.js";

/** A typed array of more numbers than that is smaller than an array on a board. */
const plainMax = 8;

/** What rules did to a basket. */
export interface Outcome {
	/** Pairs of numbers, as goods.ts has them, ascending by rule: small, because a basket keeps them. */
	readonly takings: ArrayLike<number>;
	readonly fees: readonly Fee[];
}

/** Takes off the combinations' amounts, which sum to `grossMinor`. Undefined where no rule changed the price. */
export function applyRules(
	lines: readonly PricingLine[],
	combinations: readonly Combination[],
	taxes: readonly TaxRate[],
	grossMinor: number,
	book: RuleBook,
	context: PricingContext,
): Outcome | undefined {
	const { scopes } = book;
	const goods = new Goods(lines, combinations, taxes, grossMinor);
	let marks = goods.marks;
	if ((book.needs & RuleNeed.items) !== 0) {
		goods.sort();
		marks = goods.marks = new Uint32Array(2 * scopes.length);
		book.mark(goods.lines, marks);
	}
	const time = (book.needs & RuleNeed.time) !== 0 ? context.pricingTime() : undefined;
	const stack = { closedGroups: 0, isEnded: false };
	for (let rule = 0; rule < scopes.length; rule++) {
		const scope = scopes[rule];
		if (scope === RuleScope.none) continue;
		// No rule does anything while its first item set has no line.
		if (scope === RuleScope.items && (marks[2 * rule]! | marks[2 * rule + 1]!) === 0) continue;
		book.read(rule);
		applyRule(rule, goods, book, context, time, stack);
	}
	const { takings, fees } = goods;
	const { length } = takings;
	if (length + fees.length === 0) return undefined;
	if (length <= plainMax) return { takings, fees };
	// Element by element: XS makes a typed array of an array through its iterator.
	const kept = new Float64Array(length);
	for (let at = 0; at < length; at++) kept[at] = takings[at]!;
	return { takings: kept, fees };
}

const spendConditions = RuleCondition.itemSpend | RuleCondition.basketSpend;

/** What the rules before mean for those that follow. */
interface Stack {
	/** Bit i: group i takes no more. */
	closedGroups: number;
	isEnded: boolean;
}

function applyRule(
	rule: number,
	goods: Goods,
	book: RuleBook,
	context: PricingContext,
	time: PricingTime | undefined,
	stack: Stack,
): void {
	// Bytes, because this runs for every rule that a scan concerns, and each getter is a call.
	const { bytes } = book;
	const conditions = bytes[ruleEntry.conditions + 1]!;
	const stacking = bytes[ruleEntry.stacking]!;
	const sets = bytes[ruleEntry.sets]!;
	const group = bytes[ruleEntry.group]!;
	const ruleClass = bytes[ruleEntry.class];
	const groupBit = group === 0 ? 0 : 1 << group;
	if ((stack.closedGroups & groupBit) !== 0 || (stack.isEnded && ruleClass !== RuleClass.fee)) return;
	if (conditions !== 0 && !isActive(rule, book, context, time)) return;
	let restMinor = (stacking & RuleStacking.hasMost) === 0 ? Number.MAX_SAFE_INTEGER : book.mostMinor;
	if ((conditions & RuleCondition.allowance) !== 0)
		restMinor = Math.min(restMinor, context.allowances!.minorLeft(rule));
	goods.begin(rule, sets, ruleClass === RuleClass.item, restMinor);
	if ((conditions & spendConditions) !== 0) {
		const isOfItems = (conditions & RuleCondition.itemSpend) !== 0;
		if ((isOfItems ? goods.eligibleGrossMinor : goods.grossMinor) < book.spendMinor) return;
	}
	if ((stacking & RuleStacking.holdsGroup) !== 0) stack.closedGroups |= groupBit;
	if ((stacking & RuleStacking.onFullPriceOnly) !== 0) goods.keepFullPrice();
	const before = goods.takings.length + goods.fees.length;
	const evaluator = ruleOfCode(bytes[ruleEntry.kind]!)!;
	// Its values were decoded once before, when the catalog was opened.
	evaluator.apply(evaluator.decode(bytes, ruleEntry.values)!, goods, sets, book);
	if (goods.takings.length + goods.fees.length === before) return;
	stack.closedGroups |= groupBit;
	if ((stacking & RuleStacking.isLast) !== 0) stack.isEnded = true;
}
