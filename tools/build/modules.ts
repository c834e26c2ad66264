// Lists the modules of an image as a manifest for mcconfig: the sources that the composition root and the board's own
// composition reach by imports. Modules are listed one by one because mcconfig's preload wildcards skip TypeScript (SDK
// 8.2.3). Everything is preloaded, so that code stays in flash and takes no heap.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { compactModule } from "../../simulator/engine/xs/compact.js";

const entry = "firmware/main";

/**
 * `kind` is a folder of firmware/device: "esp32" or "desktop". A release does without modules whose numbers are written
 * where they are used. Returns module names, sorted.
 */
export function listModules(root: string, kind: string, isRelease = false): string[] {
	const reached = new Set<string>([entry]);
	const composition = readFileSync(join(root, "manifests", kind, "board.js"), "utf8");
	for (const name of importsOf(composition)) reached.add(name);
	// A set's iteration also visits what is added during it.
	for (const name of reached) {
		const file = join(root, `${name}.ts`);
		for (const specifier of importsOf(isRelease ? compactModule(file) : readFileSync(file, "utf8"))) {
			// Other specifiers name modules of the SDK or of the board's manifest.
			if (specifier.startsWith(".")) reached.add(posix.join(posix.dirname(name), specifier.replace(/\.js$/, "")));
		}
	}
	const absent = [...reached].filter((name) => !existsSync(join(root, `${name}.ts`)));
	if (absent.length > 0) throw new Error(`imported but absent: ${absent.join(", ")}`);
	return [...reached].sort();
}

/** The specifiers of imports and re-exports but those of types. A statement begins its line in formatted sources. */
function importsOf(source: string): string[] {
	const statements = source.matchAll(/^(?:import|export)\b(?! type\b)(?:[^"';=()]*?\bfrom)?\s*"([^"]+)";/gm);
	return [...statements].map(([, specifier]) => specifier!);
}

/** `config` is added to what the board's manifest gives the firmware as `mc/config`. Returns the number of modules. */
export function writeModules(
	root: string,
	kind: string,
	folder: string,
	{ config = {}, isRelease = false }: { config?: object; isRelease?: boolean } = {},
): number {
	const names = listModules(root, kind, isRelease);
	const modules = Object.fromEntries(names.map((name) => [name, join(root, name)]));
	const preload = names.filter((name) => name !== entry);
	writeFileSync(join(folder, "modules.json"), JSON.stringify({ config, modules, preload }, undefined, "\t"));
	return names.length;
}
