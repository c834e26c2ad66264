import { defineConfig } from "vitest/config";
import { LongestFirst } from "./tools/check/longest-first.js";

export default defineConfig({
	test: {
		include: ["test/**/*.test.ts"],
		reporters: process.env["CI"] ? ["default", "json"] : ["default"],
		outputFile: { json: "node_modules/.cache/tillmark/test-results.json" },
		// For a machine with other work; on two free cores no test takes a minute but those that state it.
		testTimeout: 180_000,
		hookTimeout: 180_000,
		// A busy machine takes longer than the second that is the default.
		expect: { poll: { timeout: 30_000 } },
		maxWorkers: 2,
		// Files share two processes and the modules they have loaded, which saves a third of the time. What a file changes
		// in its process it changes back; spies and variables of the environment go with their test.
		isolate: false,
		restoreMocks: true,
		unstubEnvs: true,
		sequence: { sequencer: LongestFirst },
		execArgv: ["--import", new URL("./tools/resolve.mjs", import.meta.url).href],
	},
});
