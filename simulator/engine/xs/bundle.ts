// Bundles a guest module, with the firmware that it imports, into one script for XS. Bundles are cached in
// node_modules/.cache under a hash of all sources: tests in many processes run the same guests.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { build, version } from "esbuild";
import { bundlingForXs } from "./bundling.js";

const project = join(import.meta.dirname, "../../..");
const cacheFolder = join(project, "node_modules/.cache/tillmark");
/** What a guest may consist of, and what compacts it. */
const sourceFolders = ["firmware", "host", "simulator", "test", "tools"];

let sourcesHash: string | undefined;

/** Of all sources as they were when this process first asked. */
function hashOfSources(): string {
	if (sourcesHash !== undefined) return sourcesHash;
	const hash = createHash("sha256").update(version);
	for (const folder of sourceFolders) {
		for (const name of readdirSync(join(project, folder), { recursive: true, encoding: "utf8" }).sort()) {
			if (!/\.m?ts$/.test(name)) continue;
			hash.update(`${folder}/${name}\0`).update(readFileSync(join(project, folder, name)));
		}
	}
	return (sourcesHash = hash.digest("hex").slice(0, 16));
}

/** The exports of `entryFile` (an absolute path) become the guest's global `guest`. Rejects with esbuild's messages. */
export async function bundleForXs(entryFile: string): Promise<string> {
	const place = relative(project, entryFile);
	if (place.startsWith("..")) return bundle(entryFile);
	const entry = `guest-${place.replaceAll(sep, "-").replace(/\.ts$/, "")}-`;
	const cached = join(cacheFolder, `${entry}${hashOfSources()}.js`);
	const kept = readIfThere(cached);
	if (kept !== undefined) return kept;
	const text = await bundle(entryFile);
	mkdirSync(cacheFolder, { recursive: true });
	// Another process may be bundling the same sources. The rename is atomic, and both write the same text.
	const partial = `${cached}.${process.pid}.partial`;
	writeFileSync(partial, text);
	renameSync(partial, cached);
	removeOlder(entry, cached);
	return text;
}

async function bundle(entryFile: string): Promise<string> {
	const result = await build({
		...bundlingForXs,
		entryPoints: [entryFile],
		write: false,
		format: "iife",
		globalName: "guest",
	});
	// esbuild declares `globalName` with `var`, which makes it a global of the script.
	return result.outputFiles[0]!.text;
}

function readIfThere(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}

/** Removes this entry's bundles of other sources. */
function removeOlder(entry: string, cached: string): void {
	for (const name of readdirSync(cacheFolder)) {
		const path = join(cacheFolder, name);
		const isOfEntry = name.startsWith(entry) && name.length === entry.length + 16 + ".js".length;
		if (isOfEntry && path !== cached) rmSync(path, { force: true });
	}
}
