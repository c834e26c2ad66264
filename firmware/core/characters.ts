// Which characters the text fonts of screen and paper have, and what stands for those that they lack. The host shortens
// and replaces names with this when it builds a catalog, and the printer's driver does so for what it draws. The fonts
// are made from tools/fonts/characters.ts; a test holds this table against them.

/** First and last code point of each run in the fonts, ascending. */
const glyphRuns: readonly number[] = [
	0x20, 0x7e, 0xa0, 0xac, 0xae, 0x17f, 0x218, 0x21b, 0x386, 0x386, 0x388, 0x38a, 0x38c, 0x38c, 0x38e, 0x3a1, 0x3a3,
	0x3ce, 0x400, 0x45f, 0x490, 0x491, 0x1e9e, 0x1e9e, 0x2013, 0x2014, 0x2018, 0x201a, 0x201c, 0x201e, 0x2020, 0x2022,
	0x2026, 0x2026, 0x2030, 0x2030, 0x2039, 0x203a, 0x2044, 0x2044, 0x20a1, 0x20a1, 0x20a4, 0x20a4, 0x20a6, 0x20a6,
	0x20a9, 0x20ac, 0x20b1, 0x20b2, 0x20b4, 0x20b5, 0x20b8, 0x20ba, 0x20bd, 0x20bd, 0x20bf, 0x20bf, 0x2190, 0x2193,
	0x2212, 0x2212, 0x232b, 0x232b, 0x25a0, 0x25a1, 0x25b2, 0x25b2, 0x25b6, 0x25b6, 0x25bc, 0x25bc, 0x25c0, 0x25c0,
	0x25cb, 0x25cb, 0x25cf, 0x25cf, 0x26a0, 0x26a0, 0x2713, 0x2713, 0x2715, 0x2715,
];

/** Runs that take no room by themselves: accents behind a letter, joiners, marks of direction, variants. */
const unseenRuns: readonly number[] = [
	0xad, 0xad, 0x300, 0x36f, 0x61c, 0x61c, 0x1ab0, 0x1aff, 0x1dc0, 0x1dff, 0x200b, 0x200f, 0x202a, 0x202e, 0x2060,
	0x206f, 0x20d0, 0x20ff, 0xfe00, 0xfe0f, 0xfe20, 0xfe2f, 0xfeff, 0xfeff, 0xe0000, 0xe01ef,
];

/** Base letters of U+0180–U+024F and of U+1E00–U+1EFF (Unicode's decomposition); "." stands for none. */
const latinB =
	"................................Oo.............Uu...................DDdLLlNNnAaIiOoUuUuUuUuUu.AaAa....GgKkOoOo.." +
	"jDDdGg..NnAa....AaAaEeEeIiIiOoOoRrRrUuUuSsTt..Hh......AaEeOoOoOoOoYy............................";
const latinMore =
	"AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTt" +
	"TtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyas....AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOo" +
	"OoOoUuUuUuUuUuUuUuYyYyYyYy......";

/** Punctuation that has an equal in the fonts. */
const likeness: Readonly<Record<string, string>> = {
	"‐": "-",
	"‑": "-",
	"‒": "–",
	"―": "—",
	"‛": "‘",
	"′": "'",
	"″": '"',
	ʻ: "‘",
	ʼ: "’",
	"∕": "/",
	"∙": "·",
	"、": ",",
	"。": ".",
	"・": "·",
	"№": "No",
	"™": "TM",
	"℃": "°C",
	ﬀ: "ff",
	ﬁ: "fi",
	ﬂ: "fl",
};

/** Stands for characters that nothing else can stand for. */
export const missingCharacter = "□";

function isIn(runs: readonly number[], code: number): boolean {
	let at = 0;
	while (at < runs.length && code > runs[at + 1]!) at += 2;
	return at < runs.length && code >= runs[at]!;
}

/** Whether screen and paper can show the character at this code point as it is. */
export function hasGlyph(code: number): boolean {
	return (code >= 0x20 && code <= 0x7e) || isIn(glyphRuns, code);
}

/** The letter or sign that stands for one that the fonts lack; "" for what takes no room. */
function standIn(character: string, code: number): string {
	if (isIn(unseenRuns, code)) return "";
	const like = likeness[character];
	if (like !== undefined) return like;
	// Forms of full width, as in East Asian names.
	if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
	if (code < 0x20 || (code >= 0x2000 && code <= 0x200a) || code === 0x202f || code === 0x205f || code === 0x3000)
		return " ";
	let base = ".";
	if (code >= 0x180 && code <= 0x24f) base = latinB.charAt(code - 0x180);
	else if (code >= 0x1e00 && code <= 0x1eff) base = latinMore.charAt(code - 0x1e00);
	return base === "." ? missingCharacter : base;
}

/**
 * The text in characters that the fonts have: letters without the accents that they lack ("Phở" is "Pho"), and one "□"
 * for each run of characters that nothing stands for.
 */
export function shownText(text: string): string {
	let shown = "";
	for (const character of text) {
		const code = character.codePointAt(0)!;
		const next = hasGlyph(code) ? character : standIn(character, code);
		if (next !== missingCharacter || !shown.endsWith(missingCharacter)) shown += next;
	}
	return shown;
}

/**
 * An item's name as screen and paper show it. Where characters had to be left out its key stands behind, because
 * several names may look the same then; a name of which nothing is left is "□" and the key. At most `charactersMax`.
 */
export function shownName(name: string, key: string, charactersMax: number): string {
	const shown = shownText(name).trim();
	const isWhole = shown !== "" && (!shown.includes(missingCharacter) || name.includes(missingCharacter));
	if (isWhole) return shown;
	const room = Math.max(1, charactersMax - key.length - 1);
	return `${[...(shown === "" ? missingCharacter : shown)].slice(0, room).join("")} ${key}`;
}
