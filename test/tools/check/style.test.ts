import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Linter } from "eslint";
import tseslint from "typescript-eslint";
import { afterAll, describe, expect, it } from "vitest";
import tillmark from "../../../tools/check/eslint-plugin.mjs";
import { longLines, writtenFiles } from "../../../tools/check/line-length.js";
import { findUnusedExports } from "../../../tools/check/unused-exports.js";

const tree = mkdtempSync(join(tmpdir(), "tillmark-style-"));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

function write(file: string, text: string): void {
	mkdirSync(dirname(join(tree, file)), { recursive: true });
	writeFileSync(join(tree, file), text);
}

describe("the check of line lengths", () => {
	it("counts columns with tab stops every four, and each character as one", () => {
		expect(longLines(`\t${"x".repeat(116)}\n${"€".repeat(120)}`, "a.ts")).toEqual([]);
		expect(longLines(`ok\n\t${"x".repeat(117)}`, "a.ts")).toEqual([{ place: "a.ts:2", columns: 121 }]);
		expect(longLines(` \t${"x".repeat(117)}`, "a.ts")).toEqual([{ place: "a.ts:1", columns: 121 }]);
	});

	it("reads sources, documents and styles, and no downloaded files", () => {
		for (const file of ["docs/a.md", "host/a.css", "x.ts", "node_modules/b/b.js", "package-lock.json", "a.png"])
			write(`lines/${file}`, "");
		expect([...writtenFiles(join(tree, "lines"))].sort()).toEqual(["docs/a.md", "host/a.css", "x.ts"]);
	});
});

describe("the check of unused exports", () => {
	it("finds exports that are unused, used by their own module only, or used by tests only", () => {
		const files = {
			"host/a.ts": [
				"export const used = 1;",
				"export const unused = 2;",
				"export const inside = 3;",
				"export const tested = inside;",
				"/** @forTests: the reason. */",
				"export const allowed = 4;",
				"export interface Shape { x: number }",
				"export function shape(): Shape { return { x: used }; }",
				"export const viaNamespace = 5;",
				"export interface Bodies {}",
				"export interface Row { y: number }",
				"export interface Spare { z: number }",
			],
			"host/b.ts": ['import { used, shape } from "./a.js";', 'import * as a from "./a.js";', "a.viaNamespace;"],
			"host/c.ts": ['declare module "./a.js" { interface Bodies { c: Row } }'],
			"test/a.test.ts": ['import { tested, allowed } from "../host/a.js";'],
		};
		for (const [file, lines] of Object.entries(files)) write(`exports/${file}`, lines.join("\n"));
		expect(findUnusedExports(join(tree, "exports"), Object.keys(files))).toEqual([
			{ place: "host/a.ts:2", name: "unused", why: "unused" },
			{ place: "host/a.ts:3", name: "inside", why: "used by its own module only" },
			{ place: "host/a.ts:4", name: "tested", why: "used by tests only" },
			{ place: "host/a.ts:12", name: "Spare", why: "unused" },
		]);
	});
});

describe("the rule on the length of functions", () => {
	const config: Linter.Config = {
		files: ["**/*.ts"],
		languageOptions: { parser: tseslint.parser as Linter.Parser },
		plugins: { tillmark },
		rules: { "tillmark/function-lines": "error" },
	};
	const messages = (code: string): string[] =>
		new Linter().verify(code, config, "a.ts").map(({ message }) => message);
	/** A function body that makes its function `lines` long. */
	const body = (lines: number): string => `{${"\n// a comment counts\n".repeat((lines - 1) / 2)}}`;

	it("allows 70 lines including blank lines and comments", () => {
		expect(messages(`function f() ${body(69)}`)).toEqual([]);
		expect(messages(`function f() ${body(71)}`)).toEqual(["The function has 71 lines; at most 70 are allowed."]);
		expect(messages(`const f = () => ${body(71)};`)).toHaveLength(1);
		expect(messages(`class A { f() ${body(71)} }`)).toHaveLength(1);
	});

	it("exempts the callback of describe, but not that of it or a function inside", () => {
		expect(messages(`describe("a", () => ${body(71)});`)).toEqual([]);
		expect(messages(`describe.each([1])("a", () => ${body(71)});`)).toEqual([]);
		expect(messages(`it("a", () => ${body(71)});`)).toHaveLength(1);
		expect(messages(`describe("a", () => { function f() ${body(71)} });`)).toHaveLength(1);
	});
});
