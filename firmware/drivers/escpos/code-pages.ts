// The upper halves of the printer's code pages, bytes 0x80–0xff. Sources:
// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/ (PC/CP437.TXT, WINDOWS/CP1252.TXT) and IBM code page 858,
// which is 850 with the euro sign at 0xd5. U+FFFD: not assigned.

export interface CodePage {
	/** `n` of ESC t n on Epson printers and those that follow them. */
	readonly selector: number;
	readonly upper: string;
}

const unassigned = 0xfffd;

/** In the order in which they are tried: 858 covers most of western Europe and has the euro. */
export const codePages: readonly CodePage[] = [
	{
		selector: 19,
		upper:
			"ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»" +
			"░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀" +
			"ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
	},
	{
		selector: 16,
		upper:
			"€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿" +
			"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
	},
	{
		selector: 0,
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

/** The text in the first code page that has all its characters; undefined when none does. */
export function encodeText(text: string): { readonly selector: number; readonly bytes: Uint8Array } | undefined {
	for (const page of codePages) {
		const bytes = encodeWith(page, text);
		if (bytes !== undefined) return { selector: page.selector, bytes };
	}
	return undefined;
}

/** The text with "?" for characters that no page has: for use where lines cannot be drawn. */
export function encodeRoughly(text: string): { readonly selector: number; readonly bytes: Uint8Array } {
	let rough = "";
	for (const character of text) rough += encodeText(character) === undefined ? "?" : character;
	return encodeText(rough) ?? encodeText(rough.replace(/[^ -~]/g, "?")) ?? { selector: 0, bytes: new Uint8Array() };
}
