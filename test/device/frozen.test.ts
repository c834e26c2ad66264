import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listModules } from "../../tools/build/modules.js";
import { findFrozenWrites } from "../../tools/check/frozen.js";

const root = join(import.meta.dirname, "..", "..");

/** What is written, the module that writes it, and the code that must be reported. */
const writes: readonly (readonly [string, string, readonly string[]])[] = [
	["a variable", "let count = 0;\nexport function next(): number { return count++; }", ["let count = 0", "count++"]],
	[
		"a scratch buffer",
		"const scratch = new Uint8Array(64);\nexport const size = scratch.length;",
		["const scratch = new Uint8Array(64)"],
	],
	["an object's field", "const state = { n: 0 };\nexport function next(): void { state.n += 1; }", ["state.n += 1"]],
	[
		"an element",
		"const table = [1, 2];\nexport const next = (i: number): void => { table[i]! = 3; };",
		["table[i]! = 3"],
	],
	[
		"a field's removal",
		"const seen: Record<string, 1> = {};\nexport const drop = (k: string): void => { delete seen[k]; };",
		["delete seen[k]"],
	],
	[
		"a collection",
		"const seen = new Set<string>();\nexport function see(k: string): void { seen.add(k); }",
		["seen.add(k)"],
	],
	[
		"another module's",
		'import { shared } from "./other.js";\nexport const put = (): unknown => shared.set("a", 1);',
		['shared.set("a", 1)'],
	],
	["a static field", "export class Counter {\n\tstatic n = 0;\n\tconstructor() { Counter.n++; }\n}", ["Counter.n++"]],
	[
		"a static field by this",
		"export class Counter {\n\tstatic #n = 0;\n\tstatic next(): number { return ++this.#n; }\n}",
		["++this.#n"],
	],
	[
		"a function's property",
		"function f(): void {}\nexport const mark = (): void => void Object.assign(f, {});\n" +
			"f.calls = 0;\nexport const call = (): void => void f.calls++;",
		["f.calls++"],
	],
];

const others: readonly (readonly [string, string])[] = [
	[
		"an array that a function creates",
		"export function list(): number[] { const all: number[] = []; all.push(1); return all; }",
	],
	[
		"an instance's own fields",
		"export class Counter {\n\t#n = 0;\n\tseen = new Set<number>();\n" +
			"\tnext(): void { this.#n++; this.seen.add(this.#n); }\n}",
	],
	[
		"code that runs at build time",
		'import { settings } from "./other.js";\nsettings.size = 2;\nconst table = [1];\ntable.push(2);\n' +
			"export const all: readonly number[] = table;",
	],
	[
		"a name that shadows a module's",
		"const n = { a: 1 };\nexport const first = n.a;\nexport function next(n: { a: number }): void { n.a = 2; }",
	],
	["a constant of bytes", "export const magic = new Uint8Array([1, 2]);\nexport const other = Uint8Array.of(0);"],
];

describe("a write to what preloading freezes", () => {
	let folder: string;
	const found = new Map<string, string[]>();

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "tillmark-frozen-"));
		const compilerOptions = { target: "ES2023", module: "NodeNext", strict: true, types: [] };
		writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
		writeFileSync(
			join(folder, "other.ts"),
			"export const shared = new Map<string, number>();\nexport const settings = { size: 1 };\n",
		);
		const files = [...writes, ...others].map(([what, source]) => {
			const file = join(folder, `${what}.ts`);
			writeFileSync(file, source);
			return file;
		});
		for (const { place, code } of findFrozenWrites(folder, [...files, join(folder, "other.ts")])) {
			const what = place.slice(0, place.lastIndexOf(".ts:"));
			found.set(what, [...(found.get(what) ?? []), code]);
		}
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it.each(writes)("is found: %s", (what, _source, expected) => {
		expect(found.get(what)).toEqual(expected);
	});

	it.each(others)("is not reported for %s", (what) => {
		expect(found.get(what)).toBeUndefined();
	});

	it("does not occur in the firmware", () => {
		const names = new Set(["esp32", "desktop"].flatMap((kind) => listModules(root, kind)));
		expect(
			findFrozenWrites(
				root,
				[...names].map((name) => join(root, `${name}.ts`)),
			),
		).toEqual([]);
	});
});
