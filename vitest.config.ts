import { defineConfig } from "vitest/config";
import { patienceMs } from "./test/patience.js";
import { LongestFirst } from "./tools/check/longest-first.js";

export default defineConfig({
	test: {
		include: ["test/**/*.test.ts"],
		reporters: process.env["CI"] ? ["default", "json"] : ["default"],
		outputFile: { json: "node_modules/.cache/tillmark/test-results.json" },
		// For a machine with much other work: on two free cores hardly a test takes half a minute.
		testTimeout: 600_000,
		hookTimeout: 600_000,
		expect: { poll: { timeout: patienceMs } },
		maxWorkers: 2,
		// Files share two processes and the modules they have loaded, which saves a third of the time. What a file
		// changes in its process it changes back; spies and variables of the environment go with their test.
		isolate: false,
		restoreMocks: true,
		unstubEnvs: true,
		sequence: { sequencer: LongestFirst },
		execArgv: ["--import", new URL("./tools/resolve.mjs", import.meta.url).href],
	},
});
