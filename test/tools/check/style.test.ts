import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
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

/** Of Oxlint's JSON output. */
interface Findings {
	readonly diagnostics: readonly { readonly filename: string; readonly code?: string; readonly message: string }[];
}

describe("the lint rules", () => {
	const root = join(import.meta.dirname, "../../..");
	/** The rules that each code breaks as a file of `place`, in the order of their names. */
	function broken(place: string, codes: readonly string[]): string[][] {
		const project = mkdtempSync(join(tree, "lint-"));
		for (const file of [".oxlintrc.json", "tools/check/lint-rules.mjs"]) {
			mkdirSync(dirname(join(project, file)), { recursive: true });
			copyFileSync(join(root, file), join(project, file));
		}
		mkdirSync(join(project, place), { recursive: true });
		const files = codes.map((code, index) => {
			writeFileSync(join(project, place, `${index}.ts`), code);
			return `${place}/${index}.ts`;
		});
		const { stdout } = spawnSync(
			process.execPath,
			[join(root, "node_modules/oxlint/bin/oxlint"), "--format=json", "."],
			{ cwd: project, encoding: "utf8" },
		);
		const { diagnostics } = JSON.parse(stdout) as Findings;
		return files.map((file) =>
			diagnostics
				.filter(({ filename }) => filename === file)
				.map(({ code, message }) => /\((.*)\)/.exec(code ?? "")?.[1] ?? message)
				.sort(),
		);
	}
	/** A function body that makes its function `lines` long. */
	const body = (lines: number): string => `{${"\n// a comment counts\n".repeat((lines - 1) / 2)}}`;

	it("allow functions of 70 lines including blank lines and comments", () => {
		expect(
			broken("host", [
				`export function f() ${body(69)}`,
				`export function f() ${body(71)}`,
				`export const f = () => ${body(71)};`,
				`export class A { f() ${body(71)} }`,
			]),
		).toEqual([[], ["function-lines"], ["function-lines"], ["function-lines"]]);
	});

	it("exempt the callback of describe, but not that of it or a function inside", () => {
		expect(
			broken("host", [
				`describe("a", () => ${body(71)});`,
				`describe.each([1])("a", () => ${body(71)});`,
				`it("a", () => ${body(71)});`,
				`describe("a", () => { g(function () ${body(71)}) });`,
			]),
		).toEqual([[], [], ["function-lines"], ["function-lines"]]);
	});

	it("want #private fields and private methods", () => {
		expect(
			broken("host", [
				"export class A { #x = 1; private m() { return this.#x; } }",
				"export class A { private x = 1; }",
				"export class A { #m() {} }",
			]),
		).toEqual([[], ["private-members"], ["private-members"]]);
	});

	it("refuse what is unused, whatever its name, and loose code", () => {
		expect(
			broken("host", [
				"const _spare = 1;",
				"export function f(_a: number) {}",
				'import { A } from "./b.js"; export const a: A = 1;',
				"export const a = (b: number) => b == 1;",
				"export const a: any = 1;",
				"var a = 1; export { a };",
				"let a = 1; export { a };",
				"// @ts-ignore\nexport const a = 1;",
				"// oxlint-disable-next-line no-var\nexport const a = 1;",
			]).map((rules) => rules.join()),
		).toEqual([
			"no-unused-vars",
			"no-unused-vars",
			"consistent-type-imports",
			"eqeqeq",
			"no-explicit-any",
			"no-var",
			"prefer-const",
			"ban-ts-comment",
			expect.stringContaining("disable"),
		]);
	});

	it("keep clock, timers and randomness out of the firmware's logic", () => {
		const codes = [
			"export const a = Date.now();",
			"export const a = Math.random();",
			"setTimeout(() => undefined, 1);",
			"export const a = process.pid;",
		];
		expect(broken("firmware/core", codes)).toEqual([
			["no-restricted-properties"],
			["no-restricted-properties"],
			["no-restricted-globals"],
			["no-restricted-globals"],
		]);
		expect(broken("firmware/device", codes).flat()).toEqual([]);
		expect(broken("host", codes).flat()).toEqual([]);
	});
});
