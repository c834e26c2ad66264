// The upper halves of the printer's code pages, bytes 0x80–0xff. Sources:
// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/ (PC/CP437.TXT, WINDOWS/CP1252.TXT) and IBM code page 858,
// which is 850 with the euro sign at 0xd5. U+FFFD: not assigned.

import type { PageSelectors } from "./profiles.js";

export interface CodePage {
	readonly name: string;
	readonly upper: string;
}

const unassigned = 0xfffd;

/** In the order of `PageSelectors`, in which they are tried: 858 covers most of western Europe and has the euro. */
export const codePages: readonly CodePage[] = [
	{
		name: "CP858",
		upper:
			"ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»" +
			"░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀" +
			"ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
	},
	{
		name: "CP1252",
		upper:
			"€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿" +
			"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
	},
	{
		name: "CP437",
		upper:
			"ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»" +
			"░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
			"αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
	},
];

/** `text` in the bytes of `page`; undefined when the page lacks one of its characters. */
function encodeWith(page: CodePage, text: string): Uint8Array | undefined {
	const { length } = text;
	const bytes = new Uint8Array(length);
	for (let index = 0; index < length; index++) {
		const code = text.charCodeAt(index);
		if (code >= 0x20 && code < 0x7f) bytes[index] = code;
		else {
			const upper = code === unassigned ? -1 : page.upper.indexOf(text.charAt(index));
			if (upper < 0) return undefined;
			bytes[index] = 0x80 + upper;
		}
	}
	return bytes;
}

/** Characters that a printer can print by one of ASCII that means the same. One for one, so that columns keep. */
const equals: Readonly<Record<string, string>> = {
	"×": "x",
	"–": "-",
	"—": "-",
	"−": "-",
	"‘": "'",
	"’": "'",
	"“": '"',
	"”": '"',
	"„": '"',
	"•": "*",
	"\u00a0": " ",
};

/** A text in the bytes of a code page; `selector` is undefined for ASCII, which every page has. */
export interface EncodedText {
	readonly selector: number | undefined;
	readonly bytes: Uint8Array;
}

const ascii: CodePage = { name: "ASCII", upper: "" };

function encodeExactly(text: string, selectors: PageSelectors): EncodedText | undefined {
	const plain = encodeWith(ascii, text);
	if (plain !== undefined) return { selector: undefined, bytes: plain };
	for (let at = 0; at < codePages.length; at++) {
		const selector = selectors[at];
		const bytes = selector === undefined ? undefined : encodeWith(codePages[at]!, text);
		if (bytes !== undefined) return { selector, bytes };
	}
	return undefined;
}

/**
 * The text in the first of a printer's code pages that has all its characters, otherwise with its signs in ASCII;
 * undefined when that does not do either.
 */
export function encodeText(text: string, selectors: PageSelectors): EncodedText | undefined {
	const exact = encodeExactly(text, selectors);
	if (exact !== undefined) return exact;
	let plain = "";
	for (const character of text) plain += equals[character] ?? character;
	return plain === text ? undefined : encodeExactly(plain, selectors);
}

/**
 * The text with "EUR" for the euro sign and "?" for what the printer's pages lack: for use where lines cannot be drawn.
 * Characters that only another page has count as lacking, since a line has one page.
 */
export function roughText(text: string, selectors: PageSelectors): string {
	const at = selectors.findIndex((selector) => selector !== undefined);
	const page = at < 0 ? ascii : codePages[at]!;
	let rough = "";
	for (const character of text) {
		const plain = equals[character] ?? character;
		if (encodeWith(page, character) !== undefined) rough += character;
		else if (encodeWith(page, plain) !== undefined) rough += plain;
		else rough += character === "€" ? "EUR" : "?";
	}
	return rough;
}
