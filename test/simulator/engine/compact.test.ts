import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { compactModule } from "../../../simulator/engine/xs/compact.js";

const folder = mkdtempSync(join(tmpdir(), "compact-"));
afterAll(() => rmSync(folder, { recursive: true }));

function compact(source: string): string {
	writeFileSync(join(folder, "user.ts"), source);
	return compactModule(join(folder, "user.ts"));
}

writeFileSync(
	join(folder, "numbers.ts"),
	`/** Of all. */
export const countMax = 1_536;
export const mask = 0xff;
export const big = 2n;
export const limits = {
	// a comment
	low: 3, // another, with 1: 2
	high: 70_000,
} as const;
export const state = { next: 1 };
export const words = { low: "low", high: 2 } as const;
`,
);

describe("a compacted module", () => {
	it("has the numbers of other modules in place, and does not import them", () => {
		const text = compact(`import { countMax, limits as bounds, mask, type Some } from "./numbers.js";
export const made = { countMax, low: bounds.low };
export function over(count: number, some: Some): boolean {
	return count > bounds.high || (count & mask) === some;
}
`);
		expect(text).not.toContain("import");
		expect(text).toContain("countMax: 1536, low: 3");
		expect(text).toMatch(/(\w) > 7e4 \|\| \(\1 & 255\) === \w/);
	});

	it("imports what can change, what is not a number, and what is used as a whole", () => {
		const text = compact(`import { big, limits, state, words } from "./numbers.js";
export const all = [big, Object.keys(limits), limits.low, words.high, state.next++];
`);
		expect(text).toContain('import { big, limits, state, words } from "./numbers.js";');
		expect(text).toContain("[big, Object.keys(limits), 3, words.high, state.next++]");
	});

	it("leaves a local variable alone that has the name of a number", () => {
		const text = compact(`import { countMax, limits } from "./numbers.js";
export const found = [1].map((countMax) => countMax + 1);
export const other = [{ high: 1 }].map((limits) => limits.high);
export const outer = countMax + limits.low;
`);
		expect(text).toMatch(/map\(\((\w)\) => \1 \+ 1\)/);
		expect(text).toMatch(/map\(\((\w)\) => \1\.high\)/);
		expect(text).toContain("outer = 1536 + 3");
	});

	it("keeps its own exported numbers, and drops the others", () => {
		const text = compact(`const stepMs = 20;
export const waitMs = 50;
export const allMs = waitMs + 3 * stepMs;
`);
		expect(text).toContain("export const waitMs = 50;");
		expect(text).not.toContain("stepMs");
		expect(text).toContain("allMs = 50 + 3 * 20");
	});

	it("shortens private properties and sets fields in the constructor", () => {
		const text = compact(`class Counter {
	#count = 1;
	#unset: number | undefined;
	readonly name = "counter";
	next(): number {
		this.#unset = this.#count++;
		return this.#unset;
	}
}
export default function main(): Counter {
	return new Counter();
}
`);
		expect(text).not.toMatch(/#|\$count|\$unset/);
		expect(text).toMatch(/class Counter \{\s+constructor\(\) \{\s+this\.\$0 = 1[,;]\s*this\.name = "counter";/);
		expect(text).toContain("next()");
		expect(text).toContain("export { main as default };");
	});

	it("is refused when it exports in another way", () => {
		expect(() => compact("export default 5;\n")).toThrow("only declarations and lists can be exported");
	});
});

const firmware = join(import.meta.dirname, "../../../firmware");
const modules = readdirSync(firmware, { recursive: true, encoding: "utf8" })
	.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
	.map((file) => join(firmware, file))
	.map((file) => ({
		file,
		before: parse(stripTypeScriptTypes(readFileSync(file, "utf8"), { mode: "strip" })),
		after: parse(compactModule(file)),
	}));

function parse(script: string): ts.SourceFile {
	return ts.createSourceFile("script.js", script, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
}

function nodesOf(node: ts.Node, found: ts.Node[] = []): ts.Node[] {
	found.push(node);
	ts.forEachChild(node, (child) => void nodesOf(child, found));
	return found;
}

/** What a stack trace, the heap's tally, the linker's report or another module may name. */
function namesOf(script: ts.SourceFile): string[] {
	const names = nodesOf(script)
		.filter((node) => ts.isFunctionDeclaration(node) || ts.isClassLike(node) || ts.isMethodDeclaration(node))
		.map((node) => node.name?.getText() ?? "");
	return [...new Set(names)].filter((name) => !name.startsWith("#") && !/^\$\d/.test(name)).sort();
}

function exportsOf(script: ts.SourceFile): string[] {
	return script.statements
		.flatMap((statement) => {
			if (
				ts.isExportDeclaration(statement) &&
				statement.exportClause &&
				ts.isNamedExports(statement.exportClause)
			)
				return statement.exportClause.elements.map(({ name }) => name.text);
			const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
			if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
			if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return ["default"];
			if (ts.isVariableStatement(statement))
				return statement.declarationList.declarations.map(({ name }) => name.getText());
			return ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
				? [statement.name!.text]
				: [];
		})
		.sort();
}

describe("the compacted firmware", () => {
	it("exports the same and keeps the names of classes, functions and methods", () => {
		for (const { file, before, after } of modules) {
			expect(exportsOf(after), file).toEqual(exportsOf(before));
			expect(namesOf(after), file).toEqual(namesOf(before));
		}
		expect(modules.length).toBeGreaterThan(250);
	});

	it("sets no field by assignment that it inherits, which a board has frozen", () => {
		for (const { file, before } of modules) {
			const extending = nodesOf(before).filter((node) => ts.isClassLike(node) && node.heritageClauses);
			for (const one of extending as ts.ClassLikeDeclaration[]) {
				const fields = one.members.filter((member) => ts.isPropertyDeclaration(member) && member.initializer);
				expect(
					fields.map((field) => field.name!.getText()),
					file,
				).toEqual([]);
			}
		}
	});
});
