import { defineConfig } from "vitest/config";

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
		execArgv: ["--import", new URL("./tools/resolve.mjs", import.meta.url).href],
	},
});
