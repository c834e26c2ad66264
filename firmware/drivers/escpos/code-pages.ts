// The upper halves of the printer's code pages, bytes 0x80–0xff. Sources: https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/
// (PC/CP437.TXT, WINDOWS/CP1252.TXT) and IBM code page 858, which is 850 with the euro sign at 0xd5. U+FFFD: not assigned.

export interface CodePage {
	/** `n` of ESC t n on Epson printers and those that follow them. */
	readonly selector: number;
	readonly upper: string;
}

/** In the order in which a line's characters are looked for: 858 holds most of western Europe and the euro. */
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

/** The byte of a character, or −1 where the page lacks it. */
function byteOf(page: CodePage, character: string): number {
	const code = character.charCodeAt(0);
	if (character.length === 1 && code >= 0x20 && code < 0x7f) return code;
	const index = page.upper.indexOf(character);
	return index < 0 || character === "\ufffd" ? -1 : 0x80 + index;
}

/** The first page that holds all characters of `text`; undefined when none does. */
export function pageFor(text: string): CodePage | undefined {
	for (const page of codePages) {
		let holdsAll = true;
		for (const character of text) {
			if (byteOf(page, character) < 0) {
				holdsAll = false;
				break;
			}
		}
		if (holdsAll) return page;
	}
	return undefined;
}

/** Characters that the page lacks become "?". */
export function encodeText(text: string, page: CodePage): number[] {
	const bytes: number[] = [];
	for (const character of text) {
		const byte = byteOf(page, character);
		bytes.push(byte < 0 ? 0x3f : byte);
	}
	return bytes;
}
