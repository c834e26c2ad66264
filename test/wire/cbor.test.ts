import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { Fault, type FaultCode } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
import { vectors } from "./cbor-cases.js";

const cbor = new CborCodec();

function codeOf(run: () => unknown): FaultCode | "accepted" {
	try {
		run();
		return "accepted";
	} catch (error) {
		if (error instanceof Fault) return error.code;
		throw error;
	}
}

function decoded(hex: string): unknown {
	return cbor.decode(fromHex(hex)!);
}

function encoded(value: unknown): string {
	return toHex(cbor.encode(value as WireValue));
}

/** `depth` nested arrays, each the only element of the next outer one. */
function nested(depth: number, innermost: WireValue = []): WireValue {
	return depth === 1 ? innermost : [nested(depth - 1, innermost)];
}

/** Whether docs/records.md allows this example of RFC 8949. */
function isAllowed(value: unknown, hex: string): boolean {
	if (typeof value === "number") return Number.isSafeInteger(value) && /^[0-3]/.test(hex);
	if (typeof value === "string") return /^[4-7]/.test(hex) && !/^[57]f/.test(hex);
	if (Array.isArray(value)) {
		const isPlain = value.every((item) => typeof item !== "object" || Array.isArray(item));
		return isPlain && /^(8|98)/.test(hex) && !hex.includes("9f");
	}
	return typeof value === "boolean" || (value === null && hex === "f6");
}

