// A copy of the tree in which recipes are followed, and what they changed there.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
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
	/** What was copied, by path. */
	readonly #digests = new Map<string, string>();

	/** Copies what git tracks, and new files that it does not ignore; modules are linked. Removed by `close`. */
	constructor(origin: string) {
		const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: origin, encoding: "utf8" })
			.split("\n")
			.filter((path) => path !== "" && path !== "node_modules" && existsSync(join(origin, path)));
		this.root = realpathSync(mkdtempSync(join(tmpdir(), "tillmark-recipes-")));
		try {
			for (const path of files) {
				mkdirSync(dirname(join(this.root, path)), { recursive: true });
				copyFileSync(join(origin, path), join(this.root, path));
				this.#digests.set(path, this.digest(path));
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

	/** Against what was copied, whoever made them. */
	changes(): Changes {
		const now = [...filesBelow(this.root)].map((path) => relative(this.root, path).split(sep).join("/"));
		return {
			created: now.filter((path) => !this.#digests.has(path)),
			changed: now.filter((path) => this.#digests.has(path) && this.digest(path) !== this.#digests.get(path)),
			removed: [...this.#digests.keys()].filter((path) => !existsSync(join(this.root, path))),
		};
	}

	private digest(path: string): string {
		return createHash("sha256")
			.update(readFileSync(join(this.root, path)))
			.digest("hex");
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
