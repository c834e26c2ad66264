// Prints characters of font A (12 × 24), codes and pictures as dots onto the piece of paper in the printer.
import { encode as encodeQr } from "uqr";
import { BitmapFont } from "../panel/bitmap-font.js";
import { code128Widths } from "./code128.js";
import type { PaperPiece } from "./paper.js";

export interface Cell {
	readonly character: string;
	readonly isBold: boolean;
	readonly wide: number;
	readonly high: number;
}

export type Alignment = 0 | 1 | 2;

const cellWidth = 12;
const cellHeight = 24;
/** Gap below the tallest character of a line. With single height it makes the default line spacing of 30 dots. */
const lineGap = 6;

let fontA: BitmapFont | undefined;

function font(): BitmapFont {
	fontA ??= new BitmapFont(new URL("./", import.meta.url), "font-a");
	return fontA;
}

export class PrintHead {
	#piece: PaperPiece;

	constructor(piece: PaperPiece) {
		this.#piece = piece;
	}

	load(piece: PaperPiece): void {
		this.#piece = piece;
	}

	/** Width of the cells in dots. */
	static width(cells: readonly Cell[]): number {
		return cells.reduce((sum, cell) => sum + cell.wide * cellWidth, 0);
	}

	/** Prints a line and feeds the paper; returns the dots fed. */
	line(cells: readonly Cell[], align: Alignment): number {
		const piece = this.#piece;
		const before = piece.heightDots;
		const high = cells.reduce((most, cell) => Math.max(most, cell.high), 1);
		if (cells.length > 0) {
			const text = cells.map((cell) => cell.character).join("");
			const columns = Math.floor(piece.widthDots / cellWidth / (cells[0]?.wide ?? 1));
			const free = Math.max(0, columns - cells.length);
			piece.lines.push((align === 0 ? text : " ".repeat(align === 1 ? free >> 1 : free) + text).trimEnd());
		}
		if (piece.keepsPixels && cells.length > 0) for (const row of this.rowsOf(cells, align, high)) piece.addRow(row);
		else piece.feed(cellHeight * high);
		piece.feed(lineGap);
		return piece.heightDots - before;
	}

	qr(text: string, moduleDots: number, align: Alignment): number {
		this.#piece.lines.push(`[QR ${text}]`);
		// Choosing the best mask takes most of the time. Without pixels only the size matters.
		const { size, data } = encodeQr(text, {
			ecc: "M",
			border: 0,
			...(this.#piece.keepsPixels ? {} : { maskPattern: 0 }),
		});
		if (!this.#piece.keepsPixels) return this.feed(size * moduleDots);
		const rows = data.flatMap((line) => {
			const row = this.row(size * moduleDots, align, (x) => (line[Math.floor(x / moduleDots)] ? 1 : 0));
			return Array.from({ length: moduleDots }, () => row);
		});
		return this.addRows(rows);
	}

	code128(values: readonly number[], text: string, moduleDots: number, height: number, align: Alignment): number {
		this.#piece.lines.push(`[Code-128 ${text}]`);
		const bars = code128Widths(values).flatMap((width, index) =>
			Array.from({ length: width }, () => (index % 2 === 0 ? 1 : 0)),
		);
		const row = this.row(bars.length * moduleDots, align, (x) => bars[Math.floor(x / moduleDots)] ?? 0);
		const fed = this.addRows(Array.from({ length: height }, () => row));
		const cells = [...text].map((character) => ({ character, isBold: false, wide: 1, high: 1 }));
		const below = this.rowsOf(cells, align, 1);
		return fed + this.addRows(below);
	}

	feed(dots: number): number {
		this.#piece.feed(dots);
		return dots;
	}

	beginPicture(width: number, height: number): void {
		this.#piece.lines.push(`[picture ${width} × ${height}]`);
	}

	/** One row of a picture, bits most significant first. `scale`: bit 0 doubles its width, bit 1 its height. */
	pictureRow(bytes: Uint8Array, align: Alignment, scale = 0): number {
		const wide = (scale & 1) + 1;
		const width = Math.min(bytes.length * 8 * wide, this.#piece.widthDots);
		const row = this.row(width, align, (x) => {
			const dot = Math.floor(x / wide);
			return ((bytes[dot >> 3] ?? 0) >> (7 - (dot & 7))) & 1;
		});
		return this.addRows((scale & 2) === 0 ? [row] : [row, row]);
	}

	private addRows(rows: readonly Uint8Array[]): number {
		for (const row of rows) this.#piece.addRow(row);
		return rows.length;
	}

	private row(width: number, align: Alignment, dot: (x: number) => number): Uint8Array {
		const row = new Uint8Array(this.#piece.widthDots);
		const left =
			align === 0 ? 0 : align === 1 ? Math.max(0, (row.length - width) >> 1) : Math.max(0, row.length - width);
		for (let x = 0; x < width && left + x < row.length; x++) row[left + x] = dot(x);
		return row;
	}

	private rowsOf(cells: readonly Cell[], align: Alignment, high: number): Uint8Array[] {
		const rows = Array.from({ length: cellHeight * high }, () => new Uint8Array(this.#piece.widthDots));
		const free = Math.max(0, this.#piece.widthDots - PrintHead.width(cells));
		let left = align === 0 ? 0 : align === 1 ? free >> 1 : free;
		for (const cell of cells) {
			this.drawCell(rows, cell, left, cellHeight * (high - cell.high));
			left += cell.wide * cellWidth;
		}
		return rows;
	}

	private drawCell(rows: readonly Uint8Array[], cell: Cell, left: number, top: number): void {
		const { levels, stride } = font();
		const glyph = font().glyph(cell.character.codePointAt(0) ?? 0);
		if (glyph === undefined) return;
		for (let y = 0; y < glyph.height * cell.high; y++) {
			const row = rows[top + glyph.offsetY * cell.high + y];
			if (row === undefined) continue;
			const source = (glyph.y + Math.floor(y / cell.high)) * stride + glyph.x;
			for (let x = 0; x < glyph.width * cell.wide; x++) {
				if ((levels[source + Math.floor(x / cell.wide)] ?? 0) < 8) continue;
				const at = left + glyph.offsetX * cell.wide + x;
				row[at] = 1;
				if (cell.isBold) row[at + 1] = 1;
			}
		}
	}
}
