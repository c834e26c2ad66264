// The port for text as dots, drawn with the firmware's body font. A board draws it with Poco.
import type { TextDots, TextRaster } from "../../firmware/core/ports.js";
import type { BitmapFont } from "./panel/bitmap-font.js";
import { panelFonts } from "./panel/fonts.js";

const inkLevel = 7;
/** Width of a character of the printer's font A. */
const cellDots = 12;

/** Uses the display's body font unscaled: it is 24 dots high, like the printer's own font. */
export const textRaster: TextRaster = {
	draw(left: string, right: string, widthDots: number): TextDots {
		const { body } = panelFonts();
		const used = right === "" ? Math.min(widthDots, body.measure(left)) : widthDots;
		const widthBytes = (used + 7) >> 3;
		const rows = new Uint8Array(widthBytes * body.height);
		const figures = [...right];
		const room = right === "" ? widthDots : widthDots - figures.length * cellDots - 8;
		draw(rows, widthBytes, body, left, 0, room);
		figures.forEach((figure, index) => {
			const cell = widthDots - (figures.length - index) * cellDots;
			draw(rows, widthBytes, body, figure, cell + ((cellDots - body.measure(figure)) >> 1), cellDots * 2);
		});
		return { widthBytes, height: body.height, rows };
	},
};

function draw(rows: Uint8Array, widthBytes: number, font: BitmapFont, text: string, left: number, room: number): void {
	for (const { glyph, x } of font.layOut(text, room).glyphs) {
		for (let y = 0; y < glyph.height; y++) {
			for (let column = 0; column < glyph.width; column++) {
				const level = font.levels[(glyph.y + y) * font.stride + glyph.x + column] ?? 0;
				const dot = left + x + glyph.offsetX + column;
				if (level < inkLevel || dot < 0 || dot >= widthBytes * 8) continue;
				const at = (glyph.offsetY + y) * widthBytes + (dot >> 3);
				rows[at] = (rows[at] ?? 0) | (0x80 >> (dot & 7));
			}
		}
	}
}
