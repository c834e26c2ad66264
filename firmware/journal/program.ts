// Programs flash and reads the bytes back, so that a stuck bit or a worn cell cannot pass for a stored record.
import { Fault } from "../core/fault.js";
import type { Flash } from "../core/ports.js";

/** A buffer for a program of `length` bytes: whole words, erased. */
export function programBytes(length: number): Uint8Array {
	const words = new Uint32Array((length + 3) >>> 2).fill(0xffff_ffff);
	return new Uint8Array(words.buffer, 0, length);
}

/** Programs a buffer of `programBytes`; false when the chip reports failure or returns other bytes. */
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
