// Every pair of flipped bits in the epoch of a segment header, in journals that have not turned the ring.
import { describe, it } from "vitest";
import { expectEpochBits, freshLayouts } from "./damaged-layouts.js";

describe("the epoch in a segment header with two flipped bits", () => {
	for (const layout of freshLayouts) {
		it(`is read correctly with any two flipped bits in its epoch: ${layout.name}`, () => {
			for (const fromNewest of new Set([0, layout.sectors.length - 1])) expectEpochBits(layout, fromNewest);
		});
	}
});