describe("CBOR on the wire", () => {
	it("decodes every allowed example of RFC 8949 Appendix A and refuses the others", () => {
		let allowed = 0;
		for (const { hex, decoded: expected, roundtrip } of vectors) {
			if (expected !== undefined && isAllowed(expected, hex) && roundtrip) {
				allowed++;
				expect(decoded(hex), hex).toEqual(expected);
				expect(encoded(expected), hex).toBe(hex);
			} else if (!/^4/.test(hex))
				expect(
					codeOf(() => decoded(hex)),
					hex,
				).not.toBe("accepted");
		}
		expect(allowed).toBeGreaterThan(25);
	});

	it.each<[number, string]>([
		[0, "00"],
		[-0, "00"],
		[23, "17"],
		[24, "1818"],
		[255, "18ff"],
		[256, "190100"],
		[65_535, "19ffff"],
		[65_536, "1a00010000"],
		[2 ** 32 - 1, "1affffffff"],
		[2 ** 32, "1b0000000100000000"],
		[1_700_000_000_000, "1b0000018bcfe56800"],
		[2 ** 53 - 1, "1b001fffffffffffff"],
		[-1, "20"],
		[-24, "37"],
		[-25, "3818"],
		[-(2 ** 31), "3a7fffffff"],
		[-(2 ** 31) - 1, "3a80000000"],
		[-(2 ** 32) + 1, "3afffffffe"],
		[-(2 ** 32), "3affffffff"],
		[-(2 ** 32) - 1, "3b0000000100000000"],
		[-(2 ** 53) + 1, "3b001ffffffffffffe"],
	])("encodes %d in the shortest form and decodes it", (value, hex) => {
		expect(encoded(value)).toBe(hex);
		expect(decoded(hex)).toBe(value + 0);
	});

	it.each([
		["2^53", "1b0020000000000000"],
		["2^53 + 1", "1b0020000000000001"],
		["2^64 - 1", "1bffffffffffffffff"],
		["-2^53", "3b001fffffffffffff"],
		["-2^64", "3bffffffffffffffff"],
	])("refuses the integer %s", (_name, hex) => {
		expect(codeOf(() => decoded(hex))).toBe("WIRE_FORBIDDEN_TYPE");
	});

	it("refuses every head that is one byte longer than necessary, and accepts the next value", () => {
		for (const major of [0, 1, 2, 3, 4]) {
			const heads = ["1817", "1900ff", "1a0000ffff", "1b00000000ffffffff"];
			for (const head of heads) {
				const initial = (major << 5) | Number.parseInt(head.slice(0, 2), 16);
				const hex = initial.toString(16).padStart(2, "0") + head.slice(2);
				expect(() => decoded(hex), hex).toThrow("head is not the shortest");
			}
		}
		for (const hex of ["1818", "190100", "1a00010000", "1b0000000100000000"])
			expect(encoded(decoded(hex))).toBe(hex);
	});

	const lengths = [0, 23, 24, 63, 64, 65, 255, 256, 257, 1_000, limits.cborStringBytesMax];
	it.each(lengths)("encodes and decodes a text of %d bytes", (length) => {
		for (const text of ["x".repeat(length), "ß".padStart(length - 1, "x")]) {
			const bytes = cbor.encode(text);
			expect(cbor.decode(bytes)).toBe(text);
			expect(bytes.subarray(bytes.length - Buffer.byteLength(text))).toEqual(new Uint8Array(Buffer.from(text)));
		}
	});

	it("keeps U+FEFF and U+0000 at any position", () => {
		for (const rest of ["", "a", "ä", "x".repeat(70), "ß".repeat(70)]) {
			for (const text of [`\ufeff${rest}`, `${rest}\ufeff`, `\ufeff\ufeff${rest}`, `\0${rest}\0`]) {
				expect(decoded(encoded(text))).toBe(text);
			}
		}
	});

	it("moves a text after the longer head that its length requires", () => {
		for (let units = 1; units < 400; units++) {
			const text = "€".repeat(units);
			expect(encoded(text).endsWith(Buffer.from(text).toString("hex")), String(units)).toBe(true);
			expect(decoded(encoded(text))).toBe(text);
		}
	});

	it("writes U+FFFD for each lone surrogate, at every position of a long text too", () => {
		expect(encoded("a\ud83d")).toBe("6461efbfbd");
		expect(encoded("\ude00a")).toBe("64efbfbd61");
		expect(encoded("\ude00\ud83d\ude00\ud83d\ud83d")).toBe(`6d${"efbfbd"}${"f09f9880"}${"efbfbdefbfbd"}`);
		for (let before = 0; before < 200; before++) {
			const start = "x".repeat(before);
			expect(decoded(encoded(`${start}😀`))).toBe(`${start}😀`);
			expect(decoded(encoded(`${start}\ud83d`))).toBe(`${start}\ufffd`);
			expect(decoded(encoded(`${start}\ud83dx\ude00`))).toBe(`${start}\ufffdx\ufffd`);
		}
	});

	it("nests arrays eight deep and no deeper", () => {
		expect(limits.cborDepthMax).toBe(8);
		expect(encoded(nested(8))).toBe("81".repeat(7) + "80");
		expect(decoded("81".repeat(7) + "80")).toEqual(nested(8));
		expect(decoded("81".repeat(8) + "00")).toEqual(nested(8, [0]));
		expect(codeOf(() => decoded("81".repeat(8) + "80"))).toBe("WIRE_TOO_DEEP");
		expect(() => encoded(nested(9))).toThrow("CBOR takes no arrays so deep");
		const cycle: unknown[] = [];
		cycle.push(cycle);
		expect(() => encoded(cycle)).toThrow("CBOR takes no arrays so deep");
	});

	it("accepts strings, items and messages up to their limits, in both directions", () => {
		const strings = limits.cborStringBytesMax;
		const items = limits.cborItemsMax;
		const messages = limits.messageBytesMax;
		// Fifteen strings, and one that brings the total to exactly the limit.
		const message = (bytes: number): WireValue => {
			const whole = new Array<Uint8Array>(15).fill(new Uint8Array(strings));
			return [...whole, new Uint8Array(bytes - 1 - 15 * (strings + 3) - 3)];
		};
		expect(cbor.encode(message(messages))).toHaveLength(messages);
		const zeros = new Array<number>(items).fill(0);
		for (const value of [new Uint8Array(strings), "x".repeat(strings), zeros.slice(1), message(messages)]) {
			expect(cbor.decode(cbor.encode(value))).toEqual(value);
		}
		for (const value of [
			new Uint8Array(strings + 1),
			"x".repeat(strings + 1),
			"ß".repeat(strings / 2 + 1),
			["x".repeat(1e6)],
			zeros,
			message(messages + 1),
			new Array<string>(100).fill("x".repeat(strings)),
		]) {
			expect(() => encoded(value)).toThrow(/CBOR takes no (string|value) so/);
			expect(() => cbor.encode(value, 2 * messages)).toThrow(/CBOR takes no (string|value) so/);
		}
		const head = (...bytes: number[]) => Uint8Array.from(bytes);
		const behind = (start: Uint8Array, length: number) => Uint8Array.from([...start, ...new Uint8Array(length)]);
		expect(codeOf(() => cbor.decode(behind(head(0x59, 0x10, 0x01), strings + 1)))).toBe("WIRE_TOO_LARGE");
		expect(codeOf(() => cbor.decode(behind(head(0x79, 0x10, 0x01), strings + 1)))).toBe("WIRE_TOO_LARGE");
		expect(codeOf(() => cbor.decode(behind(head(0x99, 0x40, 0x00), items)))).toBe("WIRE_TOO_LARGE");
		expect(codeOf(() => cbor.decode(new Uint8Array(messages + 1)))).toBe("WIRE_TOO_LARGE");
		expect(codeOf(() => cbor.decode(cbor.encode([1, 2]), 2))).toBe("WIRE_TOO_LARGE");
		expect(codeOf(() => cbor.decode(cbor.encode([1, 2]), 3))).toBe("accepted");
	});

	it.each<[string, unknown]>([
		["a fraction", 0.5],
		["NaN", NaN],
		["an infinity", Infinity],
		["2^53", 2 ** 53],
		["-2^53", -(2 ** 53)],
		["a bigint", 1n],
		["undefined", undefined],
		["an object", { a: 1 }],
		["a map", new Map()],
		["other bytes", new Int8Array(1)],
		["a function", () => 0],
		["a symbol", Symbol("s")],
		["a hole", new Array(1)],
	])("refuses to encode %s", (_name, value) => {
		expect(() => encoded(value)).toThrow(/^assertion failed: CBOR takes no /);
		expect(() => encoded([1, [value]])).toThrow(/^assertion failed: CBOR takes no /);
	});

	it.each<[string, Uint8Array, FaultCode]>([
		["ten million nested arrays", new Uint8Array(10_000_000).fill(0x81), "WIRE_TOO_LARGE"],
		["nesting within the size limit", new Uint8Array(60_000).fill(0x81), "WIRE_TOO_DEEP"],
		["a bignum", fromHex("c249010000000000000000")!, "WIRE_FORBIDDEN_TYPE"],
		["a bignum of a mebibyte", new Uint8Array(1_048_576).fill(0xc2), "WIRE_TOO_LARGE"],
		["an indefinite array", fromHex("9f01ff")!, "WIRE_FORBIDDEN_TYPE"],
		["an indefinite text", fromHex("7f6161ff")!, "WIRE_FORBIDDEN_TYPE"],
		["a bare break", fromHex("ff")!, "WIRE_FORBIDDEN_TYPE"],
		["a map", fromHex("a10102")!, "WIRE_FORBIDDEN_TYPE"],
		["a float", fromHex("fb3ff199999999999a")!, "WIRE_FORBIDDEN_TYPE"],
		["undefined", fromHex("f7")!, "WIRE_FORBIDDEN_TYPE"],
		["true in two bytes", fromHex("f815")!, "WIRE_FORBIDDEN_TYPE"],
		["a regular expression tag", fromHex("d81b8261616167")!, "WIRE_FORBIDDEN_TYPE"],
		["an array longer than the message", fromHex("9b00000000ffffffff")!, "WIRE_MALFORMED"],
		["a text longer than the message", fromHex("6261")!, "WIRE_MALFORMED"],
		["bad UTF-8", fromHex("62c328")!, "WIRE_MALFORMED"],
		["a UTF-8 surrogate", fromHex("63eda080")!, "WIRE_MALFORMED"],
		["overlong UTF-8", fromHex("62c080")!, "WIRE_MALFORMED"],
		["UTF-8 past U+10FFFF", fromHex("64f4908080")!, "WIRE_MALFORMED"],
		["a head that is not the shortest", fromHex("1801")!, "WIRE_MALFORMED"],
		["a head that ends early", fromHex("1901")!, "WIRE_MALFORMED"],
		["two items", fromHex("0101")!, "WIRE_MALFORMED"],
		["nothing", new Uint8Array(0), "WIRE_MALFORMED"],
	])("refuses %s", (_name, bytes, code) => {
		expect(codeOf(() => cbor.decode(bytes))).toBe(code);
		expect(codeOf(() => cbor.decodePrefix(bytes, 1))).not.toBe("accepted");
	});

	it("returns byte strings as plain copies, also from a Buffer", () => {
		const message = Buffer.from("0082430102034100", "hex").subarray(1);
		const parts = cbor.decode(message) as Uint8Array[];
		message.fill(0xee);
		expect(parts).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(0)]);
		for (const part of parts) {
			expect(Object.getPrototypeOf(part)).toBe(Uint8Array.prototype);
			expect(part.buffer.byteLength).toBe(part.length);
		}
	});

	it("keeps no state between two calls, whatever the first one's result", () => {
		const first = cbor.encode(["first", new Uint8Array(3_000)]);
		const copy = first.slice();
		expect(encoded(["second"])).toBe("81667365636f6e64");
		expect(() => encoded([1, 2, undefined])).toThrow();
		expect(encoded(["third"])).toBe("81657468697264");
		expect(first).toEqual(copy);
	});

	it("encodes the same bytes whatever size it is told to expect", () => {
		const value: WireValue = [
			1,
			"ß".repeat(300),
			new Uint8Array(700),
			[null, true, false, -70_000, [[]]],
			...new Array<number>(200).fill(2 ** 40),
		];
		const hex = encoded(value);
		for (const bytesMax of [0, 1, 9, 10, 300, 1_024, hex.length / 2, 10_000]) {
			expect(toHex(cbor.encode(value, bytesMax))).toBe(hex);
		}
	});
});

