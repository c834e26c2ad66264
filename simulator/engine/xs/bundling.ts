// How sources and npm packages become one module for XS: the same for the simulator's engine and for the SDK's build of
// a board.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { BuildOptions } from "esbuild";

const require = createRequire(import.meta.url);
const shims = join(import.meta.dirname, "shims");

/** esbuild's options but for what goes in and what comes out. */
export const bundlingForXs = {
	bundle: true,
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
} as const satisfies BuildOptions;
