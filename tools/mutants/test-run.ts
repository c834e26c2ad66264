// One run of vitest in a scratch copy, with the verdict of its tests.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { NamedTest } from "./mutant.js";

export interface TestRun {
	/**
	 * "failed": a test failed by itself. "timeout": the time limit passed first. "invalid": no test failed, but the run
	 * did, for example because a module could not be loaded. "skipped": no test ran.
	 */
	readonly verdict: "passed" | "failed" | "timeout" | "invalid" | "skipped";
	/** Names of tests. */
	readonly passed: readonly string[];
	/** Names of tests that did not run, because a pattern left them out or this machine lacks what they need. */
	readonly skipped: readonly string[];
	/** What failed, or what vitest printed where the run was invalid. */
	readonly reason: string;
	readonly elapsedMs: number;
}

interface Report {
	readonly success: boolean;
	readonly testResults: ReadonlyArray<{
		readonly name: string;
		readonly status: string;
		readonly message: string;
		readonly assertionResults: ReadonlyArray<{
			readonly fullName: string;
			readonly status: string;
			readonly failureMessages?: readonly string[];
		}>;
	}>;
}

/** Temporary files of the tests, inside the scratch copy so that they go with it. */
const temporaryFolder = "node_modules.tmp";
const printedCharactersMax = 2_000;

/** A pattern for tests of a run: all tests of its files where one of them names none. */
function patternOf(tests: readonly NamedTest[]): string[] {
	const patterns = tests.map(({ pattern }) => pattern);
	if (patterns.includes(undefined)) return [];
	return ["-t", [...new Set(patterns)].map((pattern) => `(?:${pattern})`).join("|")];
}

/** Runs the tests in the tree `root`; with `bail`, no further than the first failure. */
export async function runTests(
	root: string,
	tests: readonly NamedTest[],
	{ limitMs, bail }: { readonly limitMs: number; readonly bail: boolean },
): Promise<TestRun> {
	const temporary = join(root, temporaryFolder);
	const output = join(temporary, "report.json");
	rmSync(temporary, { recursive: true, force: true });
	mkdirSync(temporary);
	const startedMs = performance.now();
	const { printed, isLate } = await runVitest(
		root,
		[
			...new Set(tests.map(({ file }) => file)),
			...patternOf(tests),
			...["--reporter=json", `--outputFile=${output}`, "--maxWorkers=1", `--bail=${bail ? 1 : 0}`],
		],
		{ limitMs, temporary },
	);
	const elapsedMs = performance.now() - startedMs;
	if (isLate) return { verdict: "timeout", passed: [], skipped: [], reason: "time limit", elapsedMs };
	const report = existsSync(output) ? (JSON.parse(readFileSync(output, "utf8")) as Report) : undefined;
	return { ...judge(root, report, printed), elapsedMs };
}

function judge(root: string, report: Report | undefined, printed: string): Omit<TestRun, "elapsedMs"> {
	const results = (report?.testResults ?? []).flatMap(({ name, assertionResults }) =>
		assertionResults.map((result) => ({ ...result, file: relative(root, name) })),
	);
	const namesOf = (...statuses: readonly string[]): string[] =>
		results.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName);
	const [passed, skipped] = [namesOf("passed"), namesOf("skipped", "pending")];
	const failed = results.find(({ status }) => status === "failed");
	if (failed) {
		const reason = `${failed.file}: ${failed.fullName}\n${failed.failureMessages?.[0] ?? ""}`;
		return { verdict: "failed", passed, skipped, reason };
	}
	if (report?.success && passed.length > 0) return { verdict: "passed", passed, skipped, reason: "" };
	if (report?.success && skipped.length > 0) return { verdict: "skipped", passed, skipped, reason: "no test ran" };
	const messages = report?.testResults.map(({ message }) => message).filter((message) => message !== "") ?? [];
	const reason = [...messages, printed].join("\n").trim().slice(-printedCharactersMax);
	return { verdict: "invalid", passed, skipped, reason: reason === "" ? "no test ran" : reason };
}

/** Runs vitest until it ends, or ends it and every process that it started after `limitMs`. */
function runVitest(
	root: string,
	args: readonly string[],
	{ limitMs, temporary }: { readonly limitMs: number; readonly temporary: string },
): Promise<{ printed: string; isLate: boolean }> {
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS|CI$)/.test(name)),
	);
	const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", ...args], {
		cwd: root,
		env: { ...env, TMPDIR: temporary, TEMP: temporary },
		stdio: ["ignore", "pipe", "pipe"],
		// A process group of its own, so that all its processes can be ended together.
		detached: true,
	});
	let printed = "";
	const keep = (data: Buffer): void => {
		printed = (printed + data.toString()).slice(-printedCharactersMax);
	};
	child.stdout.on("data", keep);
	child.stderr.on("data", keep);
	const endAll = (): void => {
		try {
			if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
		} catch {
			// All have ended already.
		}
	};
	// Before the copy goes in which they run.
	process.prependOnceListener("exit", endAll);
	let isLate = false;
	const timer = setTimeout(() => {
		isLate = true;
		endAll();
	}, limitMs);
	return new Promise((resolve, reject) => {
		const settle = (): void => {
			clearTimeout(timer);
			process.off("exit", endAll);
			endAll();
		};
		child.on("error", (error) => {
			settle();
			reject(error);
		});
		child.on("close", () => {
			settle();
			resolve({ printed, isLate });
		});
	});
}
