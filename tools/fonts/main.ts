// Makes the font resources in manifests/fonts and the printer model's font. Run by hand when a size or a glyph is
// added; its output is committed:
//   node --import ./tools/resolve.mjs tools/fonts/main.ts FOLDER_WITH_NOTO_TTF_FILES
// The folder is what Debian's fonts-noto-core and fonts-noto-extra (20201225) install in
// /usr/share/fonts/truetype/noto.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeBmfont, type FontGlyph } from "./bmfont.js";
import { amountCharacters, printerCharacters, textCharacters } from "./characters.js";
import { cleanEdges, rasterise, type Point } from "../../host/control/coverage.js";
import { TrueTypeFont } from "./truetype.js";

/** The family has no minus sign: an en dash replaces it, in a column as wide as a digit. */
const minus = 0x2212;
const enDash = 0x2013;
const zero = 0x30;

/** From this size on, strokes are so wide that a fainter edge does not show. */
const largeEmPixels = 28;

interface FontPlan {
	readonly name: string;
	readonly folder: string;
	readonly files: readonly string[];
	readonly emPixels: number;
	readonly lineHeight: number;
	readonly base: number;
	readonly characters: readonly number[];
	/** Width of every glyph in pixels; glyphs are then black and white, as in the printer's font. */
	readonly cellWidth?: number;
}

const text = ["NotoSans-SemiCondensedSemiBold.ttf", "NotoSansSymbols-SemiBold.ttf", "NotoSansSymbols2-Regular.ttf"];
const mono = ["NotoSansMono-SemiBold.ttf", "NotoSansSymbols2-Regular.ttf"];
const screens = "manifests/fonts";
const plans: readonly FontPlan[] = [
	{
		name: "tillmark-16",
		folder: screens,
		files: text,
		emPixels: 16,
		lineHeight: 20,
		base: 16,
		characters: textCharacters,
	},
	{
		name: "tillmark-20",
		folder: screens,
		files: text,
		emPixels: 20,
		lineHeight: 24,
		base: 19,
		characters: textCharacters,
	},
	{
		name: "tillmark-28",
		folder: screens,
		files: text,
		emPixels: 28,
		lineHeight: 34,
		base: 27,
		characters: textCharacters,
	},
	{
		name: "tillmark-44",
		folder: screens,
		files: text,
		emPixels: 44,
		lineHeight: 52,
		base: 42,
		characters: amountCharacters,
	},
	{
		name: "font-a",
		folder: "simulator/peripherals/printer",
		files: mono,
		emPixels: 20,
		lineHeight: 24,
		base: 19,
		characters: printerCharacters,
		cellWidth: 12,
	},
];

/**
 * Maps heights in font units to pixels so that baseline, x-height and capital height fall on pixel boundaries and round
 * letters do not extend beyond them. This vertical hinting keeps small text sharp without distorting its shapes.
 */
function heightMap(font: TrueTypeFont, emPixels: number): (y: number) => number {
	const scale = emPixels / font.unitsPerEm;
	const overshoot = font.unitsPerEm * 0.018;
	const xHeight = Math.round(font.xHeight * scale);
	const capHeight = Math.max(xHeight + 1, Math.round(font.capHeight * scale));
	const knots: readonly (readonly [number, number])[] = [
		[-font.unitsPerEm, -emPixels],
		[-overshoot, 0],
		[0, 0],
		[font.xHeight, xHeight],
		[font.xHeight + overshoot, xHeight],
		[font.capHeight, capHeight],
		[font.capHeight + overshoot, capHeight],
		[font.unitsPerEm * 2, capHeight + (font.unitsPerEm * 2 - font.capHeight - overshoot) * scale],
	];
	return (y) => {
		for (let index = 1; index < knots.length; index++) {
			const [y0, p0] = knots[index - 1] ?? [0, 0];
			const [y1, p1] = knots[index] ?? [0, 0];
			if (y <= y1) return p0 + ((y - y0) / (y1 - y0)) * (p1 - p0);
		}
		return y * scale;
	};
}

function makeGlyph(plan: FontPlan, fonts: readonly TrueTypeFont[], codePoint: number): FontGlyph | undefined {
	for (const font of fonts) {
		const glyph = font.glyph(codePoint) ?? (codePoint === minus ? font.glyph(enDash) : undefined);
		if (glyph === undefined) continue;
		const scale = plan.emPixels / font.unitsPerEm;
		const mapHeight = heightMap(font, plan.emPixels);
		const advance =
			plan.cellWidth ??
			Math.round(font.advance(codePoint === minus ? (font.glyph(zero) ?? glyph) : glyph) * scale);
		// The rounding error of the advance is split between both sides, so that digits are centred in their columns.
		const shift = (advance - font.advance(glyph) * scale) / 2;
		const place = (x: number, y: number): Point => ({ x: x * scale + shift, y: mapHeight(y) });
		const bitmap = rasterise(font.outline(glyph), place);
		if (plan.cellWidth === undefined) {
			return { codePoint, advance, bitmap: cleanEdges(bitmap, plan.emPixels < largeEmPixels ? 1 : 2) };
		}
		return {
			codePoint,
			advance,
			bitmap: { ...bitmap, levels: bitmap.levels.map((level) => (level >= 7 ? 15 : 0)) },
		};
	}
	console.warn(`${plan.name}: no glyph for U+${codePoint.toString(16).padStart(4, "0")}`);
	return undefined;
}

const source = process.argv[2];
if (source === undefined) throw new Error("Missing argument: the folder that holds the Noto TTF files.");
for (const plan of plans) {
	const fonts = plan.files.map((file) => new TrueTypeFont(join(source, file)));
	const glyphs = plan.characters
		.map((codePoint) => makeGlyph(plan, fonts, codePoint))
		.filter((glyph) => glyph !== undefined);
	const { fnt, png } = writeBmfont({ ...plan, glyphs });
	writeFileSync(join(plan.folder, `${plan.name}.fnt`), fnt);
	writeFileSync(join(plan.folder, `${plan.name}.png`), png);
	console.log(`${plan.name}: ${glyphs.length} glyphs, ${fnt.length} + ${png.length} bytes`);
}
