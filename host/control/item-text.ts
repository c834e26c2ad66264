// Texts of an imported file, as the books keep them.

/**
 * Characters that are not seen, and carry nothing that a till could use: marks and overrides of the writing direction,
 * blanks without width, soft hyphens, fillers. Joiners and variation selectors stay, because scripts and emoji are
 * spelt with them.
 */
const kept = "\\u180b-\\u180d\\u180f\\u200c\\u200d\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}";
const removable = new RegExp(`(?![${kept}])[\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb]`, "gu");

export interface CleanText {
	/** In normalisation form C, without blanks at its ends. */
	readonly text: string;
	/** Each of them once. */
	readonly removed: readonly string[];
}

export function cleanText(raw: string): CleanText {
	const removed = new Set(raw.match(removable));
	return { text: raw.replace(removable, "").normalize("NFC").trim(), removed: [...removed] };
}

/** What Excel and LibreOffice leave of a formula, as of a name that begins with a minus, in several languages. */
const errorNames = "REF|BEZUG|NULL|SPILL|CALC|NUM|ZAHL|NOMBRE|VALUE|WERT|VALEUR|NAME|NOM|DIV/0";
const errorValue = new RegExp(`^(#(${errorNames})[!?]|#(N/[AD]|NV)|(Err|Fehler):5\\d\\d)$`, "i");

/** What is wrong with a text of which a spreadsheet has kept only its error; undefined where nothing is. */
export function formulaDamage(text: string): string | undefined {
	if (!errorValue.test(text)) return undefined;
	return `"${text}" is what a spreadsheet left of a formula: format the column as text and enter the text again`;
}

const charactersNamed = 8;

/** "☕ (U+2615), U+200B": for people, and for those who look the character up. */
export function nameCharacters(characters: readonly string[]): string {
	const named = characters.slice(0, charactersNamed).map((character) => {
		const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
		return /[\p{C}\p{M}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(character) ? code : `${character} (${code})`;
	});
	return [...named, ...(characters.length > charactersNamed ? ["…"] : [])].join(", ");
}
