// Flipped bits in segment headers; see damaged-layouts.ts. Those in the epoch are tested in separate files, since they
// take the longest.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	anyBit,
	anySegment,
	damaged,
	encrypted,
	expectWhole,
	freshLayouts,
	headerBits,
	inOne,
	keysOf,
	layoutOf,
	makeLayout,
	open,
	sectorOf,
	wornLayouts,
	type Operation,
} from "./damaged-layouts.js";
import { recordsOf } from "./fixture.js";

describe("a segment header with flipped bits", () => {
	for (const layout of [...freshLayouts, ...wornLayouts]) {
		it(`is read correctly with one to four flipped bits, in it or also in others: ${layout.name}`, () => {
			const bits = fc.uniqueArray(anyBit, { minLength: 1, maxLength: 4 });
			fc.assert(
				fc.property(anySegment, bits, (fromNewest, wrong) => expectWhole(layout, inOne(fromNewest, wrong))),
				{ numRuns: 40, seed: 12 },
			);
			const spread = fc.uniqueArray(fc.tuple(anySegment, anyBit), {
				minLength: 2,
				maxLength: 4,
				comparator: ([a, bitA], [b, bitB]) =>
					a % layout.sectors.length === b % layout.sectors.length && bitA === bitB,
			});
			fc.assert(
				fc.property(spread, (flips) =>
					expectWhole(
						layout,
						flips.map(([fromNewest, bit]) => ({ fromNewest, bit })),
					),
				),
				{ numRuns: 30, seed: 13 },
			);
		});
	}

	it("lets the chain continue after a destroyed record, by its CRC alone", () => {
		const layout = makeLayout("behind a destroyed record", { operations: [{ append: 20 }] });
		const before = layout.sectors.at(-2)!;
		const lost = layout.records.findIndex(({ payload }) => sectorOf(damaged(layout, []), payload) === before);
		for (const bits of [[], [96, 97], [100, 127], [16, 119, 300]]) {
			const flash = damaged(layout, inOne(0, bits));
			const start = Buffer.from(flash.cells).indexOf(Buffer.from(layout.records[lost]!.payload));
			for (let at = 0; at < 20; at++) flash.disturb(start + at, 0x5a);
			const journal = open(layout, flash);
			expect([journal.epoch, journal.sequence, journal.head]).toEqual([
				layout.epoch,
				layout.sequence,
				layout.head,
			]);
			expect(keysOf(recordsOf(journal, 0, 0))).toEqual(keysOf(layout.records.toSpliced(lost, 1)));
		}
	});

	it("is read correctly after any sequence of operations", () => {
		const operation: fc.Arbitrary<Operation> = fc.oneof(
			{ weight: 6, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 14 }) }) },
			{ weight: 2, arbitrary: fc.record({ release: fc.integer({ min: 1, max: 60 }) }) },
			{ weight: 2, arbitrary: fc.constant({ epoch: "next" as const }) },
			{ weight: 2, arbitrary: fc.constantFrom({ idle: true as const }, { callFailed: true as const }) },
		);
		const plans = fc.record({
			operations: fc.array(operation, { minLength: 2, maxLength: 12 }),
			failingErase: fc.constantFrom(undefined, 1, 3),
		});
		const bits = fc.uniqueArray(anyBit, { minLength: 1, maxLength: 4 });
		fc.assert(
			fc.property(plans, anySegment, bits, ({ operations, failingErase }, fromNewest, wrong) => {
				const layout = layoutOf({
					operations: [...operations, { append: 1 }],
					...(failingErase !== undefined && { failingErase }),
				});
				if (layout) expectWhole(layout, inOne(fromNewest, wrong));
			}),
			{ numRuns: 150, seed: 14 },
		);
	});

	for (const layout of encrypted) {
		it(`is read correctly with a flipped bit on the chip: ${layout.name}`, () => {
			// After these bytes the cipher block also contains the start of the first record.
			for (let bit = 0; bit < 8 * 48; bit += 11)
				for (let held = 0; held < layout.sectors.length; held++) expectWhole(layout, inOne(held, [bit]));
		});

		it(`loses at most its first record to a flipped bit in the block they share: ${layout.name}`, () => {
			for (let bit = 8 * 48; bit < headerBits; bit++) {
				for (let held = 0; held < layout.sectors.length; held++) {
					const flash = damaged(layout, inOne(held, [bit]));
					const before = open(layout, flash);
					before.append(Uint8Array.of(1), "reserved");
					const found = new Set(keysOf(recordsOf(open(layout, flash), 0, 0)));
					const missing = keysOf(layout.records).filter((key) => !found.has(key));
					expect(missing.length).toBeLessThanOrEqual(1);
				}
			}
		});
	}
});
