// Refuses lines wider than 120 columns in all hand-written text: sources, tests, documents, styles, scripts.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

const columnsMax = 120;
const tabColumns = 4;
/** Folders of downloaded, built or recorded files. */
const skippedFolders = new Set(["node_modules", ".git", ".cache", ".tillmark", "coverage", "vectors"]);
const skippedFiles = new Set(["package-lock.json"]);
const written = /(\.(ts|tsx|js|mjs|cjs|c|h|css|html|json|md|sh|yml|yaml|csv|defaults)|^\.ci\/run)$/;
/** Golden bytes and their sources, which record a format and must not change. */
const recorded = /^test\/compatibility\/.*\.json$/;

export interface LongLine {
	/** "docs/records.md:12" */
	readonly place: string;
	readonly columns: number;
}

/** Width of a line with tab stops every four columns. */
function widthOf(line: string): number {
	let columns = 0;
	for (const character of line)
		columns = character === "\t" ? columns + tabColumns - (columns % tabColumns) : columns + 1;
	return columns;
}

export function longLines(text: string, place: string): LongLine[] {
	return text
		.split("\n")
		.map((line, index) => ({ place: `${place}:${index + 1}`, columns: widthOf(line) }))
		.filter(({ columns }) => columns > columnsMax);
}

/** Every file below `root` that the check reads, with paths relative to `root`. */
export function* writtenFiles(root: string, folder = root): Generator<string> {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		const file = relative(root, path).split(sep).join("/");
		if (entry.isDirectory()) {
			if (!skippedFolders.has(entry.name)) yield* writtenFiles(root, path);
		} else if (entry.isFile() && written.test(file) && !recorded.test(file) && !skippedFiles.has(entry.name)) {
			yield file;
		}
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	const root = process.cwd();
	const found = [...writtenFiles(root)].flatMap((file) => longLines(readFileSync(join(root, file), "utf8"), file));
	for (const { place, columns } of found) process.stderr.write(`${place} has ${columns} columns of ${columnsMax}\n`);
	process.exitCode = found.length > 0 ? 1 : 0;
}
