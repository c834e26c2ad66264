// What xsl, the SDK's linker, says of a build.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface LinkReport {
	/** Slots of preloaded modules and built-ins in flash; 16 bytes each on a 32-bit board. */
	readonly slots: number;
	/** Variables of our own modules that preloading freezes although they are no constants. */
	readonly warnings: readonly string[];
}

/** `folder` holds the linker's output `mc.xs.c`; `output` is what the tools printed. */
export function linkReport(folder: string, output: string): LinkReport {
	const file = join(folder, "mc.xs.c");
	const head = existsSync(file) ? readFileSync(file, "utf8").slice(0, 8_192) : "";
	const slots = Number(/mxHeapCount (\d+)/.exec(head)?.[1] ?? 0);
	return { slots, warnings: frozenVariables(output) };
}

/** "no const" names a variable in a closure; the path's first word is the module whose export was looked through. */
export function frozenVariables(output: string): string[] {
	const found = new Set<string>();
	for (const [, path] of output.matchAll(/^### warning: (firmware\/[^\n]*): no const$/gm)) {
		// What is reached through an imported package's names is that package's own affair.
		if (!/Buffer\(\)|Buffer\.|generate\(\)|parser\(\)|Encoder/.test(path!)) found.add(path!);
	}
	return [...found];
}
