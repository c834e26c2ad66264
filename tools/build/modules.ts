// Lists the modules of an image as a manifest for mcconfig: every source of the firmware except those for other kinds
// of board. Modules are listed one by one because mcconfig's preload wildcards skip TypeScript (SDK 8.2.3). Everything
// is preloaded, so that code stays in flash and takes no heap.
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";

/** `kind` is a folder of firmware/device: "esp32" or "desktop". Returns module names. */
export function listModules(root: string, kind: string): string[] {
	const firmware = join(root, "firmware");
	return readdirSync(firmware, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts") && statSync(join(firmware, file)).isFile())
		.map((file) => `firmware/${file.slice(0, -3).split(sep).join("/")}`)
		.filter((name) => !/^firmware\/device\/[^/]+\//.test(name) || name.startsWith(`firmware/device/${kind}/`))
		.sort();
}

const entry = "firmware/main";

/** `config` is added to what the board's manifest gives the firmware as `mc/config`. Returns the number of modules. */
export function writeModules(root: string, kind: string, folder: string, config: object = {}): number {
	const names = listModules(root, kind);
	const modules = Object.fromEntries(names.map((name) => [name, join(root, name)]));
	const preload = names.filter((name) => name !== entry);
	writeFileSync(join(folder, "modules.json"), JSON.stringify({ config, modules, preload }, undefined, "\t"));
	return names.length;
}
