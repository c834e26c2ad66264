// The effects of a power cut on one flash operation. These four modes were also used to measure alternatives to the
// journal.

export const cutModes = ["before", "prefix", "bits", "after"] as const;
export type CutMode = (typeof cutModes)[number];

/** Thrown by the flash at the point where the processor would stop. */
export class PowerCut extends Error {
	constructor(offset: number) {
		super(`power cut at ${offset}`);
		this.name = "PowerCut";
	}
}

/** Returns the bytes in flash after the cut: `wanted` is what was being written, `before` what was there. */
export function cutInto(mode: CutMode, wanted: Uint8Array, before: Uint8Array, random: () => number): Uint8Array {
	if (mode === "before") return before;
	if (mode === "after") return wanted;
	const found = before.slice();
	if (mode === "prefix") {
		found.set(wanted.subarray(0, Math.floor(random() * (wanted.length + 1))));
		return found;
	}
	// Each bit that changes is written independently with the same probability.
	const chance = random();
	for (let i = 0; i < found.length; i++) {
		const changing = found[i]! ^ wanted[i]!;
		if (changing === 0) continue;
		let arrived = 0;
		for (let bit = 1; bit < 256; bit <<= 1) if (changing & bit && random() < chance) arrived |= bit;
		found[i]! ^= arrived;
	}
	return found;
}
