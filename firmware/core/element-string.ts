// GS1 element strings, as DataBar Expanded and GS1-128 carry them: an application identifier, its data, and a separator
// after data of variable length (GS1 General Specifications, sections 3.2 and 7.8). Only the identifiers that a till
// needs are interpreted. Others are skipped by their length where the standard fixes it; where it does not, reading
// ends there.
import { hasCheckDigit, isDigits } from "./check-digit.js";
import { toGrams } from "./money.js";

export interface ElementString {
	/**
	 * GTIN without leading zeros of padding: 13 digits, or 14 where the first is not zero. Undefined when there is
	 * none.
	 */
	readonly gtin: string | undefined;
	/** (310n): net weight in grams, halves rounded up; undefined when there is none. */
	readonly weightGrams: number | undefined;
	/** (392n) or (393n): price in units of 10^−`priceDecimals`; undefined when there is none. */
	readonly price: number | undefined;
	readonly priceDecimals: number;
	/** (393n): the price's currency, ISO 4217 number of three digits; undefined where the code names none. */
	readonly priceCurrency: string | undefined;
	/** The first identifier that stands twice or contradicts one before it: the label is not to be trusted. */
	readonly conflict: string | undefined;
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

/** First two digits of the identifiers that have three or four; the others have two (figure 3.2-1). */
const threeDigits: readonly string[] = ["23", "24", "25", "40", "41", "42", "71"];
const fourDigits: readonly string[] = ["31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"];

/** Most digits of a price (GS1 General Specifications, sections 3.6.6 and 3.6.7). */
const priceDigitsMax = 15;
const weightDigits = 6;
/** (3105) has the finest weight, a hundredth of a gram. */
const weightDecimalsMax = 5;
const currencyDigits = 3;

/** Collects application identifiers with their data, from element strings or from a link. */
export class Elements implements ElementString {
	gtin: string | undefined;
	weightGrams: number | undefined;
	price: number | undefined;
	priceDecimals = 0;
	priceCurrency: string | undefined;
	conflict: string | undefined;
	readonly #seen: string[] = [];

	/** False where the data of an identifier that a till needs is malformed. */
	add(identifier: string, data: string): boolean {
		// Measures differ in their last digit by their decimals only, and both kinds of price state what is to be paid.
		const isMeasure = identifier.length === 4 && identifier.charAt(0) === "3";
		let meaning = isMeasure ? identifier.slice(0, 3) : identifier;
		if (meaning === "393") meaning = "392";
		if (this.#seen.includes(meaning)) this.conflict ??= identifier;
		this.#seen.push(meaning);
		if (meaning === "01") return this.addGtin(data);
		if (meaning === "310") return this.addWeight(data, Number(identifier.charAt(3)));
		if (meaning === "392") return this.addPrice(data, identifier);
		return true;
	}

	private addGtin(data: string): boolean {
		this.gtin = data.length === 14 && data.charAt(0) === "0" ? data.slice(1) : data;
		return hasCheckDigit(data);
	}

	private addWeight(data: string, decimals: number): boolean {
		if (data.length !== weightDigits || !isDigits(data) || decimals > weightDecimalsMax) return false;
		this.weightGrams = toGrams(Number(data), decimals);
		return true;
	}

	private addPrice(data: string, identifier: string): boolean {
		const begin = identifier.charAt(2) === "3" ? currencyDigits : 0;
		if (!isDigits(data) || data.length <= begin || data.length > begin + priceDigitsMax) return false;
		this.priceDecimals = Number(identifier.charAt(3));
		this.price = Number(data.slice(begin));
		this.priceCurrency = begin > 0 ? data.slice(0, begin) : undefined;
		return true;
	}
}

/** Undefined when `text` is not a sequence of element strings, or a check digit is wrong. */
export function parseElementString(text: string): ElementString | undefined {
	const elements = new Elements();
	let at = 0;
	while (at < text.length) {
		const prefix = text.slice(at, at + 2);
		const fixed = fixedLengths[prefix];
		const separator = text.indexOf(groupSeparator, at);
		const end = fixed === undefined ? (separator < 0 ? text.length : separator) : at + fixed;
		if (!isDigits(prefix) || end > text.length || end <= at + 2) return undefined;
		const identifier = text.slice(
			at,
			at + (fourDigits.includes(prefix) ? 4 : threeDigits.includes(prefix) ? 3 : 2),
		);
		if (!isDigits(identifier) || end < at + identifier.length) return undefined;
		if (!elements.add(identifier, text.slice(at + identifier.length, end))) return undefined;
		at = end;
		if (text.charAt(at) === groupSeparator) at++;
	}
	return elements;
}
