// The order of the test files: the long ones first, so that both workers are busy to the end. A fresh clone has no
// times of an earlier run, and Vitest then goes by the sizes of the files.
import { relative, sep } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take nine seconds and more, the longest first. */
export const longFiles = [
	"test/docs/pictures.test.ts",
	"test/page/layout.test.ts",
	"test/page/dashboard-buttons.test.ts",
	"test/tools/recipes/recipes.test.ts",
	"test/outside/host/operations.test.ts",
	"test/outside/till/simulated-flash.test.ts",
	"test/world/replay-faults.test.ts",
	"test/page/stall.test.ts",
	"test/journal/power-cut.test.ts",
	"test/journal/power-cut-flash.test.ts",
	"test/world/monkey.test.ts",
	"test/world/replay-xs.test.ts",
	"test/drivers/escpos-trouble.test.ts",
	"test/outside/host/joined.test.ts",
	"test/device/verdicts.test.ts",
	"test/tools/mutants/round.test.ts",
	"test/journal/damaged-epoch.test.ts",
	"test/outside/till/codes-xs.test.ts",
	"test/page/keyboard.test.ts",
	"test/journal/damaged-epoch-worn.test.ts",
	"test/page/tags.test.ts",
	"test/outside/host/stays-up.test.ts",
	"test/outside/host/strangers.test.ts",
	"test/journal/damaged-header.test.ts",
	"test/outside/host/older-store.test.ts",
	"test/world/replay.test.ts",
];

export class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const place = ({ moduleId }: TestSpecification): number => {
			const file = relative(this.ctx.config.root, moduleId).split(sep).join("/");
			const at = longFiles.indexOf(file);
			return at < 0 ? longFiles.length : at;
		};
		return (await super.sort(files)).sort((a, b) => place(a) - place(b));
	}
}
