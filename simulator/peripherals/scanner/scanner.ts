// A hand scanner on a UART: beeps, then sends the code at the line's pace.
import type { SerialSource } from "../../../firmware/core/ports.js";
import { PeripheralTimers, type PeripheralWorld } from "../peripheral-world.js";
import { SerialLine } from "../serial-line.js";

export interface SimulatedScannerOptions {
	readonly world: PeripheralWorld;
	/** 9,600 baud is what scanners are delivered with. */
	readonly baud?: number;
	/** What ends a code. */
	readonly suffix?: string;
}

export class SimulatedScanner {
	readonly line: SerialLine;
	readonly #suffix: string;

	constructor(options: SimulatedScannerOptions) {
		this.#suffix = options.suffix ?? "\r\n";
		this.line = new SerialLine({
			timers: new PeripheralTimers(options.world),
			baud: options.baud ?? 9_600,
			// The firmware never talks to a scanner.
			onReceive: () => undefined,
		});
	}

	get source(): SerialSource {
		return this.line.source;
	}

	/** Reads a code. Latin-1, as scanners send it. */
	scan(code: string): void {
		this.send(Buffer.from(code + this.#suffix, "latin1"));
	}

	/** Bytes as they are: noise, half a code. */
	send(bytes: Uint8Array): void {
		this.line.send(bytes);
	}

	/** The board lost power. */
	powerOffBoard(): void {
		this.line.powerOffBoard();
	}
}
