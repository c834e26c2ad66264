// The esbuild options that turn sources into one script for XS.
import type { BuildOptions } from "esbuild";

/** Without the inputs and outputs. */
export const bundlingForXs = {
	bundle: true,
	platform: "neutral",
	target: "es2022",
	charset: "ascii",
	legalComments: "none",
	logLevel: "silent",
} as const satisfies BuildOptions;
