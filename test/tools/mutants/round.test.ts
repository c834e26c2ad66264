// The round of mutants, in a small tree of its own: what counts as caught, and what does not.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readMutants } from "../../../tools/mutants/mutant.js";
import { playRound, sampleOf } from "../../../tools/mutants/round.js";

const repository = join(import.meta.dirname, "../../..");
const quickTests = /^test\/(core|wire|pricing|policy|words)\//;
const folders: string[] = [];
afterEach(() => {
	vi.unstubAllEnvs();
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const suite = `import { expect, it } from "vitest";
import { limit, sum } from "../host/sum.js";
it("adds", () => expect(sum(1, 2)).toBe(3));
it("has a limit", () => expect(limit).toBeGreaterThan(0));
it.skip("needs a printer", () => expect(sum(1, 2)).toBe(3));
`;
const source = "export const limit = 3;\nexport function sum(a: number, b: number): number {\n\treturn a + b;\n}\n";

/** A tree with one module and its test, tracked by git. */
function tree(files: Readonly<Record<string, string>>): string {
	const root = realpathSync(mkdtempSync(join(tmpdir(), "tillmark-round-test-")));
	folders.push(root);
	const all = { "host/sum.ts": source, "test/sum.test.ts": suite, ".gitignore": "node_modules\n", ...files };
	for (const [path, text] of Object.entries(all)) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	}
	symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
	execFileSync("git", ["init", "-q"], { cwd: root });
	return root;
}

interface Planted {
	readonly test?: string;
	readonly from?: string;
	readonly to: string;
	readonly room?: string;
	readonly head?: string;
}

function patch({ test = "test/sum.test.ts", from = "\treturn a + b;", to, room = "host", head }: Planted): string {
	const headers = head ?? `Room: ${room}\nInvariant: Sums are\n  right.\nTests: ${test}\n`;
	return `${headers}\n--- a/host/sum.ts\n+++ b/host/sum.ts\n@@ -99,1 +99,1 @@\n-${from}\n+${to}\n`;
}

function named(files: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(files).map(([name, text]) => [`tools/mutants/patches/host/${name}.patch`, text]),
	);
}

describe("a round of mutants", () => {
	it("catches what makes a test fail, and neither what no test sees nor what cannot be loaded", async () => {
		const origin = tree(
			named({
				"caught-by-name": patch({ to: "\treturn a - b;", test: 'test/sum.test.ts -t "^adds$"' }),
				survivor: patch({ to: "\treturn a - b;", test: 'test/sum.test.ts -t "has a limit"' }),
				unloadable: patch({ to: "\treturn a + ;" }),
				unprinted: patch({ to: "\treturn a - b;", test: 'test/sum.test.ts -t "needs a printer"' }),
			}),
		);
		const mutants = readMutants(origin).flatMap(({ mutant }) => (mutant ? [mutant] : []));
		expect(mutants.map(({ invariant }) => invariant)).toEqual(mutants.map(() => "Sums are right."));
		const temporary = join(origin, "node_modules.tmp");
		mkdirSync(temporary);
		vi.stubEnv("TMPDIR", temporary);
		const outcomes = await playRound({ origin, mutants, workers: 1 });
		expect(outcomes.map(({ mutant, verdict }) => [mutant.name, verdict])).toEqual([
			["host/caught-by-name", "failed"],
			["host/survivor", "passed"],
			["host/unloadable", "invalid"],
			["host/unprinted", "skipped"],
		]);
		expect(readdirSync(temporary)).toEqual([]);
	});

	it("begins only where every named test passes without a mutant, and is there", async () => {
		const play = (test: string, files: Readonly<Record<string, string>> = {}) => {
			const origin = tree({ ...named({ any: patch({ to: "\treturn 0;", test }) }), ...files });
			const mutants = readMutants(origin).flatMap(({ mutant }) => (mutant ? [mutant] : []));
			return playRound({ origin, mutants, workers: 1 });
		};
		const broken = { "test/sum.test.ts": suite.replace("toBe(3)", "toBe(4)") };
		await expect(play("test/sum.test.ts", broken)).rejects.toThrow(
			expect.objectContaining({ code: "TEST_BROKEN" }),
		);
		await expect(play('test/sum.test.ts -t "multiplies"')).rejects.toThrow(
			expect.objectContaining({ code: "TEST_MISSING" }),
		);
	});

	it("chooses the same sample for the same seed", () => {
		const names = Array.from({ length: 40 }, (_, index) => `host/m${index}`);
		const mutants = names.map((name) => ({ name, room: "host", invariant: "", tests: [], patches: [] }));
		const sample = (seed: string): string[] => sampleOf(mutants, 5, seed).map(({ name }) => name);
		expect(sample("a")).toEqual(sample("a"));
		expect(sample("a")).not.toEqual(sample("b"));
	});
});

describe("the mutants of this tree", () => {
	const mutants = readMutants(repository).flatMap(({ mutant }) => (mutant ? [mutant] : []));

	/** A few of those with quick tests; `npm run mutants` plants all. */
	it("are caught, in a sample that changes with each new mutant", async () => {
		const quick = mutants.filter(({ tests }) => tests.every(({ file }) => quickTests.test(file)));
		const seed = mutants.map(({ name }) => name).join();
		const outcomes = await playRound({ origin: repository, mutants: sampleOf(quick, 2, seed), workers: 1 });
		expect(outcomes.filter(({ verdict }) => verdict !== "failed")).toEqual([]);
		expect(outcomes.length).toBeGreaterThan(0);
	});
});

describe("a mutant's file", () => {
	const problemOf = (text: string): string => readMutants(tree(named({ one: text })))[0]?.problem ?? "";

	it("is refused with a missing header, a room that is not its folder, or a test that does not exist", () => {
		expect(problemOf(patch({ to: "\treturn 0;" }))).toBe("");
		expect(problemOf(patch({ to: "\treturn 0;", room: "tools" }))).toContain("room");
		expect(problemOf(patch({ to: "\treturn 0;", test: "test/other.test.ts" }))).toContain("test/other.test.ts");
		expect(problemOf(patch({ to: "\treturn 0;", test: "host/sum.ts" }))).toContain("host/sum.ts");
		for (const missing of ["Room", "Invariant", "Tests"]) {
			const head = ["Room: host", "Invariant: I.", "Tests: test/sum.test.ts"].filter(
				(line) => !line.startsWith(missing),
			);
			expect(problemOf(patch({ to: "\treturn 0;", head: `${head.join("\n")}\n` }))).toContain(missing);
		}
	});

	it("is refused where the lines that it changes are gone or stand there twice", () => {
		expect(problemOf(patch({ from: "\treturn a * b;", to: "" }))).toContain("0 times");
		const twice = tree({ ...named({ one: patch({ to: "" }) }), "host/sum.ts": `${source}${source}` });
		expect(readMutants(twice)[0]?.problem).toContain("2 times");
	});
});
