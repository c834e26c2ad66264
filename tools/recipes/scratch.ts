// A copy of the tree in which recipes are followed, and what they changed there.
import { execFileSync } from "node:child_process";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import type { Recipe } from "./document.js";

export interface Changes {
	readonly created: readonly string[];
	readonly changed: readonly string[];
	readonly removed: readonly string[];
}

export class ScratchTree {
	readonly root: string;
	readonly #origin: string;
	readonly #files: readonly string[];

	/** Copies what git tracks, and new files that it does not ignore; modules are linked. Removed by `close`. */
	constructor(origin: string) {
		this.#origin = origin;
		this.#files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: origin, encoding: "utf8" })
			.split("\n")
			.filter((path) => path !== "" && path !== "node_modules" && existsSync(join(origin, path)));
		this.root = realpathSync(mkdtempSync(join(tmpdir(), "tillmark-recipes-")));
		try {
			for (const path of this.#files) {
				mkdirSync(dirname(join(this.root, path)), { recursive: true });
				copyFileSync(join(origin, path), join(this.root, path));
			}
			symlinkSync(realpathSync(join(origin, "node_modules")), join(this.root, "node_modules"));
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/** Throws where a file to create exists, or the line to insert below is not there exactly once. */
	follow(recipe: Recipe): void {
		for (const step of recipe.steps) {
			const path = join(this.root, step.path);
			if (step.kind === "create") {
				if (existsSync(path)) throw new Error(`${recipe.title}: ${step.path} exists already`);
				mkdirSync(dirname(path), { recursive: true });
				writeFileSync(path, step.text);
			} else {
				const lines = readFileSync(path, "utf8").split("\n");
				const places = lines.flatMap((line, at) => (line.trim() === step.below ? [at] : []));
				const [at] = places;
				if (at === undefined || places.length > 1)
					throw new Error(`${recipe.title}: ${step.path} has "${step.below}" ${places.length} times`);
				const [indent = ""] = /^\s*/.exec(lines[at]!) ?? [];
				lines.splice(at + 1, 0, ...step.lines.map((line) => (line === "" ? line : indent + line)));
				writeFileSync(path, lines.join("\n"));
			}
		}
	}

	/** Against the origin, whoever made them. */
	changes(): Changes {
		const now = [...filesBelow(this.root)].map((path) => relative(this.root, path).split(sep).join("/"));
		const before = new Set(this.#files);
		const isSame = (path: string): boolean =>
			readFileSync(join(this.root, path)).equals(readFileSync(join(this.#origin, path)));
		return {
			created: now.filter((path) => !before.has(path)),
			changed: now.filter((path) => before.has(path) && !isSame(path)),
			removed: this.#files.filter((path) => !existsSync(join(this.root, path))),
		};
	}

	close(): void {
		rmSync(this.root, { recursive: true, force: true });
	}
}

function* filesBelow(folder: string): Generator<string> {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) yield* filesBelow(path);
		else if (entry.isFile()) yield path;
	}
}
