// One article number has several spellings (GS1 General Specifications, section 2.1): GTIN-12 as UPC-A and as its short
// form UPC-E, GTIN-13 (EAN-13) and GTIN-14, padded with zeros; a GTIN-8 (EAN-8) is padded likewise. Which one a scanner
// sends depends on how it is set, and which one a catalog lists depends on who wrote it.
import { hasCheckDigit, isDigits } from "./check-digit.js";

const upcEDigits = 8;
const upcADigits = 12;
const eanDigits = 13;
const gtinDigits = 14;

/** The UPC-A of an eight-digit UPC-E (General Specifications, section 5.2.2.4.2); undefined where it is none. */
export function expandUpcE(code: string): string | undefined {
	if (code.length !== upcEDigits || code.charAt(0) > "1" || !isDigits(code)) return undefined;
	const last = code.charAt(6);
	let number = `${code.slice(1, 6)}0000${last}`;
	if (last < "3") number = `${code.slice(1, 3)}${last}0000${code.slice(3, 6)}`;
	else if (last === "3") number = `${code.slice(1, 4)}00000${code.slice(4, 6)}`;
	else if (last === "4") number = `${code.slice(1, 5)}00000${code.charAt(5)}`;
	const upcA = code.charAt(0) + number + code.charAt(7);
	return hasCheckDigit(upcA) ? upcA : undefined;
}

/** Every UPC-E of a UPC-A: usually none, and at most four, of which encoders choose the first. */
function shortenUpcA(upcA: string): string[] {
	const system = upcA.charAt(0);
	const check = upcA.charAt(11);
	const shorts = [
		`${upcA.slice(1, 3)}${upcA.slice(8, 11)}${upcA.charAt(3)}`,
		`${upcA.slice(1, 4)}${upcA.slice(9, 11)}3`,
		`${upcA.slice(1, 5)}${upcA.charAt(10)}4`,
		`${upcA.slice(1, 6)}${upcA.charAt(10)}`,
	];
	return shorts
		.map((short) => system + short + check)
		.filter((code, index, all) => expandUpcE(code) === upcA && all.indexOf(code) === index);
}

function hasGtinLength({ length }: string): boolean {
	return length === upcEDigits || length === upcADigits || length === eanDigits || length === gtinDigits;
}

/** Whether these are as many digits as a GTIN has, so that the last of them must be its check digit. */
export function isLikeGtin(code: string): boolean {
	return hasGtinLength(code) && isDigits(code);
}

/**
 * The article numbers that a code may stand for, with fourteen digits each: none where it is no GTIN or its check digit
 * is wrong. Eight digits may be an EAN-8 and a UPC-E at once: then there are two.
 */
export function articleNumbers(code: string): string[] {
	if (!hasGtinLength(code)) return [];
	const numbers = hasCheckDigit(code) ? [code.padStart(gtinDigits, "0")] : [];
	const upcA = expandUpcE(code);
	if (upcA !== undefined) numbers.push(upcA.padStart(gtinDigits, "0"));
	return numbers;
}

/** All that a code is known by: itself, and its article numbers. Two items must not share any of them. */
export function namesOf(code: string): readonly string[] {
	return [code, ...articleNumbers(code)];
}

/** The spellings of an article number of fourteen digits, the most frequent first. */
function spellingsOf(number: string): string[] {
	if (number.charAt(0) !== "0") return [number];
	const spellings = [number.slice(gtinDigits - eanDigits)];
	if (number.startsWith("00")) {
		const upcA = number.slice(gtinDigits - upcADigits);
		spellings.push(upcA);
		if (number.startsWith("000000")) spellings.push(number.slice(gtinDigits - upcEDigits));
		spellings.push(...shortenUpcA(upcA));
	}
	spellings.push(number);
	return spellings;
}

/** A UPC-A as EAN-13, an EAN-13 with a zero in front without it, a GTIN-14 likewise; undefined for anything else. */
export function otherPadding(code: string): string | undefined {
	const { length } = code;
	if (length < upcADigits || length > gtinDigits || !isDigits(code)) return undefined;
	if (length === upcADigits) return `0${code}`;
	return code.charAt(0) === "0" ? code.slice(1) : undefined;
}

/** Digits of the article, where digits of that length end with an add-on of two or five. */
const articleDigits: Readonly<Record<number, number>> = {
	10: upcEDigits,
	14: upcADigits,
	15: eanDigits,
	17: upcADigits,
	18: eanDigits,
};

/**
 * The article of a code with an add-on of two or five digits, such as the issue of a magazine or the price of a book
 * (General Specifications, section 5.2.2.5). Scanners send the add-on behind the code or separate it by a character.
 * Undefined where the code is nothing of the kind. Eight digits without a separator must be a UPC-E: an EAN-8 takes no
 * add-on, and ten digits may be any number.
 */
export function articleOfAddOn(code: string): string | undefined {
	const parts = /^([0-9]{8,13})[ :+-]([0-9]{2}|[0-9]{5})$/.exec(code);
	if (parts !== null) return articleNumbers(parts[1]!).length > 0 ? parts[1] : undefined;
	const digits = articleDigits[code.length];
	if (digits === undefined || !isDigits(code)) return undefined;
	const article = code.slice(0, digits);
	const isArticle = digits === upcEDigits ? expandUpcE(article) !== undefined : hasCheckDigit(article);
	return isArticle ? article : undefined;
}

/** All that a catalog may list for a code instead of the code itself, the most likely first; each once. */
export function otherSpellings(code: string): string[] {
	const article = articleOfAddOn(code);
	const spellings = articleNumbers(code).flatMap(spellingsOf);
	if (article !== undefined) spellings.push(article, ...articleNumbers(article).flatMap(spellingsOf));
	return spellings.filter((each, index) => each !== code && spellings.indexOf(each) === index);
}
