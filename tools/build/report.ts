// What xsl, the SDK's linker, says of a build.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface LinkReport {
	/** Slots of preloaded modules and built-ins in flash; 16 bytes each on a 32-bit board. */
	readonly slots: number;
	/** Preloaded objects that may still be written to: each takes four bytes of RAM on the board, written to or not. */
	readonly aliases: number;
	/** Variables of our own modules that preloading freezes although they are no constants. */
	readonly warnings: readonly string[];
}

/** `folder` holds the linker's output `mc.xs.c`; `output` is what the tools printed. */
export function linkReport(folder: string, output: string, sourceOf: (module: string) => string): LinkReport {
	const file = join(folder, "mc.xs.c");
	const text = existsSync(file) ? readFileSync(file, "utf8") : "";
	const aliases = Number(/mxAliasCount (\d+)/.exec(text)?.[1] ?? 0);
	const slots = Number(/mxHeapCount (\d+)/.exec(text)?.[1] ?? 0);
	return { slots, aliases, warnings: frozenVariables(output, sourceOf) };
}

/**
 * "no const" names a variable in a closure; the path's first word is the module whose export was looked through, its
 * last the variable. `sourceOf` gives a module's text: `import * as` looks like a variable to the linker and is none.
 */
export function frozenVariables(output: string, sourceOf: (module: string) => string): string[] {
	const found = new Set<string>();
	for (const [, path] of output.matchAll(/^### warning: (firmware\/[^\n]*): no const$/gm)) {
		// What is reached through an imported package's names is that package's own affair.
		if (/Buffer\(\)|Buffer\.|generate\(\)|parser\(\)|Encoder/.test(path!)) continue;
		const name = path!.slice(path!.lastIndexOf(" ") + 1);
		if (!sourceOf(path!.slice(0, path!.indexOf(":"))).includes(`import * as ${name} from`)) found.add(path!);
	}
	return [...found];
}
