// The names that screens and receipts show: short, in characters of the fonts, and apart from each other.
import { hasGlyph, missingCharacter, shownName, shownText } from "../../firmware/core/characters.js";
import { limits } from "../../firmware/core/limits.js";

const { itemNameCharactersMax } = limits;
const ellipsis = "…";
/** How much shorter a text may become in order not to be cut within a word. */
const wordCharactersMax = 12;
/** Of the two parts of a text without its middle, the second: enough for a size or a flavour. */
const endCharacters = 17;

export interface ShownName {
	readonly text: string;
	/** The characters of the name that no font has, each once. */
	readonly lacking: readonly string[];
}

/** By item. */
export function shownNames(items: readonly { readonly sku: string; readonly name: string }[]): ShownName[] {
	const wholes = items.map(({ name }) =>
		shownText(name)
			.replace(/[ \u00a0]+/g, " ")
			.trim(),
	);
	const shorts = wholes.map((whole, index) => {
		const { sku, name } = items[index]!;
		const isLegible = whole !== "" && (!whole.includes(missingCharacter) || name.includes(missingCharacter));
		return isLegible ? shorten(whole) : shownName(name, sku, itemNameCharactersMax);
	});
	const uses = new Map<string, number>();
	for (const short of shorts) uses.set(short, (uses.get(short) ?? 0) + 1);
	return shorts.map((short, index) => {
		const isCut = short.endsWith(ellipsis) && short !== wholes[index];
		const text = isCut && uses.get(short)! > 1 ? shortenMiddle(wholes[index]!) : short;
		return { text, lacking: lackingOf(items[index]!.name) };
	});
}

/** Blanks of other widths, joiners and variants are not missed. */
function lackingOf(name: string): string[] {
	return [...new Set(name)].filter(
		(character) =>
			!hasGlyph(character.codePointAt(0)!) && !/[\p{Zs}\p{Default_Ignorable_Code_Point}]/u.test(character),
	);
}

/** At most as long as a till's names. The fonts' characters are one UTF-16 unit each. */
function shorten(text: string): string {
	if (text.length <= itemNameCharactersMax) return text;
	return cut(text, itemNameCharactersMax - ellipsis.length) + ellipsis;
}

/** The same with its end in place of its middle: names of one product in several sizes begin alike. */
function shortenMiddle(text: string): string {
	const start = text.length - endCharacters;
	const blank = text.indexOf(" ", start - 1);
	const isNear = blank >= 0 && blank < start + wordCharactersMax;
	const end = text.slice(isNear ? blank + 1 : start);
	return cut(text, itemNameCharactersMax - ellipsis.length - end.length) + ellipsis + end;
}

/** The beginning of the text, which ends with a whole word if one ends near. */
function cut(text: string, charactersMax: number): string {
	const blank = text.lastIndexOf(" ", charactersMax);
	const head = text.slice(0, blank >= charactersMax - wordCharactersMax ? blank : charactersMax);
	return head.replace(/[ ,;:(–-]+$/, "") || head;
}
