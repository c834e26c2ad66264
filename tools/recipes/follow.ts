// Follows the recipes of docs/extending.md in a copy of the tree, type-checks it, runs their tests there, and counts
// the files that changed although no recipe may change them.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readDocument } from "./document.js";
import { ScratchTree } from "./scratch.js";

export interface RecipeFigures {
	readonly recipes: number;
	/** Files that recipes created. */
	readonly filesCreated: number;
	/** Registries that lines were added to. */
	readonly registriesTouched: number;
	/** All other files that changed, appeared or went. */
	readonly otherFiles: readonly string[];
	/** What failed, with its output; empty where every recipe does what it says. */
	readonly failures: readonly string[];
}

/** Throws where a recipe cannot be followed. */
export async function followRecipes(origin: string, markdown = readExtending(origin)): Promise<RecipeFigures> {
	const { registries, recipes } = readDocument(markdown);
	const scratch = new ScratchTree(origin);
	try {
		for (const recipe of recipes) scratch.follow(recipe);
		const creations = recipes.flatMap(({ steps }) => steps.filter((step) => step.kind === "create"));
		const created = new Set(creations.map(({ path }) => path));
		const tests = [...new Set(recipes.flatMap((recipe) => recipe.tests))];
		const formatted = recipes
			.flatMap(({ steps }) => steps.map(({ path }) => path))
			.filter((path, index, paths) => /\.tsx?$/.test(path) && paths.indexOf(path) === index);
		const failures = await Promise.all([
			run(scratch.root, "typescript-native/bin/tsc", ["--noEmit", "--pretty", "false"]),
			run(scratch.root, "vitest/vitest.mjs", ["run", "--reporter=dot", ...tests]),
			run(scratch.root, "oxfmt/bin/oxfmt", ["--list-different", ...formatted]),
		]);
		const changes = scratch.changes();
		return {
			recipes: recipes.length,
			filesCreated: created.size,
			registriesTouched: changes.changed.filter((path) => registries.includes(path)).length,
			otherFiles: [
				...changes.created.filter((path) => !created.has(path)),
				...changes.changed.filter((path) => !registries.includes(path)),
				...changes.removed,
			],
			failures: failures.filter((failure) => failure !== undefined),
		};
	} finally {
		scratch.close();
	}
}

function readExtending(origin: string): string {
	return readFileSync(join(origin, "docs/extending.md"), "utf8");
}

/** The output of a program of node_modules that failed; undefined where it did not. */
function run(cwd: string, script: string, parameters: readonly string[]): Promise<string | undefined> {
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS)/.test(name)),
	);
	const child = spawn(process.execPath, [join(cwd, "node_modules", script), ...parameters], { cwd, env });
	let output = "";
	child.stdout.on("data", (data: Buffer) => (output += data.toString()));
	child.stderr.on("data", (data: Buffer) => (output += data.toString()));
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => resolve(code === 0 ? undefined : `${script} ${parameters.join(" ")}\n${output}`));
	});
}
