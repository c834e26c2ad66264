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
	return ts.createSourceFile("script.js", script, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS);
}

function nodesOf(node: ts.Node, found: ts.Node[] = []): ts.Node[] {
	found.push(node);
	ts.forEachChild(node, (child) => void nodesOf(child, found));
	return found;
}

const scripts = sources.map((file) => {
	const script = stripTypeScriptTypes(readFileSync(file, "utf8"), { mode: "strip" });
	return { file, script, nodes: nodesOf(parse(script)) };
});

describe("the firmware without private names", () => {
	it("differs from its sources in its private names alone, wherever they stand", () => {
		let count = 0;
		for (const { file, script, nodes } of scripts) {
			const letters = script.split("");
			for (const name of nodes.filter(ts.isPrivateIdentifier)) {
				letters[name.end - name.text.length] = "$";
				count++;
			}
			expect(withoutPrivateNames(script), file).toBe(letters.join(""));
		}
		expect(count).toBeGreaterThan(1_500);
	});

	it("has no class whose fields could meet those of a class that it extends", () => {
		for (const { file, nodes } of scripts) {
			const extending = nodes.filter((node) => ts.isClassLike(node) && node.heritageClauses);
			for (const node of extending) expect(nodesOf(node).filter(ts.isPrivateIdentifier), file).toEqual([]);
		}
	});

	it("asks no object whether it has a private name", () => {
		for (const { file, script } of scripts) expect(script, file).not.toMatch(/#\w+ in /);
	});
});
