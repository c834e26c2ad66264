// The esbuild options that turn sources into one script for XS.
import type { BuildOptions, Plugin } from "esbuild";
import { compactModule } from "./compact.js";

const compact: Plugin = {
	name: "compact",
	setup(build) {
		build.onLoad({ filter: /\.ts$/ }, ({ path }) => ({ contents: compactModule(path), loader: "js" }));
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
