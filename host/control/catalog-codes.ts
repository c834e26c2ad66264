// The codes of an imported file: refuses those that no scan can match, which are mostly what a spreadsheet has made of
// a barcode, and numbers that two items share in different spellings.
import { hasCheckDigit, isDigits } from "../../firmware/core/check-digit.js";
import { articleNumbers, isLikeGtin, namesOf } from "../../firmware/core/gtin.js";
import { limits } from "../../firmware/core/limits.js";
import type { HostFaultCode } from "../faults.js";
import { formulaDamage } from "./item-text.js";

export type CodeColumn = "sku" | "barcodes";

/** `detail` is a sentence that says what to do. */
export type ReportCode = (column: CodeColumn, code: HostFaultCode, detail: string) => void;

interface Owner {
	readonly sku: string;
	readonly line: number;
	readonly code: string;
}

/** Fewer digits are rather a number of the merchant's own than what is left of a barcode. */
const barcodeDigitsMin = 7;

/** Collects the codes of a file row by row. */
export class CatalogCodes {
	/** By each of a code's names. */
	readonly #owners = new Map<string, Owner>();

	/** Reads the field of barcodes, which blanks separate. Whatever is wrong with a code is reported. */
	read(
		row: { readonly line: number; readonly sku: string; readonly barcodes: string },
		report: ReportCode,
	): string[] {
		const { line, sku } = row;
		const fields = row.barcodes.split(/\s+/).filter((code) => code !== "");
		const barcodes = [...new Set(fields)];
		const problem = spreadsheetDamage(sku);
		if (problem !== undefined) report("sku", "CSV_FIELD_INVALID", problem);
		const ungrouped = groupedDigits(fields);
		if (ungrouped !== undefined) {
			report("barcodes", "CSV_FIELD_INVALID", `blanks separate codes: enter ${ungrouped} without blanks`);
			return [];
		}
		for (const code of barcodes) {
			const wrong = barcodeProblem(code);
			if (wrong !== undefined) report("barcodes", "CSV_FIELD_INVALID", wrong);
		}
		this.claim("sku", sku, { sku, line, code: sku }, report);
		for (const code of barcodes) this.claim("barcodes", code, { sku, line, code }, report);
		return barcodes;
	}

	private claim(column: CodeColumn, code: string, owner: Owner, report: ReportCode): void {
		const names = namesOf(code);
		// That a SKU stands twice is reported where SKUs are.
		const other = names.map((name) => this.#owners.get(name)).find((each) => each && each.sku !== owner.sku);
		if (other !== undefined) report(column, "CSV_DUPLICATE", sharedCode(code, other));
		for (const name of names) if (!this.#owners.has(name)) this.#owners.set(name, owner);
	}
}

function sharedCode(code: string, { sku, line, code: otherCode }: Owner): string {
	const place = `line ${line}, item "${sku}"`;
	return code === otherCode
		? `${code} is also a code of ${place}: leave it at one of the two items`
		: `${code} is the same article number as ${otherCode} of ${place}: leave it at one of the two items`;
}

/** What is wrong with a barcode that no scan can match; undefined where nothing is. */
function barcodeProblem(code: string): string | undefined {
	if (!/^[\x21-\x7e]+$/.test(code) || code.length > limits.barcodeCharactersMax)
		return `"${code}": 1 to ${limits.barcodeCharactersMax} letters, digits and signs of ASCII`;
	return spreadsheetDamage(code) ?? joinedCodes(code) ?? printedForm(code) ?? checkDigitProblem(code);
}

/** What spreadsheets make of long numbers. */
function spreadsheetDamage(code: string): string | undefined {
	if (/^[0-9]([.,][0-9]+)?e\+[0-9]+$/i.test(code))
		return `${code} is what a spreadsheet left of a number: format the column as text and enter the number again`;
	const [, whole, decimals] = /^([0-9]+)([.,]0+)$/.exec(code) ?? [];
	if (whole !== undefined && whole.length >= barcodeDigitsMin)
		return `${code} ends in decimals of a spreadsheet: enter ${whole} without "${decimals}"`;
	const formula = formulaDamage(code);
	if (formula !== undefined) return formula;
	const [, quoted] = /^(?:['\u2018\u2019`]|="?|")([0-9]+)["']?$/.exec(code) ?? [];
	if (quoted !== undefined) return `${code} has signs of a spreadsheet around it: enter ${quoted} alone`;
	return undefined;
}

/**
 * The article number of which this may be the end, because a spreadsheet drops zeros in front: a UPC-E or EAN-8 of
 * seven digits, a UPC-A of ten. Undefined where it is none. One in ten numbers of one's own looks like that by chance.
 */
export function withLostZeros(code: string): string | undefined {
	const zeros = code.length === 7 ? "0" : code.length === 10 ? "00" : undefined;
	// Items of a scale's labels are listed by seven digits.
	if (zeros === undefined || !isDigits(code) || /^[02]/.test(code)) return undefined;
	return articleNumbers(zeros + code).length > 0 ? zeros + code : undefined;
}

/** Blanks separate codes, nothing else does. */
function joinedCodes(code: string): string | undefined {
	const separator = /[,;|]/.test(code) ? /[,;|]+/ : /^[0-9/]+$/.test(code) && code.includes("/") ? /\/+/ : undefined;
	if (separator === undefined) return undefined;
	const parts = code.split(separator).filter((part) => part !== "");
	const areNumbers = parts.every((part) => isDigits(part) && part.length >= barcodeDigitsMin);
	if (parts.length === 0 || (!areNumbers && !parts.some((part) => articleNumbers(part).length > 0))) return undefined;
	return `${code}: separate codes by blanks, "${parts.join(" ")}"`;
}

/** What is printed below a barcode is not always what is in it. */
function printedForm(code: string): string | undefined {
	const [, element] = /^\(01\)([0-9]{14})/.exec(code) ?? [];
	if (element !== undefined) return `${code}: enter the article number alone, ${element}`;
	const digits = code.replaceAll(/[-.]/g, "");
	if (digits !== code && digits.length >= 12 && articleNumbers(digits).length > 0)
		return `${code}: enter ${digits}, as the barcode has it`;
	return undefined;
}

function checkDigitProblem(code: string): string | undefined {
	// Zeros in front do not change the check digit.
	if (code.length === 11 && isDigits(code) && hasCheckDigit(code))
		return `${code} has lost its first zero to a spreadsheet: enter 0${code}`;
	if (!isLikeGtin(code) || articleNumbers(code).length > 0) return undefined;
	if (code.length === 13 && code.startsWith("2"))
		return `${code} has a wrong check digit: of a scale's label, enter prefix and item only, ${code.slice(0, 7)}`;
	return (
		`${code} has a wrong check digit, ${withCheckDigit(code)} has the right one: correct it. ` +
		"A number of your own stands in the column sku, where it needs none"
	);
}

function withCheckDigit(code: string): string {
	const body = code.slice(0, -1);
	for (let digit = 0; digit < 9; digit++) if (hasCheckDigit(`${body}${digit}`)) return `${body}${digit}`;
	return `${body}9`;
}

/**
 * A barcode as it is printed, "4 006381 333931" or "0 36000 29145 2", as one number; undefined where the codes are
 * none.
 */
function groupedDigits(codes: readonly string[]): string | undefined {
	const number = codes.join("");
	const areGroups = codes.length > 1 && codes.some((code) => code.length === 1) && isDigits(number);
	return areGroups && articleNumbers(number).length > 0 ? number : undefined;
}
