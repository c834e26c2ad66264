// Sectors of the catalog's partition that hold nothing and are not needed: a self-test may program and erase them.
import type { Flash } from "../core/ports.js";
import { CatalogSlot } from "./slot.js";

const headBytes = 64;

/**
 * Offsets of at most two sectors of each slot, the first one behind its image and its last one. None of a slot whose
 * header cannot be read and is not erased: another version may have written it. A sector stays spare until the next
 * image is begun, which erases each sector before its first write.
 */
export function spareSectors(flash: Flash): number[] {
	const sizeBytes = Math.floor(flash.sizeBytes / 2 / flash.sectorBytes) * flash.sectorBytes;
	const spare: number[] = [];
	for (const base of [0, sizeBytes]) {
		const { image } = new CatalogSlot({ flash, base, sizeBytes });
		if (image === undefined && !isErased(flash, base)) continue;
		const usedSectors = 1 + Math.ceil((image?.lengthBytes ?? 0) / flash.sectorBytes);
		const first = base + usedSectors * flash.sectorBytes;
		const last = base + sizeBytes - flash.sectorBytes;
		if (first <= last) spare.push(first);
		if (first < last) spare.push(last);
	}
	return spare;
}

function isErased(flash: Flash, base: number): boolean {
	const head = new Uint8Array(headBytes);
	flash.readRaw(base, head);
	return head.every((byte) => byte === 0xff);
}
