// Turns laid-out lines into commands, one line at a time, so that a long receipt is never held in memory as bytes.
import { concat } from "../../core/bytes.js";
import type { TextRaster } from "../../core/ports.js";
import { encodeRoughly, encodeText } from "./code-pages.js";
import { code128, commands, feed, feedDots, qrCode, raster, selectCodePage, style } from "./commands.js";
import { columnsOf, type PaperLine } from "./paper-line.js";

export interface EncoderOptions {
	/** Draws lines that no code page covers; without it the missing characters become "?". */
	readonly textRaster: TextRaster | undefined;
}

/** Dots of a column of font A. */
const columnDots = 12;
/** Below a line that is drawn: the same gap as between the printer's own lines. */
const lineGapDots = 6;

export class Encoder {
	/** Of the paper: 32 or 48. */
	columns: 32 | 48 = 32;
	readonly #textRaster: TextRaster | undefined;
	#selector = -1;

	constructor({ textRaster }: EncoderOptions) {
		this.#textRaster = textRaster;
	}

	/** The printer has been initialised and has lost the code page that was selected. */
	reset(): void {
		this.#selector = -1;
	}

	/** Whole commands, to be sent in order; real-time requests may go between them. */
	encode(line: PaperLine): Uint8Array[] {
		switch (line.kind) {
			case "text":
				return this.encodeText(line);
			case "qr":
				return [
					style(1, false, 0),
					qrCode(line.text, this.columns === 32 ? 5 : 6),
					Uint8Array.from(commands.lineFeed),
				];
			case "code128":
				return [style(1, false, 0), code128(line.text), Uint8Array.from(commands.lineFeed)];
			case "strip":
				return [style(1, false, 0), raster(line.picture.widthBytes, line.picture.rows(line.top, line.height))];
			case "feed":
				return [feed(line.lines)];
			case "cut":
				return [Uint8Array.from(commands.cut)];
		}
	}

	private encodeText(line: Extract<PaperLine, { readonly kind: "text" }>): Uint8Array[] {
		const columns = line.size === 2 ? this.columns >> 1 : this.columns;
		const gap = line.right === "" ? 0 : columns - columnsOf(line.left) - columnsOf(line.right);
		const whole = line.left + " ".repeat(Math.max(0, gap)) + line.right;
		const encoded = encodeText(whole);
		if (encoded === undefined && this.#textRaster !== undefined) {
			const dots = this.#textRaster.draw(line.left, line.right, this.columns * columnDots);
			return [style(line.align, false, 0), raster(dots.widthBytes, dots.rows), feedDots(lineGapDots)];
		}
		const { selector, bytes } = encoded ?? encodeRoughly(whole);
		const before = style(line.align, line.isBold, line.size);
		const page = selector === this.#selector ? new Uint8Array(0) : selectCodePage(selector);
		this.#selector = selector;
		return [concat(before, page, bytes, Uint8Array.from(commands.lineFeed))];
	}
}
