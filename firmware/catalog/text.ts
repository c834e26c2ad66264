// Text in the catalog: UTF-8, code hashes and the folding that makes "Café" findable by "cafe".
import { crc32c } from "../core/crc32c.js";

/** The engine on the board has no TextEncoder. Lone surrogates become U+FFFD, as TextEncoder has it. */
export function utf8(text: string): Uint8Array {
	const bytes: number[] = [];
	for (const character of text) {
		let point = character.codePointAt(0)!;
		if (point >= 0xd800 && point < 0xe000) point = 0xfffd;
		if (point < 0x80) bytes.push(point);
		else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
		else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
		else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
	}
	return Uint8Array.from(bytes);
}

/** Never throws: what is not UTF-8 becomes U+FFFD, so that a flipped bit in a name costs a letter and not the catalog. */
export function fromUtf8(bytes: Uint8Array, start: number, end: number): string {
	let text = "";
	for (let i = start; i < end;) {
		const first = bytes[i++]!;
		if (first < 0x80) {
			text += String.fromCharCode(first);
			continue;
		}
		const more = first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0;
		let point = more === 1 ? first & 0x1f : more === 2 ? first & 0x0f : first & 0x07;
		let taken = 0;
		while (taken < more && i + taken < end && (bytes[i + taken]! & 0xc0) === 0x80) point = (point << 6) | (bytes[i + taken++]! & 0x3f);
		const isWhole = more > 0 && taken === more && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
		text += isWhole ? String.fromCodePoint(point) : "\ufffd";
		i += taken;
	}
	return text;
}

/** Where a code stands in the code index. CRC-32C is at hand and spreads digits well; equal hashes are told apart by the text. */
export function codeHash(code: Uint8Array): number {
	return crc32c(code);
}

// What U+00C0–U+017F sound like without their marks; "." stands for no letter.
const plain =
	"aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln" +
	"nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/** Lower case without marks, letters and digits only; everything else parts words. */
export function foldWords(text: string): string[] {
	const words: string[] = [];
	let word = "";
	for (const character of text) {
		const code = character.codePointAt(0)!;
		let folded = "";
		if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) folded = character;
		else if (code >= 0x41 && code <= 0x5a) folded = String.fromCharCode(code + 32);
		else if (code >= 0xc0 && code <= 0x17f) folded = plain.charAt(code - 0xc0).replace(".", "");
		// Other scripts have no marks we know of: their lower case is good enough to search by.
		else if (code > 0x24f && !isPunctuation(code)) folded = character.toLowerCase();
		if (folded !== "") word += folded;
		else if (word !== "" && code !== 0x27 && code !== 0x2019) {
			words.push(word);
			word = "";
		}
	}
	if (word !== "") words.push(word);
	return words;
}

function isPunctuation(code: number): boolean {
	return (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f) || (code >= 0xfe00 && code <= 0xfe0f);
}
