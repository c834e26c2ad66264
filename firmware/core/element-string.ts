// GS1 element strings, as DataBar Expanded and GS1-128 carry them: an application identifier, its data, and a separator
// after data of variable length (GS1 General Specifications, sections 3.2 and 7.8). Only the identifiers that a till
// needs are interpreted. Others are skipped by their length where the standard fixes it; where it does not, reading
// ends there.
import { hasCheckDigit, isDigits } from "./check-digit.js";

export interface ElementString {
	/**
	 * GTIN without leading zeros of padding: 13 digits, or 14 where the first is not zero. Undefined when there is
	 * none.
	 */
	readonly gtin: string | undefined;
	/** (310n): net weight in grams; undefined when there is none. */
	readonly weightGrams: number | undefined;
	/** (392n) or (393n): price in units of 10^−`priceDecimals`; undefined when there is none. */
	readonly price: number | undefined;
	readonly priceDecimals: number;
	/** (393n): the price's currency, ISO 4217 number of three digits; undefined where the code names none. */
	readonly priceCurrency: string | undefined;
}

/** FNC1 as scanners transmit it. */
export const groupSeparator = "\u001d";

/** Total lengths (identifier and data) by the first two digits, where they are fixed (figure 7.8.5-1). */
const fixedLengths: Readonly<Record<string, number>> = {
	"00": 20,
	"01": 16,
	"02": 16,
	"03": 16,
	"04": 18,
	"11": 8,
	"12": 8,
	"13": 8,
	"14": 8,
	"15": 8,
	"16": 8,
	"17": 8,
	"18": 8,
	"19": 8,
	"20": 4,
	"31": 10,
	"32": 10,
	"33": 10,
	"34": 10,
	"35": 10,
	"36": 10,
	"41": 16,
};

/** Most digits of a price (GS1 General Specifications, sections 3.6.6 and 3.6.7). */
const priceDigitsMax = 15;

/** Undefined when `text` is not a sequence of element strings, or a check digit is wrong. */
export function parseElementString(text: string): ElementString | undefined {
	let gtin: string | undefined;
	let weightGrams: number | undefined;
	let price: number | undefined;
	let priceDecimals = 0;
	let priceCurrency: string | undefined;
	let at = 0;
	while (at < text.length) {
		const identifier = text.slice(at, at + 2);
		const fixed = fixedLengths[identifier];
		const separator = text.indexOf(groupSeparator, at);
		const end = fixed === undefined ? (separator < 0 ? text.length : separator) : at + fixed;
		if (!isDigits(identifier) || end > text.length || end <= at + 2) return undefined;
		const data = text.slice(at, end);
		if (identifier === "01") {
			if (!hasCheckDigit(data.slice(2))) return undefined;
			gtin = data.charAt(2) === "0" ? data.slice(3) : data.slice(2);
		} else if (identifier === "31" && data.charAt(2) === "0") {
			if (!isDigits(data)) return undefined;
			const decimals = Number(data.charAt(3));
			const grams = Number(data.slice(4)) * 10 ** (3 - decimals);
			if (!Number.isInteger(grams)) return undefined;
			weightGrams = grams;
		} else if (identifier === "39" && (data.charAt(2) === "2" || data.charAt(2) === "3")) {
			const begin = data.charAt(2) === "3" ? 7 : 4;
			if (!isDigits(data) || data.length <= begin || data.length > begin + priceDigitsMax) return undefined;
			priceDecimals = Number(data.charAt(3));
			price = Number(data.slice(begin));
			priceCurrency = begin === 7 ? data.slice(4, 7) : undefined;
		}
		at = end;
		if (text.charAt(at) === groupSeparator) at++;
	}
	return { gtin, weightGrams, price, priceDecimals, priceCurrency };
}
