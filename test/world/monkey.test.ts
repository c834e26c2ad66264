// All features combined: tags, labels, battery, updates, settings, inspection, power cuts, a bad network and a
// restarting host.
import { describe, expect, it } from "vitest";
import type { EngineKind } from "../../simulator/engine/machine.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import { Monkey } from "./monkey.js";

/** For longer runs: MONKEY_SEEDS=1-200 MONKEY_ACTS=600. A failing seed is reproduced with MONKEY_SEEDS alone. */
const [first = 1, last = first] = (process.env.MONKEY_SEEDS ?? "1-3").split("-").map(Number);
const acts = Number(process.env.MONKEY_ACTS ?? 120);
const salesMin = 30;
const noXs = await xsUnavailable();

async function run(seed: number, engine: EngineKind): Promise<void> {
	const report = await Monkey.run({ seed, acts, boards: 2, engine });
	expect(report.faults.join("\n\n"), `seed ${seed}`).toBe("");
	expect(report.paid).toBeGreaterThanOrEqual(salesMin);
	expect(report.screens.size).toBeGreaterThan(10);
}

describe("a monkey at the till", () => {
	it.each(Array.from({ length: last - first + 1 }, (_, index) => first + index))(
		"finds no inconsistency with seed %i",
		(seed) => run(seed, "v8"),
		240_000,
	);

	it.skipIf(noXs)(`finds none on XS${noXs ? ` (skipped: ${noXs})` : ""}`, () => run(first, "xs"), 240_000);
});
