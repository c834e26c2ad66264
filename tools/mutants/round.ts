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
	/** Caught with "failed" and "timeout". */
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
		const unplantedMs = new Map<string, number>();
		await together(copies, async ({ root }) => {
			for (let group = groups.shift(); group; group = groups.shift())
				unplantedMs.set(group[0], await demandGreen(root, ...group));
		});
		const waiting = [...mutants];
		const outcomes: Outcome[] = [];
		await together(copies, async ({ root }) => {
			for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
				const outcome = await plant(root, mutant, limitMsOf(mutant, unplantedMs));
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

/** Returns how long the tests of a file took. */
async function demandGreen(root: string, file: string, tests: readonly NamedTest[]): Promise<number> {
	const { verdict, reason, passed, elapsedMs } = await runTests(root, tests, {
		limitMs: unplantedLimitMs,
		bail: false,
	});
	if (verdict !== "passed") throw new CommandFault("TEST_BROKEN", `${file} fails without a mutant.`, reason);
	for (const { pattern = "" } of tests)
		if (!passed.some(({ name }) => new RegExp(pattern).test(name)))
			throw new CommandFault("TEST_MISSING", `${file} has no test "${pattern}".`);
	return elapsedMs;
}

function limitMsOf({ tests }: Mutant, unplantedMs: ReadonlyMap<string, number>): number {
	const files = new Set(tests.map(({ file }) => file));
	return [...files].reduce((sum, file) => sum + slownessMax * (unplantedMs.get(file) ?? 0), spareMs);
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
