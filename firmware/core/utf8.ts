// Our own UTF-8 (RFC 3629): the board's engine has no TextEncoder among its globals.

/** Most bytes of UTF-8 for each code unit of UTF-16. */
export const utf8BytesPerUnitMax = 3;

const replacementCharacter = 0xfffd;
const replacementBytes = 3;
/** XS finds a character by walking from the start of its text, so a long text is taken a piece at a time. */
const pieceUnits = 64;
/** Characters that one native call turns into text: they are passed on the stack. */
const runCharacters = 32;
/** Not `[^\x00-\x7f]`: XS 13 finds a match of that in any text. */
const beyondAscii = /[\x80-\xff]/;
/** As a method call on a text it would cost two slots each time, for an object around the text. */
const { charCodeAt } = String.prototype;

/** Lone surrogates become U+FFFD, as in TextEncoder. */
export function toUtf8(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length * utf8BytesPerUnitMax);
	return bytes.slice(0, writeUtf8(text, bytes, 0));
}

/** Writes the bytes of `toUtf8` from `at` on; three bytes must be free for each code unit. Returns where they end. */
export function writeUtf8(text: string, bytes: Uint8Array, at: number): number {
	const length = text.length;
	if (length <= pieceUnits) {
		let i = 0;
		while (i < length && (bytes[at + i] = charCodeAt.call(text, i)) < 0x80) i++;
		return i === length ? at + i : writeUnits(text, length, bytes, at);
	}
	return writeUnits(text, length, bytes, at);
}

function writeUnits(text: string, length: number, bytes: Uint8Array, at: number): number {
	let unit = 0;
	let high = 0;
	let highAt = -2;
	for (let start = 0; start < length; start += pieceUnits) {
		const piece = length > pieceUnits ? text.slice(start, start + pieceUnits) : text;
		const end = piece.length;
		for (let i = 0; i < end; i++) {
			unit = charCodeAt.call(piece, i);
			if (unit < 0x80) {
				bytes[at] = unit;
				at++;
			} else if (unit < 0xd800 || unit > 0xdfff) at = writeCode(bytes, at, unit);
			else if (unit > 0xdbff && highAt === start + i - 1) {
				at = writeCode(bytes, at - replacementBytes, 0x10000 + (high - 0xd800) * 0x400 + (unit - 0xdc00));
			} else {
				// Lone, unless the next unit is the other half.
				at = writeCode(bytes, at, replacementCharacter);
				if (unit < 0xdc00) {
					high = unit;
					highAt = start + i;
				}
			}
		}
	}
	return at;
}

function writeCode(bytes: Uint8Array, at: number, code: number): number {
	if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6);
	else {
		if (code < 0x10000) bytes[at++] = 0xe0 | (code >> 12);
		else {
			bytes[at++] = 0xf0 | (code >> 18);
			bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
		}
		bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
	}
	bytes[at++] = 0x80 | (code & 0x3f);
	return at;
}

/**
 * Undefined for anything RFC 3629 forbids: overlong forms, surrogates, values past U+10FFFF, stray or missing
 * continuation bytes. U+FEFF is an ordinary character, also at the start.
 */
export function fromUtf8(bytes: Uint8Array): string | undefined {
	return readUtf8(bytes, 0, bytes.length);
}

/** `fromUtf8` of the bytes from `start` up to `end`. */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
	let text: string;
	if (end - start <= runCharacters) text = fromAscii(bytes, start, end);
	else {
		const runs: string[] = [];
		for (let at = start; at < end; at += runCharacters) {
			runs.push(fromAscii(bytes, at, Math.min(at + runCharacters, end)));
		}
		text = runs.join("");
	}
	return beyondAscii.test(text) ? readCodes(bytes, start, end) : text;
}

/** Bytes past 0x7f become characters of their value. */
function fromAscii(bytes: Uint8Array, start: number, end: number): string {
	return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
}

function readCodes(bytes: Uint8Array, start: number, end: number): string | undefined {
	const runs: string[] = [];
	let codes: number[] = [];
	let count = 0;
	let at = start;
	while (at < end) {
		let code = bytes[at]!;
		at++;
		if (code >= 0x80) {
			const more = code >= 0xf0 ? 3 : code >= 0xe0 ? 2 : 1;
			if (code < 0xc2 || code > 0xf4 || at + more > end) return undefined;
			code &= 0x3f >> more;
			for (let k = 0; k < more; k++) {
				const next = bytes[at + k]!;
				if ((next & 0xc0) !== 0x80) return undefined;
				code = code * 64 + (next & 0x3f);
			}
			at += more;
			const least = more === 1 ? 0x80 : more === 2 ? 0x800 : 0x10000;
			if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
		}
		codes[count] = code;
		count++;
		if (count === runCharacters) {
			runs.push(String.fromCodePoint.apply(null, codes));
			codes = [];
			count = 0;
		}
	}
	runs.push(String.fromCodePoint.apply(null, codes));
	return runs.join("");
}
