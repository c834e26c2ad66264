// The esbuild options that turn sources into one script for XS.
import type { BuildOptions, Plugin } from "esbuild";
import { compactModule } from "./compact.js";

/** By path, for the life of the process: benchmarks bundle the same modules for each guest. */
const compacted = new Map<string, string>();

const compact: Plugin = {
	name: "compact",
	setup(build) {
		build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
			const contents = compacted.get(path) ?? compactModule(path);
			compacted.set(path, contents);
			return { contents, loader: "js" };
		});
	},
};

/** Without the inputs and outputs. */
export const bundlingForXs = {
	bundle: true,
	platform: "neutral",
	target: "es2022",
	charset: "ascii",
	legalComments: "none",
	logLevel: "silent",
	plugins: [compact],
} satisfies BuildOptions;
