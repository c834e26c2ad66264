// The languages that a terminal can be built in. Adding one takes a file beside english.ts and a line here. A
// composition root picks one and hands its words to the terminal.
import { english } from "./english.js";
import type { Words } from "./words.js";

/** By IETF language tag (BCP 47). */
export const languages = { en: english } as const satisfies Readonly<Record<string, Words>>;
