// Bounds the lines of a log by their kind, so that nobody can fill the disk by causing lines. How many were left out is
// told at the end of the second, so that a flood is seen in its size.

const linesPerSecondMax = 20;
const windowMs = 1_000;

interface Window {
	readonly endsMs: number;
	lines: number;
}

export class LineRate<Kind> {
	readonly #windows = new Map<Kind, Window>();
	readonly #onLeftOut: (kind: Kind, lines: number) => void;

	/** `onLeftOut` is called with their number once in a second in which lines were left out. */
	constructor(onLeftOut: (kind: Kind, lines: number) => void) {
		this.#onLeftOut = onLeftOut;
	}

	/** Whether another line of this kind is to be written. */
	admits(kind: Kind): boolean {
		const nowMs = performance.now();
		let window = this.#windows.get(kind);
		if (!window || nowMs >= window.endsMs) {
			window = { endsMs: nowMs + windowMs, lines: 0 };
			this.#windows.set(kind, window);
		}
		window.lines++;
		if (window.lines <= linesPerSecondMax) return true;
		if (window.lines === linesPerSecondMax + 1) this.tellAtEnd(kind, window, nowMs);
		return false;
	}

	private tellAtEnd(kind: Kind, window: Window, nowMs: number): void {
		const tell = (): void => this.#onLeftOut(kind, window.lines - linesPerSecondMax);
		setTimeout(tell, window.endsMs - nowMs).unref();
	}
}
