import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { withoutPrivateNames } from "../../../simulator/engine/xs/private-names.js";

const firmware = join(import.meta.dirname, "../../../firmware");
const sources = readdirSync(firmware, { recursive: true, encoding: "utf8" })
	.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
	.map((file) => join(firmware, file));

function parse(script: string): ts.SourceFile {
	return ts.createSourceFile("script.js", script, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
}

function* nodes(node: ts.Node): Generator<ts.Node> {
	yield node;
	for (const child of node.getChildren()) yield* nodes(child);
}

/** The script with each private name that the compiler finds in it replaced. */
function expected(script: string): string {
	const letters = script.split("");
	for (const node of nodes(parse(script))) if (ts.isPrivateIdentifier(node)) letters[node.getStart()] = "$";
	return letters.join("");
}

describe("the firmware without private names", () => {
	it("differs from its sources in its private names alone, wherever they stand", () => {
		let count = 0;
		for (const file of sources) {
			const script = stripTypeScriptTypes(readFileSync(file, "utf8"), { mode: "strip" });
			const lowered = withoutPrivateNames(script);
			expect(lowered, file).toBe(expected(script));
			count += [...nodes(parse(script))].filter(ts.isPrivateIdentifier).length;
			expect([...nodes(parse(lowered))].filter(ts.isPrivateIdentifier), file).toEqual([]);
		}
		expect(count).toBeGreaterThan(1_500);
	});

	it("has no class whose fields could meet those of a class that it extends", () => {
		for (const file of sources) {
			for (const node of nodes(parse(stripTypeScriptTypes(readFileSync(file, "utf8"), { mode: "strip" })))) {
				if (!ts.isClassLike(node) || !node.heritageClauses) continue;
				expect([...nodes(node)].filter(ts.isPrivateIdentifier), file).toEqual([]);
			}
		}
	});

	it("asks no object whether it has a private name", () => {
		for (const file of sources) expect(readFileSync(file, "utf8"), file).not.toMatch(/#\w+ in /);
	});
});
