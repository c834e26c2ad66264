// Code hashes, and the folding of words that finds "Café" for "cafe".
import { crc32c } from "../core/crc32c.js";

/**
 * Position of a code in the code index. CRC-32C is available and spreads digits well; codes with equal hashes are told
 * apart by the text.
 */
export function codeHash(code: Uint8Array): number {
	return crc32c(code);
}

// U+00C0–U+017F without diacritics; "." stands for no letter.
const plain =
	"aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln" +
	"nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/** Lower case without diacritics, letters and digits only; all other characters separate words. */
export function foldWords(text: string): string[] {
	const words: string[] = [];
	let word = "";
	for (const character of text) {
		const code = character.codePointAt(0)!;
		// Marks that stand behind their letter.
		if (code >= 0x300 && code <= 0x36f) continue;
		let folded = "";
		if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) folded = character;
		else if (code >= 0x41 && code <= 0x5a) folded = String.fromCharCode(code + 32);
		else if (code >= 0xc0 && code <= 0x17f) folded = plain.charAt(code - 0xc0).replace(".", "");
		// Characters of other scripts are searched by their lower case.
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
	return (
		(code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f) || (code >= 0xfe00 && code <= 0xfe0f)
	);
}
