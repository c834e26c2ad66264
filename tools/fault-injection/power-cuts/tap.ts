// A flash port that calls back before each change.
import type { Flash } from "../../../firmware/core/ports.js";
import type { NorFlash } from "../../../simulator/flash/nor.js";

/** Calls back before every operation that changes the chip, with a function that repeats the operation on a copy. */
export class Tap implements Flash {
	readonly sizeBytes: number;
	readonly sectorBytes: number;
	readonly pageBytes: number;
	readonly alignBytes: number;
	#inner: NorFlash;
	#onBefore: (repeat: (flash: NorFlash) => void) => void;

	constructor(inner: NorFlash, onBefore: (repeat: (flash: NorFlash) => void) => void) {
		this.sizeBytes = inner.sizeBytes;
		this.sectorBytes = inner.sectorBytes;
		this.pageBytes = inner.pageBytes;
		this.alignBytes = inner.alignBytes;
		this.#inner = inner;
		this.#onBefore = onBefore;
	}

	read(offset: number, into: Uint8Array): void {
		this.#inner.read(offset, into);
	}

	readRaw(offset: number, into: Uint8Array): void {
		this.#inner.readRaw(offset, into);
	}

	program(offset: number, bytes: Uint8Array): void {
		this.#onBefore((flash) => flash.program(offset, bytes));
		this.#inner.program(offset, bytes);
	}

	erase(offset: number): void {
		this.#onBefore((flash) => flash.erase(offset));
		this.#inner.erase(offset);
	}
}
