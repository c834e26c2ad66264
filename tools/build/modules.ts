// Which modules go into an image, as a manifest for mcconfig: every source of the firmware but other kinds of board.
// Written out one by one, since mcconfig's preload wildcards pass over TypeScript (SDK 8.2.3). Everything is preloaded:
// code stays in flash and costs no heap.
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";

/** `kind` is the folder of firmware/device: "esp32" or "desktop". Answers the modules' names. */
export function listModules(root: string, kind: string): string[] {
	const firmware = join(root, "firmware");
	return readdirSync(firmware, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts") && statSync(join(firmware, file)).isFile())
		.map((file) => `firmware/${file.slice(0, -3).split(sep).join("/")}`)
		.filter((name) => !/^firmware\/device\/[^/]+\//.test(name) || name.startsWith(`firmware/device/${kind}/`))
		.sort();
}

const entry = "firmware/main";

/** `config` is what `mc/config` gives to the firmware besides what the board's own manifest says. */
export function writeModules(root: string, kind: string, folder: string, config: object = {}): number {
	const names = listModules(root, kind);
	const modules = Object.fromEntries(names.map((name) => [name, join(root, name)]));
	const preload = names.filter((name) => name !== entry);
	writeFileSync(join(folder, "modules.json"), JSON.stringify({ config, modules, preload }, undefined, "\t"));
	return names.length;
}
