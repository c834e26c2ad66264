import type { Flash } from "../core/ports.js";

/** Erases a whole partition, whatever it holds: for enrolment. A cut on the way leaves what `wipe` takes up again. */
export function wipe(flash: Flash): void {
	for (let offset = 0; offset + flash.sectorBytes <= flash.sizeBytes; offset += flash.sectorBytes)
		flash.erase(offset);
}
