// Money is integers in minor units (invariant 6). All rounding happens in this file.
import { assert } from "./assert.js";
import type { Currency } from "./currencies.js";

/**
 * numerator ÷ denominator, halves rounded away from zero: the only rounding rule. Exact while |2·numerator| +
 * denominator < 2⁵³.
 */
export function divideHalfUp(numerator: number, denominator: number): number {
	assert(
		denominator > 0 && Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator),
		"divideHalfUp takes safe integers",
	);
	const magnitude = Math.floor((2 * Math.abs(numerator) + denominator) / (2 * denominator));
	return numerator < 0 ? 0 - magnitude : magnitude;
}

/**
 * amount × weight ÷ total, halves rounded away from zero. Only the remainder of the amount is multiplied, so products
 * do not grow with the amount: exact while the amount, its multiple and 2 × total × (weight + 1) are below 2⁵³.
 */
export function proportionHalfUp(amountMinor: number, weight: number, total: number): number {
	const rest = amountMinor % total;
	return ((amountMinor - rest) / total) * weight + divideHalfUp(rest * weight, total);
}

/**
 * Divides `whole` into integers within one of numerators[i] ÷ denominator. Every part gets its floor; the remaining
 * units go one by one to the largest remainders, the lower index first where they are equal. `whole` is the rounded sum
 * of the quotients.
 */
export function roundParts(numerators: readonly number[], denominator: number, whole: number): number[] {
	const parts: number[] = [];
	let left = whole;
	for (let at = 0; at < numerators.length; at++) {
		const part = Math.floor(numerators[at]! / denominator);
		parts.push(part);
		left -= part;
	}
	assert(left >= 0 && left <= parts.length, "roundParts takes a whole that is the sum of its parts");
	for (const floors = left > 0 ? parts.slice() : parts; left > 0; left--) {
		let largest = -1;
		let most = -1;
		for (let at = 0; at < parts.length; at++) {
			const remainder = numerators[at]! - floors[at]! * denominator;
			if (remainder <= most || parts[at] !== floors[at]) continue;
			largest = at;
			most = remainder;
		}
		parts[largest]! += 1;
	}
	return parts;
}

/** The remainder of a product that may exceed 2⁵³ is found bit by bit; the factors are below 2³⁷. */
const bitsMax = 37;

/** a × b ÷ total, rounded down. Exact while a and b are at most `total`, and that below 2³⁷. */
export function proportionFloor(a: number, b: number, total: number): number {
	const product = a * b;
	return product <= Number.MAX_SAFE_INTEGER ? Math.floor(product / total) : longProportion(a, b, total)[0];
}

/** Quotient and remainder of a × b ÷ total. */
function longProportion(a: number, b: number, total: number): [number, number] {
	let quotient = 0;
	let remainder = 0;
	let rest = b;
	for (let bit = 2 ** (bitsMax - 1); bit >= 1; bit /= 2) {
		remainder *= 2;
		quotient *= 2;
		if (rest >= bit) {
			rest -= bit;
			remainder += a;
		}
		while (remainder >= total) {
			remainder -= total;
			quotient++;
		}
	}
	return [quotient, remainder];
}

/**
 * Divides an amount ≥ 0 in proportion to weights ≥ 0, which sum to at least the amount: by largest remainder, as
 * `share` does, for sums up to 2³⁷.
 */
export function shareOf(amountMinor: number, weights: readonly number[]): number[] {
	let total = 0;
	for (let at = 0; at < weights.length; at++) total += weights[at]!;
	if (weights.length === 1 || amountMinor === 0 || amountMinor === total)
		return weights.map((weight) => (amountMinor === 0 ? 0 : amountMinor === total ? weight : amountMinor));
	const parts: number[] = [];
	const remainders: number[] = [];
	let left = amountMinor;
	for (let at = 0; at < weights.length; at++) {
		const weight = weights[at]!;
		const product = amountMinor * weight;
		const isExact = product <= Number.MAX_SAFE_INTEGER;
		const long = isExact ? undefined : longProportion(amountMinor, weight, total);
		const part = long?.[0] ?? Math.floor(product / total);
		parts.push(part);
		remainders.push(long?.[1] ?? product - part * total);
		left -= part;
	}
	raise(parts, remainders, left);
	return parts;
}

/** Adds one to each of the `count` parts with the largest remainders, the lower index first where they are equal. */
function raise(parts: number[], remainders: number[], count: number): void {
	for (let left = count; left > 0; left--) {
		let largest = 0;
		for (let at = 1; at < parts.length; at++) if (remainders[at]! > remainders[largest]!) largest = at;
		parts[largest]! += 1;
		remainders[largest] = -1;
	}
}

/**
 * Divides an amount in proportion to weights ≥ 0, not all of them 0; the parts sum to it. Exact while the amount and
 * the square of the sum of weights are below 2⁵³.
 */
export function share(amountMinor: number, weights: readonly number[]): number[] {
	const magnitude = Math.abs(amountMinor);
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	// Whole multiples of the weights need no rounding; only the remainder is multiplied.
	const rest = magnitude % total;
	const rounds = (magnitude - rest) / total;
	const parts = roundParts(
		weights.map((weight) => rest * weight),
		total,
		rest,
	);
	for (let at = 0; at < parts.length; at++) parts[at]! += rounds * weights[at]!;
	return amountMinor < 0 ? parts.map((part) => 0 - part) : parts;
}

/** The price of that many grams at a price for the kilogram. */
export function amountOfWeight(perKilogramMinor: number, grams: number): number {
	return divideHalfUp(perKilogramMinor * grams, 1_000);
}

/** A weight in units of 10^−`decimals` kilograms as whole grams. */
export function toGrams(weight: number, decimals: number): number {
	return decimals > 3 ? divideHalfUp(weight, 10 ** (decimals - 3)) : weight * 10 ** (3 - decimals);
}

/** A price in units of 10^−`priceDecimals` as minor units of a currency. */
export function toMinor(price: number, priceDecimals: number, currency: Currency): number {
	const surplus = priceDecimals - currency.decimals;
	return surplus > 0 ? divideHalfUp(price, 10 ** surplus) : price * 10 ** -surplus;
}

/** What stands between whole units and decimals: a matter of language. */
export type DecimalMark = "." | ",";

/** "0.482 kg": weights are printed to the gram. */
export function formatKilograms(grams: number, decimalMark: DecimalMark = "."): string {
	return `${formatMinor(grams, 3, decimalMark)} kg`;
}

/** "20 %", "5.5 %", "8.875 %" from thousandths of a percent. */
export function formatRate(rateMillipercent: number, decimalMark: DecimalMark = "."): string {
	return `${formatMinor(rateMillipercent, 3, decimalMark).replace(/[.,]?0+$/, "")} %`;
}

/** "13.34" or "-0.74": no symbol, no grouping, fixed decimals. */
export function formatMinor(amountMinor: number, decimals: number, decimalMark: DecimalMark = "."): string {
	const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, "0");
	const whole = digits.slice(0, digits.length - decimals);
	const sign = amountMinor < 0 ? "-" : "";
	return decimals === 0 ? sign + whole : sign + whole + decimalMark + digits.slice(-decimals);
}
