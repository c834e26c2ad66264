// Computes discounts, taxes and total from lines. Pure integer arithmetic (invariant 6): lines, discounts and, where
// prices are before tax, taxes sum to the total. docs/money.md has the rules.
import { assert } from "../core/assert.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { type SaleDiscount, type SaleLine, TaxMode, type TaxRate, type TaxSplit } from "../wire/record.js";
import type { Combination, PricingLine } from "./line.js";
import { type Promotion, ruleOf } from "./rules/registry.js";
import { addTax, compareRates, isSameRate, maskOf, newTaxSum, type TaxSum } from "./tax.js";

export type { PricingLine } from "./line.js";

export interface Priced {
	/** One for each combination of taxes that the promotion touches, ascending by mask. */
	readonly discounts: readonly SaleDiscount[];
	/** Ascending by rate, authority, jurisdiction; only those that occur on a line. */
	readonly taxes: readonly TaxSplit[];
	readonly totalMinor: number;
	readonly taxMinor: number;
}

/**
 * Throws Fault PRICE_OUT_OF_RANGE where the lines or the total exceed the maximum of a sale, BASKET_FULL where they
 * have more taxes than a record has room for.
 */
export function price(lines: readonly PricingLine[], promotion: Promotion | undefined, taxMode: TaxMode): Priced {
	const taxes: TaxSum[] = [];
	const combinations: Combination[] = [];
	const category = promotion?.category;
	let rates: readonly TaxRate[] | undefined;
	let combination!: Combination;
	// By index, and reading no more of each line than needed: every scan prices the whole basket.
	for (let at = 0; at < lines.length; at++) {
		const line = lines[at]!;
		if (rates !== line.taxRates) {
			rates = line.taxRates;
			let met = 0;
			while (met < combinations.length && combinations[met]!.rates !== rates) met++;
			combination = combinations[met] ?? combinationOf(combinations, taxes, rates);
		}
		combination.amountMinor += line.amountMinor;
		if (promotion !== undefined && (category === undefined || category === line.category))
			combination.eligibleMinor += line.amountMinor;
	}
	let totalMinor = 0;
	for (let at = 0; at < combinations.length; at++) totalMinor += combinations[at]!.amountMinor;
	// Checked before anything is multiplied, so that every product below is exact.
	if (totalMinor > limits.totalMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", "lines");
	if (taxes.length > 1 || combinations.length > 1) putInOrder(taxes, combinations);

	const discounts = promotion === undefined ? [] : takeOff(lines, combinations, promotion);
	for (let at = 0; at < discounts.length; at++) totalMinor += discounts[at]!.amountMinor;
	let taxMinor = 0;
	for (let at = 0; at < combinations.length; at++) {
		const combination = combinations[at]!;
		taxMinor += addTax(taxes, combination.mask, combination.amountMinor, taxMode);
	}
	if (taxMode === TaxMode.exclusive) totalMinor += taxMinor;
	if (totalMinor > limits.totalMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", "total");
	return { discounts, taxes, totalMinor, taxMinor };
}

/** The lines as a record has them. A scan does not need this; paying, parking and voiding do. */
export function saleLines(lines: readonly PricingLine[], { taxes }: Priced): SaleLine[] {
	const sold: SaleLine[] = [];
	let rates: readonly TaxRate[] | undefined;
	let mask = 0;
	// Field by field: on XS, spreading one line into another takes three times the slots.
	for (let at = 0; at < lines.length; at++) {
		const { sku, name, quantity, unitMinor, amountMinor, taxRates, weightGrams, perKilogramMinor } = lines[at]!;
		if (rates !== taxRates) mask = maskOf(taxes, (rates = taxRates));
		const line = { sku, name, quantity, unitMinor, amountMinor, taxes: mask };
		sold.push(weightGrams === undefined ? line : { ...line, weightGrams, perKilogramMinor: perKilogramMinor ?? 0 });
	}
	return sold;
}

/**
 * The combination of a rates array met for the first time. Lines share the catalog's arrays; others, such as those of a
 * recalled sale, may hold the same rates.
 */
function combinationOf(combinations: Combination[], taxes: TaxSum[], rates: readonly TaxRate[]): Combination {
	let mask = 0;
	for (let at = 0; at < rates.length; at++) mask |= 1 << placeOf(taxes, rates[at]!);
	for (let at = 0; at < combinations.length; at++) if (combinations[at]!.mask === mask) return combinations[at]!;
	const combination = { rates, mask, amountMinor: 0, eligibleMinor: 0 };
	combinations.push(combination);
	return combination;
}

/** Index of a rate among the taxes; it is appended if it is new. */
function placeOf(taxes: TaxSum[], rate: TaxRate): number {
	const { length } = taxes;
	for (let at = 0; at < length; at++) if (isSameRate(taxes[at]!, rate)) return at;
	if (length === limits.taxRatesMax) throw new Fault("BASKET_FULL", "taxes");
	taxes.push(newTaxSum(rate));
	return length;
}

/** Taxes are met in the order of the lines, and a receipt must not depend on that order. */
function putInOrder(taxes: TaxSum[], combinations: Combination[]): void {
	let isInOrder = true;
	for (let at = 1; at < taxes.length; at++) if (compareRates(taxes[at - 1]!, taxes[at]!) > 0) isInOrder = false;
	if (!isInOrder) {
		taxes.sort(compareRates);
		for (let at = 0; at < combinations.length; at++)
			combinations[at]!.mask = maskOf(taxes, combinations[at]!.rates);
	}
	combinations.sort((a, b) => a.mask - b.mask);
}

/** Takes what the promotion's rule grants off the combinations' amounts. */
function takeOff(
	lines: readonly PricingLine[],
	combinations: readonly Combination[],
	promotion: Promotion,
): SaleDiscount[] {
	const { id, name } = promotion;
	const amounts = ruleOf(promotion.kind).discounts(promotion, lines, combinations);
	const discounts: SaleDiscount[] = [];
	for (let at = 0; at < combinations.length; at++) {
		const combination = combinations[at]!;
		const discountMinor = amounts[at]!;
		if (discountMinor === 0) continue;
		assert(discountMinor > 0 && discountMinor <= combination.eligibleMinor, "a rule takes off what is eligible");
		combination.amountMinor -= discountMinor;
		discounts.push({ promotion: id, name, amountMinor: 0 - discountMinor, taxes: combination.mask });
	}
	return discounts;
}
