// A barcode scanner on a UART: one code a line. Scanners end a code with CR, LF or both, and the protocol has nothing
// else, so length, characters and check digits are checked here.
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { ByteStream, SerialSource, StreamListener } from "../../core/ports.js";
import { hasCheckDigit, isDigits } from "../../core/check-digit.js";
import { groupSeparator, parseElementString } from "../../core/element-string.js";

export interface ScannerListener {
	/** A whole code, checked: digits, text, or element strings with their separators. */
	scanned(text: string): void;
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
		const code = this.#isNoisy ? undefined : readCode(this.#text);
		this.#text = "";
		this.#isNoisy = false;
		if (code !== undefined) {
			this.#listener.scanned(code);
			return;
		}
		this.noiseCount++;
		this.#listener.scanRefused(new Fault("SCANNER_NOISE"));
	}
}

/**
 * The code of a scanned line; undefined when it is not valid. Digits of the lengths of EAN-8, UPC-A, EAN-13 and GTIN-14
 * must have a right check digit: a misread digit would ring up something else. A symbology identifier is removed.
 * @forTests: codes of every symbology are tried without a serial line.
 */
export function readCode(line: string): string | undefined {
	const hasIdentifier = line.charAt(0) === identifierMark && line.length > 3;
	const identifier = hasIdentifier ? line.slice(0, 3) : "";
	const text = hasIdentifier ? line.slice(3) : line;
	const isElementString =
		identifier === "]C1" || identifier === "]e0" || identifier === "]d2" || identifier === "]Q3";
	if (isElementString || text.includes(groupSeparator)) {
		const plain = text.charAt(0) === groupSeparator ? text.slice(1) : text;
		return parseElementString(plain) === undefined ? undefined : plain;
	}
	// Code-128 and QR may carry any digits of these lengths, when the scanner says which symbology it is.
	const isFree = identifier === "]C0" || identifier === "]Q1";
	if (isFree || !isDigits(text)) return text === "" ? undefined : text;
	const { length } = text;
	if (length === 8 || length === 12 || length === 13 || length === 14) return hasCheckDigit(text) ? text : undefined;
	return text;
}
