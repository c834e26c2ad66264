// Reads the report of xsl, the SDK's linker.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface LinkReport {
	/** Slots of preloaded modules and built-ins in flash; 16 bytes each on a 32-bit board. */
	readonly slots: number;
	/** Preloaded objects that are not frozen: each takes four bytes of RAM on the board, whether written or not. */
	readonly aliases: number;
	/** Variables of our modules that preloading freezes although they are not constants. */
	readonly warnings: readonly string[];
}

/** `folder` holds the linker's output `mc.xs.c`; `output` is the tools' output. */
export function linkReport(folder: string, output: string, sourceOf: (module: string) => string): LinkReport {
	const file = join(folder, "mc.xs.c");
	const text = existsSync(file) ? readFileSync(file, "utf8") : "";
	const aliases = Number(/mxAliasCount (\d+)/.exec(text)?.[1] ?? 0);
	const slots = Number(/mxHeapCount (\d+)/.exec(text)?.[1] ?? 0);
	return { slots, aliases, warnings: frozenVariables(output, sourceOf) };
}

/**
 * The linker warns of "no const" with a path: the module whose export it examined comes first, the variable of the
 * closure last. `sourceOf` returns a module's text: `import * as` looks like a variable to the linker but is not one.
 */
export function frozenVariables(output: string, sourceOf: (module: string) => string): string[] {
	const found = new Set<string>();
	for (const [, path] of output.matchAll(/^### warning: (firmware\/[^\n]*): no const$/gm)) {
		const name = path!.slice(path!.lastIndexOf(" ") + 1);
		if (!sourceOf(path!.slice(0, path!.indexOf(":"))).includes(`import * as ${name} from`)) found.add(path!);
	}
	return [...found];
}
