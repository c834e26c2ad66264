// A barcode scanner on a UART: one code a line. Scanners end a code with CR, LF or both, and the protocol has nothing
// else, so length, characters and check digits are checked here.
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { ByteStream, SerialSource, StreamListener } from "../../core/ports.js";
import { hasCheckDigit, isDigits } from "../../core/check-digit.js";
import { groupSeparator, parseElementString } from "../../core/element-string.js";
import { articleOfAddOn, expandUpcE } from "../../core/gtin.js";

export interface ScannerListener {
	/** A whole code, checked: digits, text, or element strings with their separators. */
	scanned(text: string): void;
	/**
	 * Whether the catalog lists this code. Numbers of one's own need no check digit: a number that lacks one is taken
	 * where it is listed, and is noise where it is not.
	 */
	lists(code: string): boolean;
	/** SCANNER_NOISE: a code with a wrong check digit, too many characters, or characters that no code has. */
	scanRefused(fault: Fault): void;
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const separator = 0x1d;
const del = 0x7f;
/** Characters that one native call turns into text: they are passed on the stack. */
const runMax = 16;

/** Symbology identifiers (ISO/IEC 15424) that a scanner may be set to send before the data: "]" and two characters. */
const identifierMark = "]";
const identifierCharacters = 3;

export class Scanner implements StreamListener {
	/** Codes refused so far. */
	noiseCount = 0;
	readonly #listener: ScannerListener;
	#stream: ByteStream | undefined;
	#text = "";
	#isNoisy = false;

	constructor(serial: SerialSource, listener: ScannerListener) {
		this.#listener = listener;
		this.#stream = new serial.io(this);
	}

	/** Idempotent. */
	close(): void {
		this.#stream?.close();
		this.#stream = undefined;
	}

	onError(): void {
		this.close();
	}

	onReadable(): void {
		// All available bytes are read at once: a burst of codes must not fill the board's receive buffer while one is
		// rung up.
		const bytes = this.#stream?.read();
		if (bytes === undefined) return;
		const all = new Uint8Array(bytes);
		let begin = 0;
		for (let at = 0; at < all.length; at++) {
			const byte = all[at]!;
			if ((byte >= 0x20 && byte < del) || byte === separator) {
				if (at - begin < runMax) continue;
				this.take(all.subarray(begin, at));
				begin = at;
				continue;
			}
			this.take(all.subarray(begin, at));
			begin = at + 1;
			if (byte !== carriageReturn && byte !== lineFeed) this.#isNoisy = true;
			else if (this.#text !== "" || this.#isNoisy) this.end();
		}
		this.take(all.subarray(begin));
	}

	/** Characters of a code, no more than `runMax` + 1. */
	private take(run: Uint8Array): void {
		if (run.length === 0) return;
		if (this.#text.length + run.length > limits.scanCharactersMax) this.#isNoisy = true;
		else if (!this.#isNoisy) this.#text += String.fromCharCode.apply(null, run as unknown as number[]);
	}

	private end(): void {
		const text = this.#text;
		let code = this.#isNoisy ? undefined : readCode(text);
		if (code === undefined && !this.#isNoisy && this.#listener.lists(text)) code = text;
		this.#text = "";
		this.#isNoisy = false;
		if (code !== undefined) {
			if (code !== "") this.#listener.scanned(code);
			return;
		}
		this.noiseCount++;
		this.#listener.scanRefused(new Fault("SCANNER_NOISE"));
	}
}

/**
 * The code of a scanned line; undefined when it is not valid, empty when it is the add-on of a code that came before.
 * Digits of the lengths of EAN-8, UPC-E, UPC-A, EAN-13 and GTIN-14 must have a right check digit: a misread digit would
 * ring up something else. A symbology identifier is removed. It settles what digits alone leave open.
 * @forTests: codes of every symbology are tried without a serial line.
 */
export function readCode(line: string): string | undefined {
	if (line.charAt(0) === identifierMark && line.length > identifierCharacters)
		return readIdentified(line.slice(0, identifierCharacters), line.slice(identifierCharacters));
	if (line.includes(groupSeparator)) return readElements(line);
	if (!isDigits(line)) return line === "" ? undefined : line;
	return isWhole(line) ? line : undefined;
}

function readIdentified(identifier: string, text: string): string | undefined {
	const areElements = identifier === "]C1" || identifier === "]e0" || identifier === "]d2" || identifier === "]Q3";
	if (areElements || text.includes(groupSeparator)) return readElements(text);
	const symbology = identifier.charAt(1);
	if (symbology === "E") return readEan(text, identifier.charAt(2));
	// Code-128, Code 39, QR and others may carry any digits of these lengths; an ITF-14 may not.
	return symbology !== "I" || !isDigits(text) || isWhole(text) ? text : undefined;
}

function readElements(text: string): string | undefined {
	const plain = text.charAt(0) === groupSeparator ? text.slice(1) : text;
	return parseElementString(plain) === undefined ? undefined : plain;
}

/** Whether digits of a GTIN's length add up as one; others have no check digit. */
function isWhole(digits: string): boolean {
	const { length } = digits;
	if (length !== 8 && length !== 12 && length !== 13 && length !== 14) return true;
	if (hasCheckDigit(digits)) return true;
	// A UPC-E, or a UPC-A with an add-on of two digits.
	return length === 8 ? expandUpcE(digits) !== undefined : length === 14 && articleOfAddOn(digits) !== undefined;
}

/** Digits of an add-on that EAN and UPC symbols may end with. */
const addOnDigits: readonly number[] = [2, 5];

/**
 * EAN-13, UPC-A and UPC-E ("0", with an add-on "3"), EAN-8 ("4"), and add-ons that a scanner sends on their own ("1",
 * "2"). Scanners should send a UPC-E with thirteen digits; many send its eight.
 */
function readEan(text: string, option: string): string | undefined {
	if (!isDigits(text)) return undefined;
	if (option === "1" || option === "2") return text.length === addOnDigits[Number(option) - 1] ? "" : undefined;
	if (option === "4") {
		if (text.length !== 8 || !hasCheckDigit(text)) return undefined;
		// Eight digits that could be a UPC-E as well are padded, so that they stay an EAN-8.
		return expandUpcE(text) === undefined ? text : text.padStart(14, "0");
	}
	const hasAddOn = option === "3" || text.length > 13;
	for (const length of hasAddOn ? addOnDigits.map((digits) => text.length - digits) : [text.length]) {
		const article = text.slice(0, length);
		if (length === 8 && expandUpcE(article) !== undefined) return expandUpcE(article);
		if ((length === 8 || length === 12 || length === 13) && hasCheckDigit(article)) return article;
	}
	return undefined;
}
