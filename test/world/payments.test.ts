// Card payments with faults at every step: a sample of what `npm run -s bench -- payments` runs.
import { describe, expect, it } from "vitest";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { runSeed, type SeedReport } from "../../tools/fault-injection/payments/seed.js";

const noXs = await xsUnavailable();
const attemptsPerSeed = 24;

async function runSeeds(seeds: readonly number[], engine: EngineKind): Promise<SeedReport[]> {
	const reports: SeedReport[] = [];
	for (const seed of seeds) reports.push(await runSeed(seed, attemptsPerSeed, engine));
	return reports;
}

function expectNoErrors(reports: readonly SeedReport[]): void {
	for (const { doubleCharged, chargedWithoutRecord, creditedToOther, creditedWithoutCharge } of reports)
		expect({ doubleCharged, chargedWithoutRecord, creditedToOther, creditedWithoutCharge }).toEqual({
			doubleCharged: 0,
			chargedWithoutRecord: 0,
			creditedToOther: 0,
			creditedWithoutCharge: 0,
		});
	const attempts = reports.reduce((sum, report) => sum + report.attempts, 0);
	const paid = reports.reduce((sum, report) => sum + report.paid, 0);
	expect(paid).toBeGreaterThan(attempts / 2);
}

describe("card payments with faults at every step", () => {
	it("never charge twice or without a record, and pay only for their own basket", async () => {
		// Includes seeds that found faults when this was written.
		expectNoErrors(await runSeeds([1, 2, 3, 22, 49, 58, 173, 207, 301, 350], "v8"));
	});

	it.skipIf(noXs)("behave the same on XS", async () => {
		expectNoErrors(await runSeeds([49, 301], "xs"));
	});
});
