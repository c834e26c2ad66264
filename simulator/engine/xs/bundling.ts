// The esbuild options that turn sources and npm packages into one module for XS. The simulator's engine and the SDK's
// build of a board share them.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { BuildOptions } from "esbuild";

const require = createRequire(import.meta.url);
const shims = join(import.meta.dirname, "shims");

/** Without the inputs and outputs. */
export const bundlingForXs = {
	bundle: true,
	platform: "neutral",
	mainFields: ["module", "main"],
	target: "es2022",
	charset: "ascii",
	legalComments: "none",
	logLevel: "silent",
	alias: {
		// The Node modules that mqtt-packet needs; of `bl` only the part without streams.
		buffer: join(dirname(require.resolve("buffer/package.json")), "index.js"),
		bl: require.resolve("bl/BufferList"),
		events: join(shims, "events.cjs"),
		debug: join(shims, "debug.cjs"),
		"process-nextick-args": join(shims, "process-nextick-args.cjs"),
	},
} as const satisfies BuildOptions;
