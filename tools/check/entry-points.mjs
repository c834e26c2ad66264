/**
 * Patterns of modules that are started by path: by Node, a bundler, a manifest, a worker thread or vitest, or loaded by
 * a computed name. No module names them in an import, and their exports are for whatever starts them.
 */
export const entryPoints = [
	"^firmware/(main\\.ts$|typings/)",
	"^firmware/device/[^/]+/board\\.ts$",
	"^simulator/peripherals/assembly/raster\\.ts$",
	"(/|-)(guest|worker)\\.ts$",
	"^(host|simulator|tools)/.*/main\\.tsx?$",
	"^tools/[^/]+\\.(ts|mjs)$",
	"^tools/bench/[^/]+\\.ts$",
	"^tools/bench/siege/(host|storm-broker|storm-clients)\\.ts$",
	"^tools/build/strip-types\\.mjs$",
	"^tools/check/(line-length\\.ts|unused-exports\\.ts|lint-rules\\.mjs)$",
	"\\.d\\.m?ts$",
	"^test/.*\\.test\\.ts$",
	"^test/outside/till/selling-stall\\.ts$",
	// test/wire/record-arbitraries.ts imports every file of the folder by its name.
	"^test/wire/records/[^/]+\\.ts$",
	"^tools/check/mutants\\.ts$",
];
