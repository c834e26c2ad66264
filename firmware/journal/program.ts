// A program that is believed only after it was read back: a stuck bit or a tired cell must not become a sale that was never kept.
import { Fault } from "../core/fault.js";
import type { Flash } from "../core/ports.js";

/** False when the chip reports failure or returns other bytes. */
export function programVerified(flash: Flash, offset: number, bytes: Uint8Array): boolean {
	try {
		flash.program(offset, bytes);
	} catch (error) {
		if (error instanceof Fault) return false;
		throw error;
	}
	const found = new Uint8Array(bytes.length);
	flash.read(offset, found);
	for (let i = 0; i < bytes.length; i++) if (found[i] !== bytes[i]) return false;
	return true;
}
