// The languages of the terminal. Adding one takes a file beside english.ts and a line here. Which one a terminal speaks
// is chosen on it (menu, settings).
import { english } from "./english.js";
import { french } from "./french.js";
import { german } from "./german.js";
import { spanish } from "./spanish.js";
import type { Words } from "./words.js";

/** By IETF language tag (BCP 47), in the order in which a terminal offers them. */
export const languages = {
	en: english,
	de: german,
	es: spanish,
	fr: french,
} as const satisfies Readonly<Record<string, Words>>;

export type LanguageTag = keyof typeof languages;

export const languageTags = Object.keys(languages) as LanguageTag[];

/** The language of a terminal on which none was chosen. */
export const defaultLanguage: LanguageTag = "en";
