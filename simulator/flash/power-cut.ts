// What a power cut leaves of one flash operation: the four modes the journal's rivals were measured with.

export const cutModes = ["before", "prefix", "bits", "after"] as const;
export type CutMode = (typeof cutModes)[number];

/** Thrown by the flash where the processor would have stopped. */
export class PowerCut extends Error {
	constructor(offset: number) {
		super(`power cut at ${offset}`);
		this.name = "PowerCut";
	}
}

/** The bytes found in place of `wanted` after the cut, over what was there `before`. */
export function cutInto(mode: CutMode, wanted: Uint8Array, before: Uint8Array, random: () => number): Uint8Array {
	if (mode === "before") return before;
	if (mode === "after") return wanted;
	const found = before.slice();
	if (mode === "prefix") {
		found.set(wanted.subarray(0, Math.floor(random() * (wanted.length + 1))));
		return found;
	}
	// Each bit on its way had its own chance to arrive.
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
