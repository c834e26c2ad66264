// How many files outside the new ones and the registries a recipe of docs/extending.md touches: none should be.
import { join } from "node:path";
import { followRecipes } from "../recipes/follow.js";
import type { BenchFigures } from "./benchmark.js";

export async function run(): Promise<BenchFigures> {
	const { recipes, filesCreated, registriesTouched, otherFiles, failures } = await followRecipes(
		join(import.meta.dirname, "../.."),
	);
	for (const failure of failures) process.stderr.write(`${failure}\n`);
	for (const path of otherFiles) process.stderr.write(`touched: ${path}\n`);
	return {
		recipes,
		recipeFilesCreated: filesCreated,
		recipeRegistriesTouched: registriesTouched,
		recipeFilesTouched: otherFiles.length,
		recipeFailures: failures.length,
	};
}
