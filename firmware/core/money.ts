// Money is integers in minor units (invariant 6). Rounding happens here and nowhere else.
import { assert } from "./assert.js";

export interface Currency {
	/** ISO 4217 alphabetic code. */
	readonly code: string;
	/** ISO 4217 number of decimals. */
	readonly decimals: number;
	/** What is printed before an amount. */
	readonly symbol: string;
	/** The smallest cash amount in minor units: 1, or 5 where cents are not in use. */
	readonly cashStepMinor: number;
}

/** ISO 4217 decimals; cash steps by the law of each land (CH: 5 Rappen; SE, NO, DK: see below). */
export const currencies: Readonly<Record<string, Currency>> = {
	EUR: { code: "EUR", decimals: 2, symbol: "€", cashStepMinor: 1 },
	GBP: { code: "GBP", decimals: 2, symbol: "£", cashStepMinor: 1 },
	USD: { code: "USD", decimals: 2, symbol: "$", cashStepMinor: 1 },
	CHF: { code: "CHF", decimals: 2, symbol: "CHF", cashStepMinor: 5 },
	SEK: { code: "SEK", decimals: 2, symbol: "kr", cashStepMinor: 100 },
	NOK: { code: "NOK", decimals: 2, symbol: "kr", cashStepMinor: 100 },
	DKK: { code: "DKK", decimals: 2, symbol: "kr", cashStepMinor: 50 },
	PLN: { code: "PLN", decimals: 2, symbol: "zł", cashStepMinor: 1 },
	CZK: { code: "CZK", decimals: 2, symbol: "Kč", cashStepMinor: 100 },
	JPY: { code: "JPY", decimals: 0, symbol: "¥", cashStepMinor: 1 },
	KWD: { code: "KWD", decimals: 3, symbol: "KD", cashStepMinor: 5 },
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

/** The nearest amount payable in cash. */
export function roundToCash(amountMinor: number, currency: Currency): number {
	return divideHalfUp(amountMinor, currency.cashStepMinor) * currency.cashStepMinor;
}

/** "13.34" or "-0.74": no symbol, no grouping, fixed decimals. */
export function formatMinor(amountMinor: number, decimals: number): string {
	const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, "0");
	const whole = digits.slice(0, digits.length - decimals);
	const sign = amountMinor < 0 ? "-" : "";
	return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}
