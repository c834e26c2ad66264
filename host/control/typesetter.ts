// Draws names in scripts that no font of a terminal has: shaped by HarfBuzz, ordered by the Unicode Bidirectional
// Algorithm, in the greys and at the size of the terminal's body font.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Bidi } from "bidi-js";
import type * as harfbuzz from "harfbuzzjs";
import type { Buffer as ShapeBuffer, Font as ShapeFont, SvgPathCommand } from "harfbuzzjs";
import { limits } from "../../firmware/core/limits.js";
import { cleanEdges, type Contour, type GlyphBitmap, type OutlinePoint, rasterise } from "./coverage.js";

/** One level a pixel, 0 to 15, in rows. */
export interface DrawnText {
	readonly width: number;
	readonly isRightToLeft: boolean;
	readonly levels: Uint8Array;
}

/** As of the font tillmark-20. */
const emPixels = 20;
const basePixels = 19;
const { pictureHeight, pictureWidthMax, catalogTextCharactersMax } = limits;
const ellipsis = "…";
const missing = "□";
/** The faintest greys become white and the darkest black, as in the terminal's own fonts. */
const edgeTolerance = 1;

/**
 * In the order in which they are tried. The first resembles the terminal's own font and has Hebrew and Latin letters,
 * the second has Japanese, Greek and Cyrillic.
 */
const files = [
	"@expo-google-fonts/noto-sans-hebrew/600SemiBold/NotoSansHebrew_600SemiBold.ttf",
	"@expo-google-fonts/biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf",
] as const;

interface Face {
	readonly font: ShapeFont;
	readonly scale: number;
	readonly characters: ReadonlySet<number>;
	/** By glyph. */
	readonly bitmaps: Map<number, GlyphBitmap>;
}

/** A base with its marks, and the font that has them all. */
interface Character {
	readonly text: string;
	readonly face: Face;
}

/** Characters in a row that have one font and one direction. */
interface Run {
	text: string;
	readonly face: Face;
	readonly level: number;
}

interface PlacedGlyph {
	readonly face: Face;
	readonly glyph: number;
	readonly x: number;
	readonly y: number;
}

interface Line {
	readonly width: number;
	readonly glyphs: readonly PlacedGlyph[];
}

let loaded: Promise<Typesetter> | undefined;

/** Loads fonts and shaper, which take some megabytes, when the first name needs them. */
export function loadTypesetter(): Promise<Typesetter> {
	loaded ??= openTypesetter();
	return loaded;
}

type Shaper = Pick<typeof harfbuzz, "Blob" | "Face" | "Font" | "Buffer" | "Direction" | "shape">;

async function openTypesetter(): Promise<Typesetter> {
	const shaper = await import("harfbuzzjs");
	const require = createRequire(import.meta.url);
	// Its types do not say that it is a CommonJS module, whose export is the function.
	const bidi = (require("bidi-js") as () => Bidi)();
	const faces = files.map((file): Face => {
		const face = new shaper.Face(new shaper.Blob(readFileSync(require.resolve(file))));
		const scale = emPixels / face.upem;
		return { font: new shaper.Font(face), scale, characters: new Set(face.collectUnicodes()), bitmaps: new Map() };
	});
	return new Typesetter(shaper, bidi, faces);
}

export class Typesetter {
	readonly #shaper: Shaper;
	readonly #bidi: Bidi;
	readonly #faces: readonly Face[];
	readonly #graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

	constructor(shaper: Shaper, bidi: Bidi, faces: readonly Face[]) {
		this.#shaper = shaper;
		this.#bidi = bidi;
		this.#faces = faces;
	}

	/**
	 * At most `pictureWidthMax` wide: a longer text is cut at its end. `key` tells it from others: it stands behind a
	 * text of which characters are lacking, and where it `needsKey`.
	 */
	draw(text: string, key: string, needsKey = false): DrawnText {
		const characters = this.split(text);
		const end = key !== "" && (needsKey || this.lacking(text).length > 0) ? this.split(` ${key}`) : [];
		const dots = this.split(ellipsis);
		const isRightToLeft = this.baseLevel(characters) === 1;
		let line = this.set([...characters, ...end]);
		for (let count = characters.length; line.width > pictureWidthMax && count > 0;) {
			// What is too wide is left out by its share first, then character by character.
			count = Math.min(count - 1, Math.ceil((count * pictureWidthMax) / line.width));
			line = this.set([...characters.slice(0, count), ...dots, ...end]);
		}
		return { width: line.width, isRightToLeft, levels: paint(line) };
	}

	/** The characters that no font has, each once; "□" stands for them. */
	lacking(text: string): readonly string[] {
		const lacking = [...this.segments(text)].filter(({ segment }) => this.faceOf(segment) === undefined);
		return [...new Set(lacking.map(({ segment }) => segment))];
	}

