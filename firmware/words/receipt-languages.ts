// Languages of receipts alone, whose words no font of the terminal has: a catalog brings their pictures, if its
// merchant asks for them.
import { hebrew } from "./hebrew.js";
import { japanese } from "./japanese.js";
import { type LanguageTag, languages } from "./languages.js";
import type { ReceiptLanguage } from "./words.js";

/** By IETF language tag (BCP 47), in the order in which a terminal offers them. */
export const receiptLanguages = {
	he: hebrew,
	ja: japanese,
} as const satisfies Readonly<Record<string, ReceiptLanguage>>;

export const receiptLanguageTags = Object.keys(receiptLanguages) as (keyof typeof receiptLanguages)[];

/** Of a receipt: one of the terminal's, or one that a catalog brings. */
export type ReceiptLanguageTag = LanguageTag | keyof typeof receiptLanguages;

const all: Readonly<Record<ReceiptLanguageTag, ReceiptLanguage>> = { ...languages, ...receiptLanguages };

export function receiptLanguageOf(tag: ReceiptLanguageTag): ReceiptLanguage {
	return all[tag];
}
