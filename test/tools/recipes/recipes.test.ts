import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readDocument } from "../../../tools/recipes/document.js";
import { followRecipes } from "../../../tools/recipes/follow.js";
import { ScratchTree } from "../../../tools/recipes/scratch.js";

const root = join(import.meta.dirname, "../../..");
const extending = readFileSync(join(root, "docs/extending.md"), "utf8");

describe("docs/extending.md", () => {
	it("has recipes whose code does what they say, in new files and registries alone", async () => {
		const figures = await followRecipes(root);
		expect(figures.failures.join("\n")).toBe("");
		expect(figures.otherFiles).toEqual([]);
		expect(figures.recipes).toBeGreaterThanOrEqual(4);
	});

	it("has recipes for a record kind, a tender, a promotion rule and a screen that are followed", () => {
		const { recipes } = readDocument(extending);
		expect(recipes.map(({ title }) => title)).toEqual([
			"A record kind",
			"A tender",
			"A promotion rule",
			"A screen",
		]);
	});
});

describe("a recipe", () => {
	const folders: string[] = [];
	afterEach(() => {
		for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
	});

	/** A tree of two files, tracked by git. */
	function tree(): string {
		const folder = mkdtempSync(join(tmpdir(), "tillmark-recipe-test-"));
		folders.push(folder);
		mkdirSync(join(folder, "node_modules"));
		writeFileSync(join(folder, ".gitignore"), "node_modules\n");
		writeFileSync(join(folder, "registry.ts"), "export const list = {\n\tone,\n};\n");
		writeFileSync(join(folder, "other.ts"), "one,\none,\nfour,\n");
		execFileSync("git", ["init", "-q"], { cwd: folder });
		execFileSync("git", ["add", "-A"], { cwd: folder });
		return folder;
	}

	function follow(
		...steps: readonly (readonly [sentence: string, code: string])[]
	): ReturnType<ScratchTree["changes"]> {
		const code = steps.map(([sentence, text]) => `${sentence}\n\n\`\`\`ts\n${text}\n\`\`\`\n`).join("\n");
		const registries = "## Registries\n\n- `registry.ts`\n";
		const markdown = `${registries}\n## A thing\n\n${code}\nRun \`npx vitest run test/a.test.ts\`.\n`;
		const { recipes } = readDocument(markdown);
		const scratch = new ScratchTree(tree());
		try {
			for (const recipe of recipes) scratch.follow(recipe);
			return scratch.changes();
		} finally {
			scratch.close();
		}
	}

	it("creates files, and adds lines below others, indented as they are", () => {
		const changes = follow(
			["Create `new/two.ts`:", "export const two = 2;"],
			["In `registry.ts`, below `one,`, add:", "two,"],
		);
		expect(changes).toEqual({ created: ["new/two.ts"], changed: ["registry.ts"], removed: [] });
	});

	it("is refused where it creates what exists, or names a line that is not there once", () => {
		expect(() => follow(["Create `other.ts`:", "1"])).toThrow("exists already");
		expect(() => follow(["In `registry.ts`, below `three,`, add:", "two,"])).toThrow("0 times");
		expect(() => follow(["In `other.ts`, below `one,`, add:", "two,"])).toThrow("2 times");
	});

	it("is refused where nothing says what to do with its code", () => {
		expect(() => follow(["Then write something like this:", "two"])).toThrow("nothing says what to do");
	});

	it("shows every file that it changes", () => {
		const changes = follow(["In `other.ts`, below `four,`, add:", "two,"]);
		expect(changes.changed).toEqual(["other.ts"]);
	});
});
