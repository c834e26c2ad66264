// `npm test`: the static checks beside every test. `npm run check`: the static checks alone. `npm test -- PATH`: the
// tests of PATH alone. The first failure ends all the rest.
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { staticSteps, type Step } from "./steps.js";

const root = join(import.meta.dirname, "../..");
const running = new Set<ChildProcess>();
/** What the static checks said while the tests write to the terminal. */
const held: string[] = [];

class StepFailure extends Error {
	readonly exitCode: number;

	constructor(name: string, exitCode: number) {
		super(`${name} failed.`);
		this.exitCode = exitCode;
	}
}

/** Answers what the step printed; undefined where it prints for itself. */
async function run({ name, args }: Step, output: "inherit" | "buffer"): Promise<string> {
	const child = spawn(process.execPath, args, {
		cwd: root,
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

function tell(line: string, isHeld: boolean): void {
	if (isHeld) held.push(line);
	else process.stdout.write(line);
}

async function timed(step: Step, output: "inherit" | "buffer", isHeld: boolean): Promise<void> {
	const startedMs = performance.now();
	const printed = await run(step, output);
	tell(`${printed}${step.name}: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s\n`, isHeld);
}

/** One after the other: the tests' workers keep the other cores busy. */
async function checkStatically(isHeld: boolean): Promise<void> {
	for (const step of staticSteps(root)) await timed(step, "buffer", isHeld);
}

async function test(filters: readonly string[]): Promise<void> {
	// The XS engine is built once, here, and not by each test that needs it while the others wait.
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
