import { beforeAll, describe, expect, it } from "vitest";
import { heapClasses, type HeapClass } from "../../../simulator/engine/xs/heap-graph.js";
import { XsMachine, xsUnavailable } from "../../../simulator/engine/xs/machine.js";

beforeAll(async () => {
	expect(await xsUnavailable()).toBeUndefined();
});

/** The classes of what `source` keeps, after `code` was evaluated as code. */
function tally(source: string, code = ""): { classes: HeapClass[]; slots: number; chunkBytes: number } {
	const xs = new XsMachine();
	try {
		xs.evaluate(`globalThis.kept = undefined; globalThis.known = new Map(); ${code}`);
		xs.evaluate("globalThis.keep = undefined");
		xs.rememberCode();
		const before = { slots: xs.slots.current, chunkBytes: xs.chunks.current };
		xs.evaluate(source);
		const classes = heapClasses(xs.heapGraph()!);
		return {
			classes,
			slots: xs.slots.current - before.slots,
			chunkBytes: xs.chunks.current - before.chunkBytes,
		};
	} finally {
		xs.close();
	}
}

function sum(classes: readonly HeapClass[], of: "slots" | "chunkBytes"): number {
	return classes.reduce((total, one) => total + one[of], 0);
}

describe("the tally of an XS heap", () => {
	it("counts each slot and each byte of chunks that came after the code once", () => {
		const text = "'x'.repeat(40)";
		const { classes, slots, chunkBytes } = tally(
			`const object = { text: ${text}, bytes: new Uint8Array(200), big: 3n ** 200n };
			 globalThis.kept = [new Held(), object, new Map([[1, 2]])];
			 kept.push(object.text, new Set([{}]), () => kept, function named() { return object; }, kept[0].self());
			 known.set("a", kept);`,
			`class Base { #secret = [1]; self() { return () => this; } }
			 globalThis.Held = class Held extends Base { other = {}; };`,
		);
		expect(sum(classes, "slots")).toBe(slots);
		expect(sum(classes, "chunkBytes")).toBe(chunkBytes);
		expect(chunkBytes).toBeGreaterThan(240);
	});

	it("names classes, functions, plain objects by their keys, and what holds them", () => {
		const { classes } = tally(
			`class Inner { at = { first: 1, second: 2 }; tell = () => this.at; }
			 class Outer { inner = new Inner(); bytes = new Uint8Array(1000); }
			 globalThis.kept = new Outer();`,
		);
		const find = (kind: string, name: string): HeapClass | undefined =>
			classes.find((one) => one.kind === kind && one.name === name);
		expect(find("plain objects", "{first, second}")?.holders).toEqual({ Inner: 3 * 16 });
		expect(find("functions", "tell")?.count).toBe(1);
		expect(find("environments", "tell")?.count).toBe(1);
		const outer = find("instances", "Outer")!;
		expect(outer.slots).toBe(3);
		expect(outer.retainedBytes).toBeGreaterThan(outer.boardBytes + find("instances", "Inner")!.boardBytes + 1_000);
		expect(find("byte buffers", "ArrayBuffer")?.chunkBytes).toBeGreaterThanOrEqual(1_000);
	});

	it("gives an object that two reach to neither", () => {
		const { classes } = tally(
			`class One { constructor(shared) { this.shared = shared; } }
			 globalThis.kept = [];
			 kept.push(new One({ large: new Uint8Array(4000) }));
			 kept.push(new One(kept[0].shared));`,
		);
		const one = classes.find(({ kind, name }) => kind === "instances" && name === "One")!;
		expect(one.retainedBytes).toBe(one.boardBytes);
		expect(one.count).toBe(2);
		expect(classes.find(({ name }) => name === "{large}")?.holders).toEqual({ "~One": 2 * 16 });
	});
});
