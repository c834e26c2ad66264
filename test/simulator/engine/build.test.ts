import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { compileXs, xsModulePath } from "../../../simulator/engine/xs/build.js";

const folder = mkdtempSync(join(tmpdir(), "tillmark-xs-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("reports that it needs a compiler where there is none, and leaves no files behind", async () => {
	await expect(compileXs(join(folder, "xs.node"), ["no-such-cc", "nor-this"])).rejects.toThrow(
		/needs a C compiler.*no-such-cc, nor-this/,
	);
	// A compiler that fails with its own message.
	await expect(compileXs(join(folder, "xs.node"), [process.execPath])).rejects.toThrow(/could not be compiled/);
	expect(readdirSync(folder)).toEqual([]);
});

it("keeps the built engine under a hash of what it is made from", () => {
	expect(xsModulePath()).toBe(xsModulePath());
	expect(xsModulePath()).toMatch(/node_modules\/\.cache\/tillmark\/xs-\w+-\w+-[0-9a-f]{16}\.node$/);
});
