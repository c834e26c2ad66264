// `npm test` runs the static checks and all tests in parallel, `npm run check` the static checks only, and `npm test --
// PATH` the tests of PATH only. The first failure stops everything else.
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { staticSteps, type Step } from "./steps.js";

const root = join(import.meta.dirname, "../..");
const running = new Set<ChildProcess>();
/** Output of the static checks, held back while the tests write to the terminal. */
const held: string[] = [];

class StepFailure extends Error {
	readonly exitCode: number;

	constructor(name: string, exitCode: number) {
		super(`${name} failed.`);
		this.exitCode = exitCode;
	}
}

/** Returns what the step printed; an empty string with "inherit". */
async function run({ name, args }: Step, output: "inherit" | "buffer"): Promise<string> {
	const child = spawn(process.execPath, args, {
		cwd: root,
		// Tests start our commands some hundred times; compiled code is kept from one start to the next.
		env: { ...process.env, NODE_COMPILE_CACHE: join(root, "node_modules/.cache/tillmark/compiled") },
		stdio: output === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
	});
	running.add(child);
	const chunks: Buffer[] = [];
	child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
	child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
	const exitCode = await new Promise<number>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => resolve(code ?? 1));
	});
	running.delete(child);
	const printed = Buffer.concat(chunks).toString();
	if (exitCode !== 0) {
		process.stderr.write(printed);
		throw new StepFailure(name, exitCode);
	}
	return printed;
}

function print(line: string, isHeld: boolean): void {
	if (isHeld) held.push(line);
	else process.stdout.write(line);
}

async function timed(step: Step, output: "inherit" | "buffer", isHeld: boolean): Promise<void> {
	const startedMs = performance.now();
	const printed = await run(step, output);
	print(`${printed}${step.name}: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s\n`, isHeld);
}

/** Runs one check after another; the tests' workers use the other cores. */
async function checkStatically(isHeld: boolean): Promise<void> {
	for (const step of staticSteps(root)) await timed(step, "buffer", isHeld);
}

async function test(filters: readonly string[]): Promise<void> {
	// Built once in advance, so that tests do not wait for each other to build it.
	const noXs = await xsUnavailable();
	if (noXs) process.stdout.write(`The XS engine's tests are skipped: ${noXs}\n`);
	const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...filters];
	await timed({ name: "tests", args }, "inherit", false);
}

const args = process.argv.slice(2);
try {
	if (args[0] === "--static") await checkStatically(false);
	else if (args.length > 0) await test(args);
	else await Promise.all([checkStatically(true), test([])]);
	process.stdout.write(held.join(""));
} catch (error) {
	for (const child of running) child.kill();
	process.stdout.write(held.join(""));
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(error instanceof StepFailure ? error.exitCode : 1);
}
