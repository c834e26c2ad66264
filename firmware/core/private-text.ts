// Personal text lies beside the chain: a record names it by a salted digest and holds none of it, so that the text can
// be erased and the chain still verifies (invariant 8). docs/texts.md is the format document.
import { ascii } from "./bytes.js";
import { limits } from "./limits.js";
import type { Digest, Random } from "./ports.js";
import { toUtf8 } from "./utf8.js";

/** What a text is for. A newer version may have more. */
export const TextKind = { note: 1 } as const;

export const saltBytes = 16;
/** Of the digest that a record names. */
export const textDigestBytes = 16;

const textDomain = /* @__PURE__ */ ascii("tillmark/text/1\0");
const blanks = " \t\n\r";

export interface PrivateText {
	/** Random, so that nobody finds a short text by trying. */
	readonly salt: Uint8Array;
	/** One of `TextKind`, or of a newer version. */
	readonly kind: number;
	/** UTF-8, 1 to limits.textBytesMax bytes. */
	readonly utf8: Uint8Array;
}

/** The first 16 bytes of SHA-256(domain ‖ salt ‖ kind ‖ text). */
export function textDigest(digest: Digest, { salt, kind, utf8 }: PrivateText): Uint8Array {
	return digest.sha256(textDomain, salt, Uint8Array.of(kind), utf8).slice(0, textDigestBytes);
}

/** Undefined where nothing is left of the text after `cleanText`. */
export function makeText(random: Random, kind: number, text: string, charactersMax: number): PrivateText | undefined {
	const clean = cleanText(text, charactersMax);
	if (clean === "") return undefined;
	const salt = new Uint8Array(saltBytes);
	random.fill(salt);
	return { salt, kind, utf8: toUtf8(clean) };
}

/** Controls, marks of direction and joiners change how others read or print a text. */
function isControl(code: number): boolean {
	return (
		code < 0x20 ||
		(code >= 0x7f && code < 0xa0) ||
		code === 0xad ||
		code === 0x61c ||
		(code >= 0x200b && code <= 0x200f) ||
		(code >= 0x2028 && code <= 0x202e) ||
		(code >= 0x2060 && code <= 0x206f) ||
		code === 0xfeff ||
		(code >= 0xfff9 && code <= 0xfffb) ||
		(code >= 0xe0000 && code <= 0xe0fff)
	);
}

/**
 * A text without control characters and marks of direction, with single blanks between words, and of at most
 * `charactersMax` UTF-16 units and limits.textBytesMax bytes. Typed, scanned and received texts all pass through it.
 */
export function cleanText(text: string, charactersMax: number): string {
	let clean = "";
	let bytes = 0;
	let isBlank = false;
	// A scanner can send more than anybody reads.
	const units = Math.min(text.length, limits.scanCharactersMax);
	for (let at = 0; at < units;) {
		const code = text.codePointAt(at)!;
		const one = String.fromCodePoint(code);
		at += one.length;
		if (blanks.includes(one)) {
			isBlank = clean !== "";
			continue;
		}
		if (isControl(code) || (code >= 0xd800 && code <= 0xdfff)) continue;
		const added = isBlank ? ` ${one}` : one;
		bytes += added.length - one.length + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
		if (clean.length + added.length > charactersMax || bytes > limits.textBytesMax) break;
		clean += added;
		isBlank = false;
	}
	return clean;
}
