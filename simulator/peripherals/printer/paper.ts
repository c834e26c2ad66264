// The paper that has come out of the printer: dots at 203 dpi (8 a millimetre), the text that was printed, and where it
// was cut.
import { PNG } from "pngjs";

export const dotsPerMm = 8;

/** One piece between two cuts; the last one still hangs in the printer. */
export class PaperPiece {
	readonly widthDots: number;
	/** What a person reads, line by line; codes as "[QR …]" and "[Code-128 …]". */
	readonly lines: string[] = [];
	heightDots = 0;
	/** Cut off by the cutter; false: torn off, or still in the printer. */
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

	/** Empty rows. */
	feed(dots: number): void {
		this.heightDots += dots;
		if (this.#keepsPixels) for (let row = 0; row < dots; row++) this.#rows.push(new Uint8Array(this.widthDots));
	}

	/** One row, a byte a dot, 1 = black. */
	addRow(row: Uint8Array): void {
		this.heightDots++;
		if (this.#keepsPixels) this.#rows.push(row);
	}

	/**
	 * The rows from one on, a byte a dot, 1 = black: for whoever shows paper as it comes out. Empty when the printer
	 * keeps no pixels.
	 */
	rowsFrom(row: number): readonly Uint8Array[] {
		return this.#rows.slice(row);
	}

	get keepsPixels(): boolean {
		return this.#keepsPixels;
	}

	/**
	 * Greys of thermal paper, with the margins that the print head does not reach. Throws when the printer keeps no
	 * pixels.
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
