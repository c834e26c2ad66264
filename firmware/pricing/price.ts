// Computes discounts, taxes and total from lines. Pure integer arithmetic (invariant 6): lines, discounts and, where
// prices are before tax, taxes sum to the total. docs/money.md has the rules.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { TaxMode, type TaxRate, type TaxSplit } from "../wire/record.js";
import type { PricingContext } from "./conditions.js";
import { applyRules, type Outcome } from "./evaluation.js";
import type { Fee } from "./goods.js";
import type { Combination, PricingLine } from "./line.js";
import type { RuleBook } from "./rule-book.js";
import { addTax, compareRates, isSameRate, maskOf, newTaxSum, type TaxSum } from "./tax.js";

export type { PricingLine } from "./line.js";

export interface Priced {
	/** Undefined where no rule changed the price. */
	readonly outcome: Outcome | undefined;
	/** Ascending by rate, authority, jurisdiction; only those that occur on a line. */
	readonly taxes: readonly TaxSplit[];
	readonly totalMinor: number;
	readonly taxMinor: number;
}

/**
 * Throws Fault PRICE_OUT_OF_RANGE where the lines or the total exceed the maximum of a sale, BASKET_FULL where they
 * have more taxes than a record has room for. `vouchers`: how many of the lines, the last ones, are gift vouchers.
 */
export function price(
	sold: readonly PricingLine[],
	taxMode: TaxMode,
	book?: RuleBook,
	context: PricingContext = anyTime,
	vouchers = 0,
): Priced {
	// Gift vouchers are no goods: no rule takes anything off them or counts them, and they are not taxed.
	const lines = vouchers > 0 ? sold.slice(0, -vouchers) : sold;
	const taxes: TaxSum[] = [];
	const combinations: Combination[] = [];
	let rates: readonly TaxRate[] | undefined;
	let combination!: Combination;
	// By index, and reading no more of each line than needed: every scan prices the whole basket.
	for (let at = 0; at < lines.length; at++) {
		const line = lines[at]!;
		if (rates !== line.taxRates) {
			rates = line.taxRates;
			let met = 0;
			while (met < combinations.length && combinations[met]!.rates !== rates) met++;
			combination = combinations[met] ?? combinationOf(combinations, taxes, rates, at);
		}
		combination.amountMinor += line.amountMinor;
	}
	let totalMinor = 0;
	for (let at = 0; at < combinations.length; at++) totalMinor += combinations[at]!.amountMinor;
	// Checked before anything is multiplied, so that every product below is exact.
	if (totalMinor > limits.totalMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", "lines");
	if (taxes.length > 1 || combinations.length > 1) putInOrder(taxes, combinations);

	let outcome: Outcome | undefined;
	if (book !== undefined && lines.length > 0) {
		outcome = applyRules(lines, combinations, taxes, totalMinor, book, context);
		if (outcome !== undefined && outcome.fees.length > 0) addFees(outcome.fees, combinations, taxes);
	}
	if (vouchers > 0) addVouchers(sold.slice(-vouchers), combinations, taxes);
	totalMinor = 0;
	let taxMinor = 0;
	for (let at = 0; at < combinations.length; at++) {
		combination = combinations[at]!;
		const amount = combination.amountMinor;
		totalMinor += amount;
		taxMinor += addTax(taxes, combination.mask, amount, taxMode);
	}
	if (taxMode === TaxMode.exclusive) totalMinor += taxMinor;
	if (totalMinor > limits.totalMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", "total");
	return { outcome, taxes, totalMinor, taxMinor };
}

const noRates: readonly TaxRate[] = [];
const anyTime: PricingContext = { pricingTime: () => undefined };

function sumOf(combinations: readonly Combination[]): number {
	let sum = 0;
	for (let at = 0; at < combinations.length; at++) sum += combinations[at]!.amountMinor;
	return sum;
}

function addVouchers(vouchers: readonly PricingLine[], combinations: Combination[], taxes: TaxSum[]): void {
	for (const { amountMinor } of vouchers) combinationOf(combinations, taxes, noRates, -1).amountMinor += amountMinor;
	if (sumOf(combinations) > limits.totalMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", "vouchers");
	putInOrder(taxes, combinations);
}

/** Fees are taxed as goods are, by the rates of their tax class. */
function addFees(fees: readonly Fee[], combinations: Combination[], taxes: TaxSum[]): void {
	for (const { quantity, unitMinor, taxRates } of fees)
		combinationOf(combinations, taxes, taxRates, -1).amountMinor += quantity * unitMinor;
	if (sumOf(combinations) > limits.totalMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", "fees");
	putInOrder(taxes, combinations);
}

/**
 * The combination of a rates array met for the first time. Lines share the catalog's arrays; others, such as those of a
 * recalled sale, may hold the same rates.
 */
function combinationOf(
	combinations: Combination[],
	taxes: TaxSum[],
	rates: readonly TaxRate[],
	line: number,
): Combination {
	let mask = 0;
	for (let at = 0; at < rates.length; at++) mask |= 1 << placeOf(taxes, rates[at]!);
	for (let at = 0; at < combinations.length; at++) if (combinations[at]!.mask === mask) return combinations[at]!;
	const combination = { line, rates, mask, amountMinor: 0, pendingMinor: 0 };
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
