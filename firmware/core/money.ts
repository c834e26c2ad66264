// Money is integers in minor units (invariant 6). Rounding happens here and nowhere else.
import { assert } from "./assert.js";

export interface Currency {
	/** ISO 4217 alphabetic code. */
	readonly code: string;
	/** ISO 4217 number, three digits. */
	readonly number: string;
	/** ISO 4217 number of decimals. */
	readonly decimals: number;
	/** What is printed before an amount. */
	readonly symbol: string;
	/** The smallest cash amount in minor units: 1, or 5 where cents are not in use. */
	readonly cashStepMinor: number;
}

/** ISO 4217 decimals; cash steps by the law of each land (CH: 5 Rappen; SE, NO, DK: see below). */
export const currencies: Readonly<Record<string, Currency>> = {
	EUR: { code: "EUR", number: "978", decimals: 2, symbol: "€", cashStepMinor: 1 },
	GBP: { code: "GBP", number: "826", decimals: 2, symbol: "£", cashStepMinor: 1 },
	USD: { code: "USD", number: "840", decimals: 2, symbol: "$", cashStepMinor: 1 },
	CHF: { code: "CHF", number: "756", decimals: 2, symbol: "CHF", cashStepMinor: 5 },
	SEK: { code: "SEK", number: "752", decimals: 2, symbol: "kr", cashStepMinor: 100 },
	NOK: { code: "NOK", number: "578", decimals: 2, symbol: "kr", cashStepMinor: 100 },
	DKK: { code: "DKK", number: "208", decimals: 2, symbol: "kr", cashStepMinor: 50 },
	PLN: { code: "PLN", number: "985", decimals: 2, symbol: "zł", cashStepMinor: 1 },
	CZK: { code: "CZK", number: "203", decimals: 2, symbol: "Kč", cashStepMinor: 100 },
	JPY: { code: "JPY", number: "392", decimals: 0, symbol: "¥", cashStepMinor: 1 },
	KWD: { code: "KWD", number: "414", decimals: 3, symbol: "KD", cashStepMinor: 5 },
};

/** numerator ÷ denominator, halves away from zero: the one rounding rule. Exact while |2·numerator| + denominator < 2⁵³. */
export function divideHalfUp(numerator: number, denominator: number): number {
	assert(denominator > 0 && Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator), "divideHalfUp takes safe integers");
	const magnitude = Math.floor((2 * Math.abs(numerator) + denominator) / (2 * denominator));
	return numerator < 0 ? 0 - magnitude : magnitude;
}

/** The tax contained in a gross amount: gross × rate ÷ (1 + rate), rate in basis points (20 % = 2000). */
export function taxInGross(grossMinor: number, rateBasisPoints: number): number {
	return divideHalfUp(grossMinor * rateBasisPoints, 10_000 + rateBasisPoints);
}

/** What so many grams come to at a price for the kilogram. */
export function amountOfWeight(perKilogramMinor: number, grams: number): number {
	return divideHalfUp(perKilogramMinor * grams, 1_000);
}

/** A price in units of 10^−`priceDecimals` as minor units of a currency. */
export function toMinor(price: number, priceDecimals: number, currency: Currency): number {
	const surplus = priceDecimals - currency.decimals;
	return surplus > 0 ? divideHalfUp(price, 10 ** surplus) : price * 10 ** -surplus;
}

/** The nearest amount payable in cash. */
export function roundToCash(amountMinor: number, currency: Currency): number {
	return divideHalfUp(amountMinor, currency.cashStepMinor) * currency.cashStepMinor;
}

/** "0.482 kg": weights are printed to the gram. */
export function formatKilograms(grams: number): string {
	return `${formatMinor(grams, 3)} kg`;
}

/** "13.34" or "-0.74": no symbol, no grouping, fixed decimals. */
export function formatMinor(amountMinor: number, decimals: number): string {
	const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, "0");
	const whole = digits.slice(0, digits.length - decimals);
	const sign = amountMinor < 0 ? "-" : "";
	return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}
