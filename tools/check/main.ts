// `npm test`: types, style, layering, then every test. Stops at the first step that fails and says how to run that step
// alone.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { findTrespasses } from "./layering.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function run(name: string, bin: string, ...args: string[]): void {
	const startedMs = performance.now();
	process.stdout.write(`${name} …\n`);
	const done = spawnSync(process.execPath, [join(root, "node_modules", bin), ...args], {
		cwd: root,
		stdio: "inherit",
	});
	if (done.status !== 0) {
		process.stderr.write(`${name} failed.\n`);
		process.exit(done.status ?? 1);
	}
	process.stdout.write(`${name}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
}

const filters = process.argv.slice(2);
if (filters.length === 0) {
	run("types", "typescript/bin/tsc", "--noEmit");
	if (existsSync(join(root, "firmware/device/tsconfig.json")))
		run("device types", "typescript/bin/tsc", "--noEmit", "-p", "firmware/device");
	run("format", "prettier/bin/prettier.cjs", "--check", "--log-level", "warn", ".");
	run("lint", "eslint/bin/eslint.js", ".");
	const trespasses = findTrespasses(root);
	for (const { file, imports, why } of trespasses)
		process.stderr.write(`layering: ${file} imports ${imports}: ${why}\n`);
	if (trespasses.length > 0) process.exit(1);
}
// Once, here, and not by each test that needs it while the others wait.
const noXs = await xsUnavailable();
if (noXs) process.stdout.write(`The XS engine's tests are skipped: ${noXs}\n`);
run("tests", "vitest/vitest.mjs", "run", ...filters);
