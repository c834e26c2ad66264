// The strip of paper in the printer, as a growing canvas. Pieces are decoded and drawn in order, one at a time.
import type { PaperState } from "../protocol.js";

/** Rows are added in blocks, because resizing a canvas clears it. */
const blockRows = 1_024;

export class PaperStrip {
	readonly #canvas: HTMLCanvasElement;
	#work: Promise<void> = Promise.resolve();

	constructor(canvas: HTMLCanvasElement) {
		this.#canvas = canvas;
	}

	add(paper: PaperState): void {
		this.#work = this.#work.then(() => this.draw(paper)).catch(() => undefined);
	}

	private async draw(paper: PaperState): Promise<void> {
		const rows = Math.ceil(Math.max(1, paper.from + paper.rows) / blockRows) * blockRows;
		if (paper.from === 0) {
			this.#canvas.width = paper.width;
			this.#canvas.height = rows;
		} else if (rows > this.#canvas.height) this.grow(rows);
		if (paper.rows === 0) return;
		const image = new Image();
		image.src = `data:image/png;base64,${paper.png}`;
		await image.decode();
		this.#canvas.getContext("2d")?.drawImage(image, 0, paper.from);
	}

	private grow(rows: number): void {
		const kept = document.createElement("canvas");
		kept.width = this.#canvas.width;
		kept.height = this.#canvas.height;
		kept.getContext("2d")?.drawImage(this.#canvas, 0, 0);
		this.#canvas.height = rows;
		this.#canvas.getContext("2d")?.drawImage(kept, 0, 0);
	}
}