describe("the prefix of an array", () => {
	const record = cbor.encode([16, 3, [1, "a"], "text", [[]], 7]);

	it("equals the first elements of the fully decoded array", () => {
		const whole = cbor.decode(record) as unknown[];
		for (let count = 0; count <= whole.length; count++) {
			expect(cbor.decodePrefix(record, count)).toEqual(whole.slice(0, count));
		}
	});

	it("ignores errors in the rest of the array, which it does not read", () => {
		// A float, then the end: three elements were announced.
		expect(cbor.decodePrefix(fromHex("8301f93c")!, 1)).toEqual([1]);
		expect(codeOf(() => cbor.decodePrefix(fromHex("8301f93c")!, 2))).toBe("WIRE_FORBIDDEN_TYPE");
		expect(cbor.decodePrefix(fromHex("8101ff")!, 1)).toEqual([1]);
	});

	it("is refused if there are fewer elements or no array", () => {
		expect(codeOf(() => cbor.decodePrefix(record, 7))).toBe("WIRE_WRONG_SHAPE");
		expect(codeOf(() => cbor.decodePrefix(fromHex("80")!, 1))).toBe("WIRE_WRONG_SHAPE");
		for (const hex of ["00", "f6", "4101", "6161"]) {
			expect(codeOf(() => cbor.decodePrefix(fromHex(hex)!, 0))).toBe("WIRE_WRONG_SHAPE");
		}
	});

	it("has the same limits as full decoding", () => {
		expect(codeOf(() => cbor.decodePrefix(record, 2, record.length - 1))).toBe("WIRE_TOO_LARGE");
		expect(codeOf(() => cbor.decodePrefix(fromHex("9a00010000")!, 0))).toBe("WIRE_MALFORMED");
		expect(codeOf(() => cbor.decodePrefix(fromHex("81".repeat(8) + "80")!, 1))).toBe("WIRE_TOO_DEEP");
	});
});
