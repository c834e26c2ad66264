// A copy of the tree in which recipes are followed, and what they changed there.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { ScratchCopy } from "../scratch-copy.js";
import type { Recipe } from "./document.js";

export interface Changes {
	readonly created: readonly string[];
	readonly changed: readonly string[];
	readonly removed: readonly string[];
}

export class ScratchTree {
	readonly root: string;
	readonly #copy: ScratchCopy;
	/** What was copied, by path. */
	readonly #digests = new Map<string, string>();

	/** Removed by `close`. */
	constructor(origin: string) {
		this.#copy = new ScratchCopy(origin, "recipes");
		this.root = this.#copy.root;
		for (const path of this.#copy.files) this.#digests.set(path, this.digest(path));
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
		this.#copy.close();
	}
}

function* filesBelow(folder: string): Generator<string> {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) yield* filesBelow(path);
		else if (entry.isFile()) yield path;
	}
}
