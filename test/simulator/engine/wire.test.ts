import fc from "fast-check";
import { generate } from "mqtt-packet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../../firmware/core/bytes.js";
import { xsUnavailable } from "../../../simulator/engine/xs/machine.js";
import { XsBench } from "../../../simulator/engine/xs/measure.js";
import * as node from "./wire-guest.js";

const unavailable = await xsUnavailable();

describe.skipIf(unavailable !== undefined)("the wire formats on XS", () => {
	let xs: XsBench;
	beforeAll(async () => {
		xs = await XsBench.open(new URL("wire-guest.ts", import.meta.url).pathname);
	});
	afterAll(() => xs.close());

	it("encodes CBOR to the same bytes as Node and decodes them", () => {
		const leaf = fc.oneof(
			fc.maxSafeInteger(),
			fc.string({ unit: "binary" }),
			fc.boolean(),
			fc.constant(null),
			fc.uint8Array({ maxLength: 300 }).map((bytes) => `hex:${toHex(bytes)}`),
		);
		const { tree } = fc.letrec((tie) => ({
			tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie("tree"), { maxLength: 30 })),
		}));
		fc.assert(
			fc.property(tree, (value) => {
				const json = JSON.stringify(value);
				const hex = xs.call("encode", json);
				expect(hex).toBe(node.encode(json));
				expect(xs.call("decode", hex)).toBe(node.decode(node.encode(json)));
			}),
			{ seed: 20261121, numRuns: 100 },
		);
	});

	it("generates MQTT packets with the same bytes as Node", () => {
		expect(xs.call("packets")).toBe(node.packets());
	});

	it("parses MQTT packets as Node does", () => {
		const hex = toHex(
			generate({
				cmd: "publish",
				topic: "tm/1/m/t/äck",
				qos: 1,
				messageId: 9,
				dup: false,
				retain: false,
				payload: "x€y",
			}),
		);
		expect(xs.call("parse", hex)).toBe(node.parse(hex));
		expect(() => xs.call("parse", "10")).toThrow(/MQTT/);
	});

	it("does not load a number cache for the first packet", () => {
		const { operations, heap } = xs.measure("packets");
		expect(operations).toBeLessThan(200_000);
		expect(heap.slots).toBeLessThan(500);
	});

	it("measures the same operations and heap each time", () => {
		const json = JSON.stringify([1, "two", ["three", 4]]);
		xs.measure("encode", json);
		const first = xs.measure("encode", json);
		expect(xs.measure("encode", json)).toEqual(first);
		expect(first.heap.slots).toBe(0);
		expect(first.operations).toBeGreaterThan(100);
	});
});
