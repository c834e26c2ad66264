// Lines to discounts, taxes and total. Pure integer arithmetic (invariant 6): lines, discounts and, where prices
// are before tax, taxes sum to the total. docs/money.md has the rules.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { divideHalfUp, roundParts } from "../core/money.js";
import { type SaleDiscount, type SaleLine, TaxMode, type TaxRate, type TaxSplit } from "../wire/record.js";
import type { PercentPromotion } from "./promotion.js";
import { addTax, compareRates, isSameRate, maskOf, newTaxSum, type TaxSum } from "./tax.js";

export type PricingLine = Omit<SaleLine, "taxes"> & {
	/** What its goods are taxed with; lines of one tax class share the catalog's array. */
	readonly taxRates: readonly TaxRate[];
	/** Category index in the catalog; undefined for an open price. */
	readonly category: number | undefined;
};

export interface Priced {
	/** One for each combination of taxes that the promotion touches, ascending by mask. */
	readonly discounts: readonly SaleDiscount[];
	/** Ascending by rate, authority, jurisdiction; only those that occur on a line. */
	readonly taxes: readonly TaxSplit[];
	readonly totalMinor: number;
	readonly taxMinor: number;
}

/** The lines that are taxed alike. */
interface Combination {
	/** The array met first; another one may hold the same rates. */
	readonly rates: readonly TaxRate[];
	mask: number;
	amountMinor: number;
	/** The part that the promotion applies to. */
	eligibleMinor: number;
}

/**
 * Throws Fault PRICE_OUT_OF_RANGE where the lines or the total are more than a sale may be, BASKET_FULL where they
 * have more taxes than a record.
 */
export function price(
	lines: readonly PricingLine[],
	promotion: PercentPromotion | undefined,
	taxMode: TaxMode,
): Priced {
	const taxes: TaxSum[] = [];
	const combinations: Combination[] = [];
	let rates: readonly TaxRate[] | undefined;
	let combination!: Combination;
	// By index, and no more than is needed of each line: every scan prices the whole basket.
	for (let at = 0; at < lines.length; at++) {
		const line = lines[at]!;
		if (rates !== line.taxRates) {
			rates = line.taxRates;
			let met = 0;
			while (met < combinations.length && combinations[met]!.rates !== rates) met++;
			combination = combinations[met] ?? combinationOf(combinations, taxes, rates);
		}
		combination.amountMinor += line.amountMinor;
		if (promotion !== undefined && (promotion.category === undefined || promotion.category === line.category))
			combination.eligibleMinor += line.amountMinor;
	}
	let totalMinor = 0;
	for (let at = 0; at < combinations.length; at++) totalMinor += combinations[at]!.amountMinor;
	// Before anything is multiplied: then every product below is exact.
	if (totalMinor > limits.totalMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", "lines");
	if (taxes.length > 1 || combinations.length > 1) putInOrder(taxes, combinations);

	const discounts = promotion === undefined ? [] : takeOff(combinations, promotion);
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

/** The lines as a record has them. A scan needs none of this; what is paid, parked or void does. */
export function saleLines(lines: readonly PricingLine[], { taxes }: Priced): SaleLine[] {
	const sold: SaleLine[] = [];
	let rates: readonly TaxRate[] | undefined;
	let mask = 0;
	// Field by field: spreading a line into another costs a board three times the slots.
	for (let at = 0; at < lines.length; at++) {
		const { sku, name, quantity, unitMinor, amountMinor, taxRates, weightGrams, perKilogramMinor } = lines[at]!;
		if (rates !== taxRates) mask = maskOf(taxes, (rates = taxRates));
		const line = { sku, name, quantity, unitMinor, amountMinor, taxes: mask };
		sold.push(weightGrams === undefined ? line : { ...line, weightGrams, perKilogramMinor: perKilogramMinor ?? 0 });
	}
	return sold;
}

/**
 * For an array met for the first time. Lines share the catalog's; others, such as a recalled sale's, hold the same
 * rates.
 */
function combinationOf(combinations: Combination[], taxes: TaxSum[], rates: readonly TaxRate[]): Combination {
	let mask = 0;
	for (let at = 0; at < rates.length; at++) mask |= 1 << placeOf(taxes, rates[at]!);
	for (let at = 0; at < combinations.length; at++) if (combinations[at]!.mask === mask) return combinations[at]!;
	const combination = { rates, mask, amountMinor: 0, eligibleMinor: 0 };
	combinations.push(combination);
	return combination;
}

/** Where a rate stands among the taxes; behind them if it is new. */
function placeOf(taxes: TaxSum[], rate: TaxRate): number {
	const { length } = taxes;
	for (let at = 0; at < length; at++) if (isSameRate(taxes[at]!, rate)) return at;
	if (length === limits.taxRatesMax) throw new Fault("BASKET_FULL", "taxes");
	taxes.push(newTaxSum(rate));
	return length;
}

/** Taxes are met in the order of lines, on which a receipt must not depend. */
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

/**
 * The customer is promised a percentage of the whole, so the whole is rounded once (half up) and then shared among
 * the combinations in proportion. Takes the shares off their amounts.
 */
function takeOff(combinations: readonly Combination[], promotion: PercentPromotion): SaleDiscount[] {
	const { basisPoints } = promotion;
	let eligible = 0;
	for (const combination of combinations) eligible += combination.eligibleMinor;
	const shares = roundParts(
		combinations.map((combination) => combination.eligibleMinor * basisPoints),
		10_000,
		divideHalfUp(eligible * basisPoints, 10_000),
	);
	const discounts: SaleDiscount[] = [];
	for (let at = 0; at < combinations.length; at++) {
		const combination = combinations[at]!;
		const discountMinor = shares[at]!;
		if (discountMinor === 0) continue;
		combination.amountMinor -= discountMinor;
		discounts.push({
			promotion: promotion.id,
			name: promotion.name,
			amountMinor: 0 - discountMinor,
			taxes: combination.mask,
		});
	}
	return discounts;
}
