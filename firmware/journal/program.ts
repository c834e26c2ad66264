// A program that is believed only after it was read back: a stuck bit or a tired cell must not become a sale that was
// never kept.
import { Fault } from "../core/fault.js";
import type { Flash } from "../core/ports.js";

/** Bytes for a program of `length`, erased, in a buffer of whole words. */
export function programBytes(length: number): Uint8Array {
	const words = new Uint32Array((length + 3) >>> 2).fill(0xffff_ffff);
	return new Uint8Array(words.buffer, 0, length);
}

/** Programs bytes made by `programBytes`; false when the chip reports failure or returns other bytes. */
export function programVerified(flash: Flash, offset: number, bytes: Uint8Array): boolean {
	try {
		flash.program(offset, bytes);
	} catch (error) {
		if (error instanceof Fault) return false;
		throw error;
	}
	const found = programBytes(bytes.length);
	flash.read(offset, found);
	const words = new Uint32Array(bytes.buffer);
	const foundWords = new Uint32Array(found.buffer);
	const count = words.length;
	for (let i = 0; i < count; i++) if (words[i] !== foundWords[i]) return false;
	return true;
}
