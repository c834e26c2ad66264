// The printed paper: dots at 203 dpi (8 per millimetre), the printed text, and the cuts.
import { PNG } from "pngjs";

export const dotsPerMm = 8;

/** One piece between two cuts. The last piece is still in the printer. */
export class PaperPiece {
	readonly widthDots: number;
	/** The printed text by line; codes appear as "[QR …]" and "[Code-128 …]". */
	readonly lines: string[] = [];
	heightDots = 0;
	/** True when cut off by the cutter; false when torn off or still in the printer. */
	isCut = false;
	readonly #keepsPixels: boolean;
	readonly #rows: Uint8Array[] = [];

	constructor(widthDots: number, keepsPixels: boolean) {
		this.widthDots = widthDots;
		this.#keepsPixels = keepsPixels;
	}

	get isBlank(): boolean {
		return this.lines.length === 0;
	}

	get text(): string {
		return this.lines.join("\n");
	}

	/** Adds empty rows. */
	feed(dots: number): void {
		this.heightDots += dots;
		if (this.#keepsPixels) for (let row = 0; row < dots; row++) this.#rows.push(new Uint8Array(this.widthDots));
	}

	/** Adds one row, one byte per dot, 1 = black. */
	addRow(row: Uint8Array): void {
		this.heightDots++;
		if (this.#keepsPixels) this.#rows.push(row);
	}

	/** The rows from `row` on, one byte per dot, 1 = black. Empty when the printer keeps no pixels. */
	rowsFrom(row: number): readonly Uint8Array[] {
		return this.#rows.slice(row);
	}

	get keepsPixels(): boolean {
		return this.#keepsPixels;
	}

	/**
	 * A greyscale picture with the margins that the print head does not reach. Throws when the printer keeps no pixels.
	 */
	png(): Buffer {
		if (!this.#keepsPixels) throw new Error("this printer keeps no pixels");
		const margin = 4 * dotsPerMm;
		const width = this.widthDots + 2 * margin;
		const height = Math.max(1, this.#rows.length) + 2 * dotsPerMm;
		const picture = new PNG({ width, height, colorType: 0 });
		picture.data.fill(255);
		this.#rows.forEach((row, y) => {
			row.forEach((dot, x) => {
				if (dot === 0) return;
				const at = ((y + dotsPerMm) * width + x + margin) * 4;
				picture.data.fill(32, at, at + 3);
			});
		});
		return PNG.sync.write(picture, { colorType: 0 });
	}
}
