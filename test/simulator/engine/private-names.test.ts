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

function startOf(name: ts.PropertyName): number {
	return name.end - (ts.isPrivateIdentifier(name) ? name.text.length : 0);
}

/** A private field without a value, on one line. */
function isEmpty(script: string, { name, initializer, end }: ts.PropertyDeclaration): boolean {
	return ts.isPrivateIdentifier(name) && !initializer && !script.slice(name.end, end).includes("\n");
}

const scripts = sources.map((file) => {
	const script = stripTypeScriptTypes(readFileSync(file, "utf8"), { mode: "strip" });
	return { file, script, nodes: nodesOf(parse(script)) };
});

describe("the firmware without private names", () => {
	it("differs from its sources in its private names and empty private fields alone", () => {
		let count = 0;
		let emptyCount = 0;
		for (const { file, script, nodes } of scripts) {
			const letters = script.split("");
			const empty = nodes.filter(ts.isPropertyDeclaration).filter((field) => isEmpty(script, field));
			for (const field of empty) letters.fill(" ", startOf(field.name), field.end);
			emptyCount += empty.length;
			const names = nodes
				.filter(ts.isPrivateIdentifier)
				.filter((name) => !empty.some((field) => field.name === name));
			for (const name of names) {
				letters[startOf(name)] = "$";
				count++;
			}
			expect(withoutPrivateNames(script), file).toBe(letters.join(""));
		}
		expect(count).toBeGreaterThan(1_500);
		expect(emptyCount).toBeGreaterThan(200);
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
