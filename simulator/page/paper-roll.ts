// The paper that hangs out of a terminal's printer: all pieces since it was last torn off, with a mark at each cut.
import { PNG } from "pngjs";
import { dotsPerMm, type PaperPiece } from "../peripherals/printer/paper.js";
import type { SimulatedPrinter } from "../peripherals/printer/printer.js";
import type { PaperState } from "./protocol.js";

/** The most torn-off strips that are kept, as PNG. */
const tornMax = 16;
/** A metre of paper. When more hangs out, all but the newest half metre is dropped. */
const rowsMax = 8_000;
const cutGapRows = dotsPerMm;
const dashDots = 8;
/** Thermal black. */
const inkGrey = 32;

export class PaperRoll {
	readonly #printer: SimulatedPrinter;
	readonly #torn = new Map<number, Buffer>();
	/** The piece that is being printed, and the number of its rows already taken. */
	#piece: PaperPiece;
	#pieceRows = 0;
	#rows: Uint8Array[] = [];
	#texts: string[] = [];
	#sentRows = 0;
	#isNew = true;
	#strips = 0;

	constructor(printer: SimulatedPrinter) {
		this.#printer = printer;
		this.#piece = printer.current;
	}

	/** The rows since the last call; undefined when there are none. */
	next(): PaperState | undefined {
		this.take();
		if (!this.#isNew && this.#rows.length === this.#sentRows) return undefined;
		const from = this.#isNew ? 0 : this.#sentRows;
		this.#isNew = false;
		this.#sentRows = this.#rows.length;
		return this.state(from);
	}

	/** Everything that hangs out, without affecting `next`. */
	whole(): PaperState {
		return { ...this.state(0, this.#sentRows) };
	}

	/** Tears off what hangs out, even in the middle of a receipt. */
	tear(): void {
		this.take();
		if (this.#rows.length === 0) return;
		this.#strips++;
		this.#torn.set(this.#strips, pngOf(this.#rows, this.#piece.widthDots));
		this.#torn.delete(this.#strips - tornMax);
		if (this.#printer.current.heightDots > 0) this.#printer.tear();
		this.#piece = this.#printer.current;
		this.#pieceRows = 0;
		this.#rows = [];
		this.#texts = [];
		this.#sentRows = 0;
		this.#isNew = true;
	}

	/** A torn-off strip as PNG; undefined if it is not kept. */
	torn(number: number): Buffer | undefined {
		return this.#torn.get(number);
	}

	private take(): void {
		const { pieces } = this.#printer;
		for (let index = Math.max(0, pieces.indexOf(this.#piece)); index < pieces.length; index++) {
			const piece = pieces[index]!;
			if (piece !== this.#piece) this.begin(piece);
			for (const row of piece.rowsFrom(this.#pieceRows)) this.#rows.push(row);
			this.#pieceRows = piece.heightDots;
		}
		if (this.#rows.length <= rowsMax) return;
		this.#rows.splice(0, this.#rows.length - rowsMax / 2);
		this.#isNew = true;
	}

	private begin(piece: PaperPiece): void {
		if (this.#piece.isCut) this.cutMark();
		this.#texts.push(this.#piece.text);
		this.#piece = piece;
		this.#pieceRows = 0;
	}

	private cutMark(): void {
		const { widthDots } = this.#piece;
		const dashes = Uint8Array.from({ length: widthDots }, (_, x) => (x % (2 * dashDots) < dashDots ? 1 : 0));
		for (let row = 0; row < cutGapRows; row++)
			this.#rows.push(row === cutGapRows / 2 ? dashes : new Uint8Array(widthDots));
	}

	private state(from: number, to = this.#rows.length): PaperState {
		const rows = this.#rows.slice(from, to);
		const width = this.#piece.widthDots;
		const text = [...this.#texts, this.#piece.text].filter((part) => part !== "").join("\n");
		const png = rows.length === 0 ? "" : pngOf(rows, width).toString("base64");
		return { width, from, rows: rows.length, png, text, torn: [...this.#torn.keys()] };
	}
}

function pngOf(rows: readonly Uint8Array[], width: number): Buffer {
	const picture = new PNG({ width, height: rows.length });
	picture.data = Buffer.alloc(width * rows.length, 255);
	rows.forEach((row, y) => {
		row.forEach((dot, x) => {
			if (dot !== 0) picture.data[y * width + x] = inkGrey;
		});
	});
	// One byte a dot, unfiltered: the paper of a morning is drawn within a frame.
	return PNG.sync.write(picture, { colorType: 0, inputColorType: 0, inputHasAlpha: false, filterType: 0 });
}
