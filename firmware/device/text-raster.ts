import BufferOut from "commodetto/BufferOut";
import Poco from "commodetto/Poco";
import type { Font, TextDots, TextRaster } from "../core/ports.js";
import { boardScreen } from "./screen.js";

/** Rows drawn at a time, to save memory: a whole line of 576 dots would take 40 KB of pixels. */
const bandRows = 8;
/** Width of a character of the printer's font A, and what stays free before the right text. */
const cellDots = 12;
const gapDots = 8;

/**
 * Draws text as dots for the printer, by the screen's renderer into memory. Each pixel is RGB565 in two bytes; its
 * highest bit tells light from dark.
 */
export class PocoTextRaster implements TextRaster {
	#font: Font;

	constructor(font: Font) {
		this.#font = font;
	}

	draw(left: string, right: string, widthDots: number): TextDots {
		const font = this.#font;
		const stride = Math.ceil(widthDots / 8) * 8;
		const out = new BufferOut({ width: stride, height: bandRows, pixelFormat: boardScreen().pixelFormat });
		const poco = new Poco(out, { displayListLength: 2_048 });
		const [white, black] = [poco.makeColor(255, 255, 255), poco.makeColor(0, 0, 0)];
		const figures = [...right];
		const room = right === "" ? widthDots : widthDots - figures.length * cellDots - gapDots;
		// Only as wide as the text, so that the printer can centre it.
		const used = right === "" ? Math.min(widthDots, poco.getTextWidth(left, font)) : widthDots;
		const widthBytes = Math.ceil(used / 8);
		const rows = new Uint8Array(widthBytes * font.height);
		const pixels = new DataView(out.bitmap.buffer);
		for (let top = 0; top < font.height; top += bandRows) {
			poco.begin(0, 0, stride, bandRows);
			poco.fillRectangle(white, 0, 0, stride, bandRows);
			poco.drawText(left, font, black, 0, -top, room);
			figures.forEach((figure, index) => {
				const cell = widthDots - (figures.length - index) * cellDots;
				const inset = (cellDots - poco.getTextWidth(figure, font)) >> 1;
				poco.drawText(figure, font, black, cell + inset, -top);
			});
			poco.end();
			const height = Math.min(bandRows, font.height - top);
			for (let y = 0; y < height; y++) {
				for (let x = 0; x < widthBytes * 8; x++) {
					if (!(pixels.getUint16((y * stride + x) * 2, true) & 0x8000))
						rows[(top + y) * widthBytes + (x >> 3)]! |= 0x80 >> (x & 7);
				}
			}
		}
		poco.close();
		return { widthBytes, height: font.height, rows };
	}
}
