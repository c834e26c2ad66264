// `npm run -s mutants` (docs/testing.md).
import { join } from "node:path";
import { CommandFault } from "../command-fault.js";
import { defineCommand, type RunnableCommand, text, texts, whole } from "../command.js";
import { Progress } from "../progress.js";
import { type Mutant, readMutants } from "./mutant.js";
import { type Outcome, playRound, sampleOf } from "./round.js";

const root = join(import.meta.dirname, "../..");
const sampleMax = 1_000;
const workersMax = 16;

export const mutants: RunnableCommand = defineCommand({
	name: "mutants",
	description:
		"Plants known bugs one at a time in a copy of the tree, and runs the tests that must catch them. " +
		"Exits with 1 where one survives.",
	options: {
		room: text("FOLDER", 'only mutants of this room and of those inside it, such as "host/ledger" or "firmware"'),
		name: texts("NAME", 'only this mutant, such as "host/formula-start"'),
		sample: whole("only so many, chosen by the seed", { min: 1, max: sampleMax }),
		seed: text("TEXT", "what the sample is chosen by", { default: "1" }),
		workers: whole("copies of the tree that work at the same time", { min: 1, max: workersMax, default: 2 }),
	},
	json: "print planted, caught, survivors, invalid, skipped, timeouts and seconds as one line of JSON",
	notes: "docs/testing.md says how to add one.",
	async run({ room, name, sample, seed, workers, json }) {
		const startedMs = performance.now();
		// By default a signal ends a process without its "exit" event, at which copies and test runs are cleared away.
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
		const chosen = choose({ room, name, sample, seed });
		const progress = new Progress("mutants", chosen.length);
		let done = 0;
		const outcomes = await playRound({
			...{ origin: root, mutants: chosen, workers },
			onOutcome(outcome) {
				progress.update(++done, outcome.mutant.name);
				if (!json) process.stdout.write(lineOf(outcome));
			},
		});
		progress.end();
		const figures = summaryOf(outcomes, (performance.now() - startedMs) / 1_000);
		if (json) process.stdout.write(`${JSON.stringify(figures)}\n`);
		else
			process.stdout.write(
				`${figures.planted} planted, ${figures.caught} caught, ${figures.survivors.length} survived, ` +
					`${figures.seconds} s\n`,
			);
		return figures.survivors.length === 0 ? 0 : 1;
	},
});

interface Choice {
	readonly room: string | undefined;
	readonly name: readonly string[];
	readonly sample: number | undefined;
	readonly seed: string;
}

function choose({ room, name, sample, seed }: Choice): Mutant[] {
	const files = readMutants(root);
	const broken = files.filter(({ problem }) => problem !== "");
	if (broken.length > 0)
		throw new CommandFault(
			"MUTANT_BROKEN",
			"Mutants cannot be planted; docs/testing.md says how to mend them.",
			broken.map(({ path, problem }) => `${path}: ${problem}`).join("\n"),
		);
	const all = files.flatMap(({ mutant }) => (mutant ? [mutant] : []));
	const chosen = all
		.filter((mutant) => name.length === 0 || name.includes(mutant.name))
		.filter((mutant) => room === undefined || `${mutant.room}/`.startsWith(`${room}/`));
	if (chosen.length === 0) throw new CommandFault("MUTANT_UNKNOWN", "No mutant has this room and name.");
	return sample === undefined ? chosen : sampleOf(chosen, sample, seed);
}

function lineOf({ mutant, verdict, reason, elapsedMs }: Outcome): string {
	const seconds = (elapsedMs / 1_000).toFixed(1);
	const [first = ""] = reason.split("\n");
	if (verdict === "failed" || verdict === "timeout") return `caught    ${mutant.name} (${seconds} s): ${first}\n`;
	if (verdict === "skipped") return `skipped   ${mutant.name}: ${first}\n`;
	if (verdict === "passed") return `SURVIVED  ${mutant.name} (${seconds} s): ${mutant.invariant}\n`;
	return `INVALID   ${mutant.name} (${seconds} s): ${reason}\n`;
}

function summaryOf(outcomes: readonly Outcome[], seconds: number) {
	const named = (...verdicts: ReadonlyArray<Outcome["verdict"]>): string[] =>
		outcomes
			.filter(({ verdict }) => verdicts.includes(verdict))
			.map(({ mutant }) => mutant.name)
			.sort();
	return {
		planted: outcomes.length - named("skipped").length,
		caught: named("failed", "timeout").length,
		/** All that were not caught, the invalid ones among them. */
		survivors: named("passed", "invalid"),
		/** No test failed by itself: the product could not be loaded, for example. */
		invalid: named("invalid"),
		/** Not planted: this machine lacks what their tests need, and skips them. */
		skipped: named("skipped"),
		/** Caught because the tests did not end. */
		timeouts: named("timeout"),
		seconds: Math.round(seconds),
	};
}
