// Invariants 1 and 2: a power cut at any byte of any program or erase loses no durable record and leaves the journal
// mountable. The variants are divided between files, so that two workers can run them.
import { describe, expect, it } from "vitest";
import { sampleShares, sweepVariant, variants } from "../../tools/fault-injection/power-cuts/sweeps.js";

/** Describes the variants with these seeds. */
export function describePowerCuts(seeds: readonly number[]): void {
	describe("a power cut at any flash operation, and a second one during the recovery", () => {
		for (const variant of variants.filter(({ seed }) => seeds.includes(seed))) {
			const { seed, records, ...how } = variant;
			it(`loses nothing durable and mounts: ${Object.keys(how).join(", ") || "plain"}, seed ${seed}`, () => {
				const result = sweepVariant(
					{ ...variant, records: Math.min(records, 1_200) },
					{ ...sampleShares, secondReaderShare: 0.5 },
				);
				expect(result.failures).toEqual([]);
				expect(result.points).toBeGreaterThan(100);
				expect(result.double).toBeGreaterThan(20);
				expect(result.secondReader).toBeGreaterThan(50);
			});
		}
	});
}
