// The codec on XS: its cost, and texts of every length.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench, type XsMeasurement } from "../../simulator/engine/xs/measure.js";
import * as node from "./cbor-guest.js";

const unavailable = await xsUnavailable();
const cbor = new CborCodec();

describe.skipIf(unavailable !== undefined)("CBOR on XS", () => {
	let xs: XsBench;
	beforeAll(async () => {
		xs = await XsBench.open(new URL("cbor-guest.ts", import.meta.url).pathname);
	});
	afterAll(() => xs?.close());

	/** The cost of a call after the engine has allocated what it keeps. */
	function cost(name: string, value?: Uint8Array | string): XsMeasurement {
		xs.measure(name, value);
		return xs.measure(name, value);
	}

	it("encodes a three-line sale in 8,500 operations, decodes it in 8,500 and its prefix in 2,000", () => {
		expect(cost("encodeSale").operations).toBeLessThanOrEqual(8_500);
		expect(cost("decodeSale").operations).toBeLessThanOrEqual(8_500);
		expect(cost("decodeSalePrefix").operations).toBeLessThanOrEqual(2_000);
	});

	it("uses at most 100 slots and 5,000 bytes of heap temporarily, and leaves nothing", () => {
		for (const name of ["encodeSale", "decodeSale", "decodeSalePrefix"]) {
			const { heap, peak } = cost(name);
			expect(heap, name).toEqual({ slots: 0, chunkBytes: 0, boardBytes: 0 });
			expect(peak.slots, name).toBeLessThanOrEqual(100);
			expect(peak.chunkBytes, name).toBeLessThanOrEqual(5_000);
		}
	});

	it("keeps one slot on the heap permanently", () => {
		xs.measure("open");
		xs.measure("open");
		expect(cost("open").heap.slots).toBeLessThanOrEqual(2);
		expect(cost("open").heap.chunkBytes).toBeLessThanOrEqual(64);
	});

	it("costs as much for each character of a long text as of a short one", () => {
		for (const unit of ["x", "€"]) {
			const bytes = (length: number) => cbor.encode(unit.repeat(length / Buffer.byteLength(unit)));
			const short = cost("decodeText", bytes(384));
			const long = cost("decodeText", bytes(3_840));
			expect(long.operations).toBeLessThan(11 * short.operations);
			expect(long.peak.boardBytes).toBeLessThan(11 * short.peak.boardBytes);
			const few = cost("encodeText", unit.repeat(120));
			const many = cost("encodeText", unit.repeat(1_200));
			expect(many.operations).toBeLessThan(11 * few.operations);
			expect(many.peak.boardBytes).toBeLessThan(11 * few.peak.boardBytes);
		}
	});

	it("encodes texts of every length as V8 does, with a leading U+FEFF and surrogate pairs at every position", () => {
		const lengths = [...Array(140).keys(), 255, 256, 1_000, limits.cborStringBytesMax - 5];
		for (const length of lengths) {
			const start = "x".repeat(length);
			for (const text of [start, `\ufeff${start}`, `${start}😀`, `${start}\ud83dx\0`]) {
				const shown = node.show(text);
				const hex = node.encode(shown);
				expect(xs.call("encode", shown)).toBe(hex);
				const bytes = new Uint8Array(Buffer.from(hex, "hex"));
				expect(xs.call("decode", bytes)).toBe(node.decode(bytes));
			}
		}
	});

	it("has the same limits as on V8", () => {
		const zeros = (count: number) => new Uint8Array(count);
		for (const bytes of [
			Uint8Array.from([...new Uint8Array(7).fill(0x81), 0x80]),
			Uint8Array.from([...new Uint8Array(8).fill(0x81), 0x80]),
			Uint8Array.from([0x99, 0x3f, 0xff, ...zeros(limits.cborItemsMax - 1)]),
			Uint8Array.from([0x99, 0x40, 0x00, ...zeros(limits.cborItemsMax)]),
			Uint8Array.from([0x59, 0x10, 0x00, ...zeros(limits.cborStringBytesMax)]),
			Uint8Array.from([0x59, 0x10, 0x01, ...zeros(limits.cborStringBytesMax + 1)]),
			zeros(limits.messageBytesMax + 1),
		]) {
			expect(xs.call("decode", bytes)).toBe(node.decode(bytes));
		}
		for (const depth of [8, 9]) {
			const shown = "[".repeat(depth) + "]".repeat(depth);
			const ours = (encode: () => unknown) =>
				depth === 8 ? expect(encode()).toBe("81".repeat(7) + "80") : expect(encode).toThrow("so deep");
			ours(() => node.encode(shown));
			ours(() => xs.call("encode", shown));
		}
	});
});
