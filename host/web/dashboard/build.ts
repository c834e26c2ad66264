// Builds the dashboard's client code with esbuild into a cached folder, which the host serves.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, "..", "..", "..", "node_modules", ".cache", "tillmark");

const keptMs = 86_400_000;

export interface ClientSources {
	/** Prefix of the folder's name in the cache. */
	readonly name: string;
	/** Absolute paths: entries of the script and the style sheet, and the page that loads `app.js` and `style.css`. */
	readonly script: string;
	readonly style: string;
	readonly page: string;
}

/**
 * Bundles a web client and returns the folder. Its name is a hash of the content, so that concurrent builds of the same
 * content share one finished folder, and a browser never mixes two builds.
 */
export async function buildClient(sources: ClientSources): Promise<string> {
	const built = await build({
		entryPoints: { app: sources.script, style: sources.style },
		bundle: true,
		write: false,
		minify: true,
		format: "esm",
		target: "es2023",
		platform: "browser",
		jsx: "automatic",
		jsxImportSource: "preact",
		// The package's build for browsers, which does not need Node's Buffer.
		alias: { "csv-stringify/sync": "csv-stringify/browser/esm/sync" },
		// An alias is looked up from here; the process may run in any folder.
		absWorkingDir: dirname(sources.script),
		outdir: "/",
		legalComments: "none",
		logLevel: "silent",
	});
	const files = new Map<string, Uint8Array>();
	for (const file of built.outputFiles) files.set(basename(file.path), file.contents);
	files.set("index.html", readFileSync(sources.page));
	const hash = createHash("sha256");
	for (const [name, contents] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
		hash.update(`${name}:${contents.length}:`).update(contents);
	const folder = join(cache, `${sources.name}-${hash.digest("hex").slice(0, 16)}`);
	if (existsSync(folder)) return folder;
	mkdirSync(cache, { recursive: true });
	dropOld(sources.name);
	const draft = mkdtempSync(join(cache, `${sources.name}-draft-`));
	for (const [name, contents] of files) writeFileSync(join(draft, name), contents);
	try {
		renameSync(draft, folder);
	} catch (error) {
		// Another process finished the same content first.
		rmSync(draft, { recursive: true, force: true });
		if (!existsSync(folder)) throw error;
	}
	return folder;
}

/** Deletes builds older than a day. Newer ones may still be served by another process. */
function dropOld(name: string): void {
	for (const entry of readdirSync(cache)) {
		if (!entry.startsWith(`${name}-`)) continue;
		const path = join(cache, entry);
		// Another process may be deleting the same folder.
		const changed = statSync(path, { throwIfNoEntry: false });
		if (changed && Date.now() - changed.mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
	}
}

/** The folder with the dashboard's `index.html`, `app.js` and `style.css`. */
export function buildDashboard(): Promise<string> {
	return buildClient({
		name: "dashboard",
		script: join(here, "main.tsx"),
		style: join(here, "style", "main.css"),
		page: join(here, "index.html"),
	});
}
