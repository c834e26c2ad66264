// Card payments with trouble at every step, a sample of what `npm run -s bench -- payments` runs.
import { describe, expect, it } from "vitest";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { runSeed, type SeedReport } from "../../tools/bench/payments/seed.js";

const noXs = await xsUnavailable();
const attemptsPerSeed = 24;

async function work(seeds: readonly number[], engine: EngineKind): Promise<SeedReport[]> {
	const reports: SeedReport[] = [];
	for (const seed of seeds) reports.push(await runSeed(seed, attemptsPerSeed, engine));
	return reports;
}

function expectHonest(reports: readonly SeedReport[]): void {
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

describe("card payments with trouble at every step", () => {
	it("charge nobody twice, nothing without a record, and pay for their own basket alone", async () => {
		// Among them those that found a fault when this was written.
		expectHonest(await work([1, 2, 3, 22, 49, 58, 173, 207, 301, 350], "v8"));
	});

	it.skipIf(noXs)("do so on the board's engine", async () => {
		expectHonest(await work([49, 301], "xs"));
	});
});
