// Bundles a guest module, with the firmware that it imports, into one script for XS.
import { build } from "esbuild";
import { bundlingForXs } from "./bundling.js";

/** The exports of `entryFile` (an absolute path) become the guest's global `guest`. Rejects with esbuild's messages. */
export async function bundleForXs(entryFile: string): Promise<string> {
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