	private segments(text: string): Intl.Segments {
		return this.#graphemes.segment(text.slice(0, catalogTextCharactersMax));
	}

	private split(text: string): Character[] {
		return [...this.segments(text)].map(({ segment }) => {
			const face = this.faceOf(segment);
			return face === undefined ? { text: missing, face: this.faceOf(missing)! } : { text: segment, face };
		});
	}

	/** The first font that has all of a character. */
	private faceOf(character: string): Face | undefined {
		const codes = [...character].filter((each) => !/\p{Default_Ignorable_Code_Point}/u.test(each));
		if (codes.length === 0) return this.#faces[0];
		return this.#faces.find(({ characters }) => codes.every((each) => characters.has(each.codePointAt(0)!)));
	}

	private baseLevel(characters: readonly Character[]): number {
		return this.#bidi.getEmbeddingLevels(characters.map(({ text }) => text).join("")).paragraphs[0]?.level ?? 0;
	}

	private set(characters: readonly Character[]): Line {
		const glyphs: PlacedGlyph[] = [];
		let x = 0;
		for (const { text, face, level } of inVisualOrder(this.runs(characters))) {
			const buffer = this.shape(text, face, level);
			const positions = buffer.getGlyphPositions();
			buffer.getGlyphInfos().forEach(({ codepoint: glyph }, index) => {
				const { xAdvance, xOffset, yOffset } = positions[index]!;
				const { scale } = face;
				glyphs.push({ face, glyph, x: x + Math.round(xOffset * scale), y: Math.round(yOffset * scale) });
				x += Math.round(xAdvance * scale);
			});
		}
		return { width: Math.max(1, x), glyphs };
	}

	private shape(text: string, { font }: Face, level: number): ShapeBuffer {
		const { Buffer, Direction, shape } = this.#shaper;
		const buffer = new Buffer();
		buffer.addText(text);
		buffer.setDirection(level % 2 === 1 ? Direction.RTL : Direction.LTR);
		buffer.guessSegmentProperties();
		shape(font, buffer);
		return buffer;
	}

	private runs(characters: readonly Character[]): Run[] {
		const { levels } = this.#bidi.getEmbeddingLevels(characters.map(({ text }) => text).join(""));
		const runs: Run[] = [];
		let at = 0;
		for (const { text, face } of characters) {
			const level = levels[at]!;
			const last = runs.at(-1);
			if (last?.face === face && last.level === level) last.text += text;
			else runs.push({ text, face, level });
			at += text.length;
		}
		return runs;
	}
}

/** Rule L2 of the Unicode Bidirectional Algorithm, for runs. */
function inVisualOrder(runs: readonly Run[]): Run[] {
	let ordered = [...runs];
	const highest = Math.max(0, ...runs.map(({ level }) => level));
	for (let level = highest; level > 0; level--) {
		const next: Run[] = [];
		for (let from = 0; from < ordered.length;) {
			let to = from;
			while (to < ordered.length && ordered[to]!.level >= level) to++;
			if (to === from) next.push(ordered[from++]!);
			else {
				next.push(...ordered.slice(from, to).reverse());
				from = to;
			}
		}
		ordered = next;
	}
	return ordered;
}

function paint({ width, glyphs }: Line): Uint8Array {
	const levels = new Uint8Array(width * pictureHeight);
	for (const { face, glyph, x, y } of glyphs) {
		const bitmap = bitmapOf(face, glyph);
		for (let row = 0; row < bitmap.height; row++) {
			const top = basePixels - bitmap.top - y + row;
			if (top < 0 || top >= pictureHeight) continue;
			for (let column = 0; column < bitmap.width; column++) {
				const left = x + bitmap.left + column;
				if (left < 0 || left >= width) continue;
				const at = top * width + left;
				levels[at] = Math.max(levels[at]!, bitmap.levels[row * bitmap.width + column]!);
			}
		}
	}
	return levels;
}

function bitmapOf({ font, scale, bitmaps }: Face, glyph: number): GlyphBitmap {
	const known = bitmaps.get(glyph);
	if (known !== undefined) return known;
	const contours = contoursOf(font.glyphToJson(glyph));
	const made = cleanEdges(
		rasterise(contours, (x, y) => ({ x: x * scale, y: y * scale })),
		edgeTolerance,
	);
	bitmaps.set(glyph, made);
	return made;
}

/** Outlines of TrueType fonts have straight lines and quadratic curves. */
function contoursOf(commands: readonly SvgPathCommand[]): Contour[] {
	const contours: OutlinePoint[][] = [];
	for (const { type, values } of commands) {
		if (type === "M") contours.push([]);
		const contour = contours.at(-1);
		for (let at = 0; at + 1 < values.length; at += 2)
			contour?.push({ x: values[at]!, y: values[at + 1]!, onCurve: type !== "Q" || at > 0 });
	}
	return contours;
}
