import BufferOut from "commodetto/BufferOut";
import Poco from "commodetto/Poco";
import type { Font, TextDots, TextRaster } from "../core/ports.js";
import { boardScreen } from "./screen.js";

/** Rows drawn at a time, to save memory: a whole line of 576 dots would take 40 KB of pixels. */
const bandRows = 8;

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
		const widthBytes = Math.ceil(widthDots / 8);
		const rows = new Uint8Array(widthBytes * font.height);
		const out = new BufferOut({ width: widthBytes * 8, height: bandRows, pixelFormat: boardScreen().pixelFormat });
		const poco = new Poco(out, { displayListLength: 2_048 });
		const [white, black] = [poco.makeColor(255, 255, 255), poco.makeColor(0, 0, 0)];
		const rightX = widthDots - poco.getTextWidth(right, font);
		const pixels = new DataView(out.bitmap.buffer);
		for (let top = 0; top < font.height; top += bandRows) {
			poco.begin(0, 0, widthBytes * 8, bandRows);
			poco.fillRectangle(white, 0, 0, widthBytes * 8, bandRows);
			poco.drawText(left, font, black, 0, -top);
			if (right) poco.drawText(right, font, black, rightX, -top);
			poco.end();
			const height = Math.min(bandRows, font.height - top);
			for (let i = 0; i < height * widthBytes * 8; i++) {
				if (!(pixels.getUint16(i * 2, true) & 0x8000)) rows[top * widthBytes + (i >> 3)]! |= 0x80 >> (i & 7);
			}
		}
		poco.close();
		return { widthBytes, height: font.height, rows };
	}
}
