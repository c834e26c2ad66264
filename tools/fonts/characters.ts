// The characters in the fonts, for the languages and currencies that the till supports.

function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function inOrder(...groups: readonly (readonly number[])[]): number[] {
	return [...new Set(groups.flat())].sort((one, other) => one - other);
}

const codes = (text: string): number[] => [...text].map((character) => character.codePointAt(0) ?? 0);

const ascii = range(0x20, 0x7e);
const latin1 = range(0xa0, 0xff).filter((code) => code !== 0xad);
const latinExtendedA = range(0x100, 0x17f);
/** Romanian letters with comma below, and the capital sharp s. */
const latinMore = codes("ȘșȚțẞ");
const greek = range(0x386, 0x3ce).filter((code) => ![0x387, 0x38b, 0x38d, 0x3a2].includes(code));
const cyrillic = [...range(0x400, 0x45f), 0x490, 0x491];
const currencies = codes("€₤₦₩₪₫₱₴₹₺₽₿₡₲₵₸");
const punctuation = codes("–—‘’‚“”„†‡•…‰‹›⁄−×÷");
const icons = codes("✓✕▲▼◀▶⌫⚠←→↑↓●○□■");

export const textCharacters = inOrder(
	ascii,
	latin1,
	latinExtendedA,
	latinMore,
	greek,
	cyrillic,
	currencies,
	punctuation,
	icons,
);

/** With accents, as titles in western European languages have them: all small ones, and capitals that begin words. */
const titleLetters = codes("ÄÅÆÉÖØÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ");
const amountMarks = codes("\u00a0£¥·łčĄąŁČ–—‹›−×…✓✕▲▼⌫⚠");

/**
 * The largest font shows only amounts, currency symbols and short titles. With all characters it would take as many
 * bytes as the three others together.
 */
export const amountCharacters = inOrder(ascii, titleLetters, currencies, amountMarks);

/** All of code pages 437, 858 and 1252. */
export const printerCharacters = inOrder(
	ascii,
	latin1,
	codes("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸıₙ⌐∙√ⁿ∞φΓΘΩδεσΣπατµΦ≡±≥≤⌠⌡≈▐▌▄▀█░▒▓‗⁺₧∩"),
	range(0x2500, 0x256c),
);
