// Card payments with faults at every step, on V8 and on XS, checked against the journals on the boards' flash and the
// charges that the card reader made (invariant 13).
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import type { EngineKind } from "../../simulator/engine/machine.js";
import type { BenchFigures, BenchOptions } from "./benchmark.js";
import { runSeed, type SeedReport } from "../fault-injection/payments/seed.js";

const seedsV8 = 200;
const seedsXs = 20;
const attemptsPerSeed = 30;
const fullFactor = 5;
const errorCounts = ["doubleCharged", "chargedWithoutRecord", "creditedToOther", "creditedWithoutCharge"] as const;

export async function run({ full, progress }: BenchOptions): Promise<BenchFigures> {
	const reports: SeedReport[] = [];
	const factor = full ? fullFactor : 1;
	const noXs = await xsUnavailable();
	const runSeeds = async (engine: EngineKind, seeds: number): Promise<number> => {
		for (let seed = 1; seed <= seeds; seed++) {
			const report = await runSeed(seed, attemptsPerSeed, engine);
			reports.push(report);
			const wrong = errorCounts.filter((name) => report[name] > 0);
			if (wrong.length > 0) process.stderr.write(`seed ${seed} on ${engine}: ${wrong.join(", ")}\n`);
			if (progress && seed % 20 === 0) process.stderr.write(`${engine}: ${seed} of ${seeds} seeds\n`);
		}
		return seeds;
	};
	const seeds = await runSeeds("v8", seedsV8 * factor);
	const xsSeeds = noXs ? 0 : await runSeeds("xs", seedsXs * factor);
	const sum = (name: keyof SeedReport): number =>
		reports.reduce((total, report) => total + (report[name] as number), 0);
	const faults: Record<string, number> = {};
	for (const report of reports) for (const [name, count] of report.faults) faults[name] = (faults[name] ?? 0) + count;
	delete faults["none"];
	return {
		seeds: seeds + xsSeeds,
		xsSeeds,
		attempts: sum("attempts"),
		paid: sum("paid"),
		open: sum("open"),
		voids: sum("voids"),
		faultKinds: Object.values(faults).filter((count) => count > 0).length,
		faults,
		...Object.fromEntries(errorCounts.map((name) => [name, sum(name)])),
	};
}
