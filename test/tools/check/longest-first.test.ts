import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { longFiles } from "../../../tools/check/longest-first.js";

it("starts with test files that there are", () => {
	expect(longFiles.filter((file) => !existsSync(join(import.meta.dirname, "../../..", file)))).toEqual([]);
});
