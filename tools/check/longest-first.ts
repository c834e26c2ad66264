// The order of the test files: the long ones first, so that both workers are busy to the end. A fresh clone has no
// times of an earlier run, and Vitest then goes by the sizes of the files.
import { relative, sep } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take ten seconds and more, the longest first. */
export const longFiles = [
	"test/page/layout.test.ts",
	"test/docs/pictures.test.ts",
	"test/outside/host/operations.test.ts",
	"test/tools/recipes/recipes.test.ts",
	"test/outside/till/simulated-flash.test.ts",
	"test/world/replay-faults.test.ts",
	"test/page/stall.test.ts",
	"test/world/replay.test.ts",
	"test/world/replay-xs.test.ts",
	"test/journal/power-cut.test.ts",
	"test/world/monkey.test.ts",
	"test/outside/host/joined.test.ts",
	"test/page/keyboard.test.ts",
	"test/page/dashboard.test.ts",
	"test/outside/host/stays-up.test.ts",
	"test/host/kill.test.ts",
	"test/wire/cbor-oracle.test.ts",
	"test/journal/damaged-epoch.test.ts",
	"test/screens/changes.test.ts",
	"test/host/host.test.ts",
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
