// Plants mutants one at a time in scratch copies of the tree, and runs the tests that must catch them.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandFault } from "../command-fault.js";
import { ScratchCopy } from "../scratch-copy.js";
import type { Mutant, NamedTest } from "./mutant.js";
import { applyHunks } from "./patch.js";
import { runTests, type TestRun } from "./test-run.js";

export interface Outcome {
	readonly mutant: Mutant;
	/** Caught with "failed" and "timeout"; not planted with "skipped". */
	readonly verdict: TestRun["verdict"];
	readonly reason: string;
	readonly elapsedMs: number;
}

export interface RoundOptions {
	/** The tree that is copied. */
	readonly origin: string;
	readonly mutants: readonly Mutant[];
	/** Scratch copies that work at the same time. */
	readonly workers: number;
	/** After each mutant, in the order in which they end. */
	onOutcome?(outcome: Outcome): void;
}

const unplantedLimitMs = 1_800_000;
/** What a mutant's run may take beyond several times what the same tests took unplanted. */
const spareMs = 60_000;
const slownessMax = 4;

/**
 * Runs all named tests unplanted first, so that no broken test passes for one that catches. Throws where one of them
 * fails, or a pattern names no test.
 */
export async function playRound({ origin, mutants, workers, onOutcome }: RoundOptions): Promise<Outcome[]> {
	const copies: ScratchCopy[] = [];
	const close = (): void => {
		for (const copy of copies.splice(0)) copy.close();
	};
	process.once("exit", close);
	try {
		for (let worker = 0; worker < Math.min(workers, mutants.length); worker++)
			copies.push(new ScratchCopy(origin, "mutants"));
		const groups = [...groupsOf(mutants)];
		const unplanted = new Map<string, Unplanted>();
		await together(copies, async ({ root }) => {
			for (let group = groups.shift(); group; group = groups.shift())
				unplanted.set(group[0], await demandGreen(root, ...group));
		});
		const waiting = [...mutants];
		const outcomes: Outcome[] = [];
		await together(copies, async ({ root }) => {
			for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
				const isSkipped = mutant.tests.every((test) => unplanted.get(test.file)?.skipped.includes(test));
				const outcome: Outcome = isSkipped
					? { mutant, verdict: "skipped", reason: "this machine skips its tests", elapsedMs: 0 }
					: await plant(root, mutant, limitMsOf(mutant, unplanted));
				outcomes.push(outcome);
				onOutcome?.(outcome);
			}
		});
		return outcomes;
	} finally {
		process.off("exit", close);
		close();
	}
}

/** Waits for all, also where one throws: the copies are in use until then. */
async function together(copies: readonly ScratchCopy[], work: (copy: ScratchCopy) => Promise<void>): Promise<void> {
	const ends = await Promise.allSettled(copies.map(work));
	for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** The named tests of each file. */
function groupsOf(mutants: readonly Mutant[]): Map<string, NamedTest[]> {
	const groups = new Map<string, NamedTest[]>();
	for (const { tests } of mutants)
		for (const test of tests) groups.set(test.file, [...(groups.get(test.file) ?? []), test]);
	return groups;
}

interface Unplanted {
	readonly elapsedMs: number;
	/** Tests that this machine skips. */
	readonly skipped: readonly NamedTest[];
}

async function demandGreen(root: string, file: string, tests: readonly NamedTest[]): Promise<Unplanted> {
	const run = await runTests(root, tests, { limitMs: unplantedLimitMs, bail: false });
	if (run.verdict !== "passed" && run.verdict !== "skipped")
		throw new CommandFault("TEST_BROKEN", `${file} fails without a mutant.`, run.reason);
	const isAmong = (names: readonly string[], { pattern = "" }: NamedTest): boolean =>
		names.some((name) => new RegExp(pattern).test(name));
	const skipped = tests.filter((test) => !isAmong(run.passed, test));
	const missing = skipped.find((test) => !isAmong(run.skipped, test));
	if (missing) throw new CommandFault("TEST_MISSING", `${file} has no test "${missing.pattern ?? ""}".`);
	return { elapsedMs: run.elapsedMs, skipped };
}

function limitMsOf({ tests }: Mutant, unplanted: ReadonlyMap<string, Unplanted>): number {
	const files = new Set(tests.map(({ file }) => file));
	return [...files].reduce((sum, file) => sum + slownessMax * (unplanted.get(file)?.elapsedMs ?? 0), spareMs);
}

async function plant(root: string, mutant: Mutant, limitMs: number): Promise<Outcome> {
	const originals = mutant.patches.map((patch) => ({ patch, text: readFileSync(join(root, patch.path), "utf8") }));
	try {
		for (const { patch, text } of originals) writeFileSync(join(root, patch.path), applyHunks(text, patch));
		return { mutant, ...(await runTests(root, mutant.tests, { limitMs, bail: true })) };
	} finally {
		for (const { patch, text } of originals) writeFileSync(join(root, patch.path), text);
	}
}

/** `count` of the mutants, always the same for a seed. */
export function sampleOf(mutants: readonly Mutant[], count: number, seed: string): Mutant[] {
	const digest = ({ name }: Mutant): string => createHash("sha256").update(`${seed} ${name}`).digest("hex");
	return [...mutants].sort((a, b) => (digest(a) < digest(b) ? -1 : 1)).slice(0, count);
}
