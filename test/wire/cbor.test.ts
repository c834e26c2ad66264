import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { Fault, type FaultCode } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { CborCodec, type WireValue, wide } from "../../firmware/wire/cbor.js";

const cbor = new CborCodec();
const vectors = JSON.parse(readFileSync(new URL("./vectors/cbor-rfc8949-appendix-a.json", import.meta.url), "utf8")) as {
	hex: string;
	roundtrip: boolean;
	decoded?: unknown;
}[];

function codeOf(bytes: Uint8Array): FaultCode | "accepted" {
	try {
		cbor.decode(bytes);
		return "accepted";
	} catch (error) {
		if (error instanceof Fault) return error.code;
		throw error;
	}
}

/** Whether our subset allows a published example: no floats, tags, maps, undefined, indefinite lengths or integers past 2^53. */
function isAllowed(value: unknown, hex: string): boolean {
	if (typeof value === "number") return Number.isSafeInteger(value) && /^[0-3]/.test(hex);
	if (typeof value === "string") return /^[4-7]/.test(hex) && !/^[57]f/.test(hex);
	if (Array.isArray(value))
		return /^(8|98)/.test(hex) && value.every((item) => typeof item !== "object" || Array.isArray(item)) && !hex.includes("9f");
	return typeof value === "boolean" || (value === null && hex === "f6");
}

describe("CBOR on the wire", () => {
	it("agrees with RFC 8949 Appendix A on everything that is allowed and refuses the rest", () => {
		let allowed = 0;
		for (const { hex, decoded, roundtrip } of vectors) {
			const bytes = fromHex(hex)!;
			if (decoded !== undefined && isAllowed(decoded, hex) && roundtrip) {
				allowed++;
				expect(cbor.decode(bytes), hex).toEqual(decoded);
				expect(toHex(cbor.encode(plain(decoded))), hex).toBe(hex);
			} else if (!/^4/.test(hex)) expect(codeOf(bytes), hex).not.toBe("accepted");
		}
		expect(allowed).toBeGreaterThan(25);
	});

	it("gives back any value it encoded", () => {
		const leaf = fc.oneof(
			fc.maxSafeInteger().map(wide),
			fc.string({ maxLength: 40, unit: "grapheme" }),
			fc.boolean(),
			fc.constant(null),
			fc.uint8Array({ maxLength: 64 }),
		);
		const { value } = fc.letrec((tie) => ({
			value: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie("value"), { maxLength: 8 })),
		}));
		fc.assert(
			fc.property(value, (given) => {
				const bytes = cbor.encode(given as WireValue);
				expect(toHex(cbor.encode(plain(cbor.decode(bytes))))).toBe(toHex(bytes));
			}),
			{ seed: 8949, numRuns: 500 },
		);
	});

	it("never fails with anything but a Fault, whatever the bytes", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				codeOf(bytes);
			}),
			{ seed: 1, numRuns: 5_000 },
		);
	});

	it.each<[string, Uint8Array, FaultCode]>([
		["ten million nested arrays", new Uint8Array(10_000_000).fill(0x81), "WIRE_TOO_LARGE"],
		["nesting within the size limit", new Uint8Array(60_000).fill(0x81), "WIRE_TOO_DEEP"],
		["a bignum", fromHex("c249010000000000000000")!, "WIRE_FORBIDDEN_TYPE"],
		["a bignum of a mebibyte", new Uint8Array(1_048_576).fill(0xc2), "WIRE_TOO_LARGE"],
		["an indefinite array", fromHex("9f01ff")!, "WIRE_FORBIDDEN_TYPE"],
		["a bare break", fromHex("ff")!, "WIRE_FORBIDDEN_TYPE"],
		["a map", fromHex("a10102")!, "WIRE_FORBIDDEN_TYPE"],
		["a float", fromHex("fb3ff199999999999a")!, "WIRE_FORBIDDEN_TYPE"],
		["a regular expression tag", fromHex("d81b8261616167")!, "WIRE_FORBIDDEN_TYPE"],
		["a length beyond the message", fromHex("9b00000000ffffffff")!, "WIRE_MALFORMED"],
		["bad UTF-8", fromHex("62c328")!, "WIRE_MALFORMED"],
		["a UTF-8 surrogate", fromHex("63eda080")!, "WIRE_MALFORMED"],
		["a head that is not the shortest", fromHex("1801")!, "WIRE_MALFORMED"],
		["two items", fromHex("0101")!, "WIRE_MALFORMED"],
		["nothing", new Uint8Array(0), "WIRE_MALFORMED"],
		["too many items", Uint8Array.from([0x99, 0x50, 0x00, ...new Uint8Array(0x5000)]), "WIRE_TOO_LARGE"],
	])("refuses %s", (_name, bytes, code) => {
		expect(codeOf(bytes)).toBe(code);
	});

	it("bounds strings by limits.ts", () => {
		expect(codeOf(cbor.encode(new Uint8Array(limits.cborStringBytesMax)))).toBe("accepted");
		expect(codeOf(cbor.encode(new Uint8Array(limits.cborStringBytesMax + 1)))).toBe("WIRE_TOO_LARGE");
	});
});

/** Buffers become plain byte arrays, so that they can be encoded again. */
function plain(value: unknown): WireValue {
	if (value instanceof Uint8Array) return new Uint8Array(value);
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value === "number") return wide(value);
	return value as WireValue;
}
