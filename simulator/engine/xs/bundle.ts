// Bundles a guest module and all of the firmware that it imports into one script for XS.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const shims = join(import.meta.dirname, "shims");

/** The exports of `entryFile` (an absolute path) become the guest's global `guest`. Rejects with esbuild's messages. */
export async function bundleForXs(entryFile: string): Promise<string> {
	const result = await build({
		entryPoints: [entryFile],
		bundle: true,
		write: false,
		format: "iife",
		globalName: "guest",
		platform: "neutral",
		mainFields: ["module", "main"],
		target: "es2022",
		charset: "ascii",
		legalComments: "none",
		logLevel: "silent",
		alias: {
			// mqtt-packet needs these of Node; `bl` without its streams.
			buffer: join(dirname(require.resolve("buffer/package.json")), "index.js"),
			bl: require.resolve("bl/BufferList"),
			events: join(shims, "events.cjs"),
			debug: join(shims, "debug.cjs"),
			"process-nextick-args": join(shims, "process-nextick-args.cjs"),
		},
	});
	// Names that esbuild declares at the top of an IIFE are `var`: one global of the script.
	return result.outputFiles[0]!.text;
}
