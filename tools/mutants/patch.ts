// Unified diffs, applied by what they say and not by their line numbers: unrelated edits of a file move its lines.

interface Hunk {
	/** Lines before and after, with their context. */
	readonly before: readonly string[];
	readonly after: readonly string[];
}

export interface FilePatch {
	/** Relative to the root of the tree. */
	readonly path: string;
	readonly hunks: readonly Hunk[];
}

/** Reads what `git diff` printed. Throws where no hunk is in it. */
export function readPatch(lines: readonly string[]): FilePatch[] {
	const files: { path: string; hunks: { before: string[]; after: string[] }[] }[] = [];
	for (const line of lines) {
		if (/^--- (a\/|\/dev\/null)/.test(line)) continue;
		const [, path] = /^\+\+\+ b\/(.+)$/.exec(line) ?? [];
		const hunks = files.at(-1)?.hunks;
		if (path !== undefined) files.push({ path, hunks: [] });
		else if (line.startsWith("@@")) hunks?.push({ before: [], after: [] });
		else if (/^[ +-]/.test(line)) addLine(hunks?.at(-1), line);
		// Editors remove the space that stands for an empty line of context.
		else if (line === "") addLine(hunks?.at(-1), " ");
		else if (line.startsWith("diff ")) continue;
		else if (!/^(index |\\)/.test(line)) throw new Error(`"${line}" is no line of a diff`);
	}
	if (files.every(({ hunks }) => hunks.length === 0)) throw new Error("it has no diff");
	return files.map(({ path, hunks }) => ({ path, hunks: hunks.map(trimmed) }));
}

function addLine(hunk: { before: string[]; after: string[] } | undefined, line: string): void {
	if (line[0] !== "+") hunk?.before.push(line.slice(1));
	if (line[0] !== "-") hunk?.after.push(line.slice(1));
}

/** Without the empty line with which a file ends. */
function trimmed({ before, after }: { before: string[]; after: string[] }): Hunk {
	const isTailEmpty = before.at(-1) === "" && after.at(-1) === "";
	return isTailEmpty ? { before: before.slice(0, -1), after: after.slice(0, -1) } : { before, after };
}

/** The text with every hunk applied. Throws where the lines of a hunk do not stand in the text exactly once. */
export function applyHunks(text: string, { path, hunks }: FilePatch): string {
	let lines = text.split("\n");
	for (const { before, after } of hunks) {
		const places = placesOf(before, lines);
		const [at] = places;
		if (at === undefined || places.length > 1 || before.length === 0)
			throw new Error(`${path} has these lines ${places.length} times:\n${before.join("\n")}`);
		lines = [...lines.slice(0, at), ...after, ...lines.slice(at + before.length)];
	}
	return lines.join("\n");
}

function placesOf(part: readonly string[], lines: readonly string[]): number[] {
	const places: number[] = [];
	for (let at = 0; at + part.length <= lines.length; at++)
		if (part.every((line, index) => lines[at + index] === line)) places.push(at);
	return places;
}
