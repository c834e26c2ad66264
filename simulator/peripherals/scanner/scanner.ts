// A hand scanner on a UART, which sends codes at the rate of the serial line.
import type { SerialSource } from "../../../firmware/core/ports.js";
import { PeripheralTimers, type PeripheralWorld } from "../peripheral-world.js";
import { SerialLine } from "../serial-line.js";

export interface SimulatedScannerOptions {
	readonly world: PeripheralWorld;
	/** 9,600 baud by default, the factory setting of most scanners. */
	readonly baud?: number;
	/** Sent after each code; CR LF by default. */
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
			// The firmware sends nothing to a scanner.
			onReceive: () => undefined,
		});
	}

	get source(): SerialSource {
		return this.line.source;
	}

	/** Scans a code, which is sent as Latin-1 like by real scanners. */
	scan(code: string): void {
		this.send(Buffer.from(code + this.#suffix, "latin1"));
	}

	/** Sends raw bytes, such as noise or half a code. */
	send(bytes: Uint8Array): void {
		this.line.send(bytes);
	}

	/** The board lost power. */
	powerOffBoard(): void {
		this.line.powerOffBoard();
	}
}
