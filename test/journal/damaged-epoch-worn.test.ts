// Every pair of flipped bits in the epoch of a segment header, in journals that have turned the ring or met flash
// failures.
import { describe, expect, it } from "vitest";
import { expectEpochBits, makeLayout, wornLayouts, type Operation } from "./damaged-layouts.js";

describe("the epoch in a segment header with two flipped bits of a worn journal", () => {
	for (const layout of wornLayouts) {
		it(`is read correctly with any two flipped bits in its epoch: ${layout.name}`, () => {
			for (const fromNewest of new Set([0, layout.sectors.length - 1])) expectEpochBits(layout, fromNewest);
		});
	}

	it("is read by its CRC alone with any two flipped bits in its epoch, as the oldest and last of its epoch", () => {
		const operations: Operation[] = [
			{ append: 18 },
			{ release: 14 },
			{ epoch: 2 },
			{ append: 20 },
			{ append: 26, room: "reserved" },
		];
		const layout = makeLayout("the last of its epoch", { operations });
		const [oldest] = layout.records;
		expect([oldest!.epoch, layout.epoch]).toEqual([1, 2]);
		expect(oldest!.sequence).toBeGreaterThan(10);
		expectEpochBits(layout, layout.sectors.length - 1);
	});
});
