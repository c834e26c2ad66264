// Turns laid-out lines into commands, one line at a time, so that a long receipt is never held in memory as bytes.
import { concat } from "../../core/bytes.js";
import { shownText } from "../../core/characters.js";
import type { NameDrawings, TextRaster } from "../../core/ports.js";
import { encodeText, type EncodedText, roughText } from "./code-pages.js";
import { code128, commands, feed, feedDots, qrCode, raster, selectCodePage, style } from "./commands.js";
import { lineDots, mirroredDots } from "./line-dots.js";
import { columnDots, columnsOf, type PaperLine } from "./paper-line.js";
import { type PageSelectors, profiles } from "./profiles.js";

export interface EncoderOptions {
	/** Draws lines that no code page covers; without it the missing characters become "?". */
	readonly textRaster: TextRaster | undefined;
}

/** Below a line that is drawn: the same gap as between the printer's own lines. */
const lineGapDots = 6;

type Pair = Pick<Extract<PaperLine, { readonly kind: "text" }>, "left" | "right">;

export class Encoder {
	/** Of the paper: 32 or 48. */
	columns: 32 | 48 = 32;
	/** Of the printer. */
	selectors: PageSelectors = profiles.ASCII;
	/** Names that are drawn by their pictures. */
	names: NameDrawings | undefined;
	/** Lines begin at their right. */
	isRightToLeft = false;
	readonly #textRaster: TextRaster | undefined;
	#selector: number | undefined;

	constructor({ textRaster }: EncoderOptions) {
		this.#textRaster = textRaster;
	}

	/** The printer has been initialised and has lost the code page that was selected. */
	reset(): void {
		this.#selector = undefined;
	}

	/** Whole commands, to be sent in order; real-time requests may go between them. */
	encode(line: PaperLine): Uint8Array[] {
		switch (line.kind) {
			case "text":
				return this.encodeText(line);
			case "qr":
				return [
					style(1, false, 0),
					qrCode(line.text, this.columns === 32 ? 5 : 6, this.columns * columnDots),
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
		const { align, size } = line;
		const isMirrored = this.isRightToLeft && align === 0;
		const { left, right } = isMirrored ? mirrored(line, this.columns) : line;
		const encoded = encodeText(this.whole(left, right, size), this.selectors);
		if (encoded === undefined && this.#textRaster !== undefined) {
			const widthDots = this.columns * columnDots;
			const room = size === 2 ? widthDots >> 1 : widthDots;
			const { names } = this;
			const dots = isMirrored
				? mirroredDots(line.left, line.right, room, this.#textRaster, names)
				: lineDots(left, right, room, this.#textRaster, names);
			return [style(align, false, 0), raster(dots.widthBytes, dots.rows, size), feedDots(lineGapDots)];
		}
		const { selector, bytes } = encoded ?? this.encodeRoughly(left, right, size);
		const before = style(align, line.isBold, size);
		const isSelected = selector === undefined || selector === this.#selector;
		const page = isSelected ? new Uint8Array(0) : selectCodePage(selector);
		if (selector !== undefined) this.#selector = selector;
		return [concat(before, page, bytes, Uint8Array.from(commands.lineFeed))];
	}

	/** Both texts on one line, as far apart as the paper is wide. */
	private whole(left: string, right: string, size: 0 | 1 | 2): string {
		const columns = size === 2 ? this.columns >> 1 : this.columns;
		const gap = right === "" ? 0 : columns - columnsOf(left) - columnsOf(right);
		return left + " ".repeat(Math.max(0, gap)) + right;
	}

	private encodeRoughly(left: string, right: string, size: 0 | 1 | 2): EncodedText {
		const rough = (text: string): string => roughText(shownText(text), this.selectors);
		return encodeText(this.whole(rough(left), rough(right), size), this.selectors)!;
	}
}

/** The figure at the left and the name at the right, with its indent behind it. */
function mirrored({ left, right, size }: Extract<PaperLine, { readonly kind: "text" }>, columns: number): Pair {
	const start = left.trimStart();
	const room = (size === 2 ? columns >> 1 : columns) - columnsOf(right);
	const name = start + " ".repeat(left.length - start.length);
	return { left: right, right: " ".repeat(Math.max(0, room - columnsOf(name))) + name };
}
