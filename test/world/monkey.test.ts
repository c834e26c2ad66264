// All features combined: tags, labels, battery, updates, settings, inspection, power cuts, a bad network and a
// restarting host.
import { describe, expect, it } from "vitest";
import { Monkey } from "./monkey.js";

/** For longer runs: MONKEY_SEEDS=1-200 MONKEY_ACTS=600. A failing seed is reproduced with MONKEY_SEEDS alone. */
const [first = 1, last = first] = (process.env.MONKEY_SEEDS ?? "1-4").split("-").map(Number);
const acts = Number(process.env.MONKEY_ACTS ?? 200);

describe("a monkey at the till", () => {
	it.each(Array.from({ length: last - first + 1 }, (_, index) => first + index))(
		"finds no inconsistency with seed %i",
		async (seed) => {
			const report = await Monkey.run({ seed, acts, boards: 2 });
			expect(report.faults.join("\n\n"), `seed ${seed}`).toBe("");
			expect(report.paid).toBeGreaterThan(0);
		},
		120_000,
	);
});
