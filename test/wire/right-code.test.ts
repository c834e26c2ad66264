import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase32, toBase32 } from "../../firmware/core/base32.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { encodeRightAsked, readAsked } from "../../firmware/wire/ask.js";
import { isRightCode, readRightCode, type RightCode, sealRightCode } from "../../firmware/wire/right-code.js";
import { readRights, sealRights } from "../../firmware/wire/rights.js";
import { openEnvelope } from "../../firmware/wire/envelope.js";
import { NodeEd25519 } from "../../simulator/terminal/crypto.js";

const ed25519 = new NodeEd25519();
const seed = new Uint8Array(32).fill(9);
const signer = { publicKey: ed25519.publicKey(seed), sign: (message: Uint8Array) => ed25519.sign(message, seed) };
const cbor = new CborCodec();
const coupon: RightCode = { kind: "coupon", campaign: 3, serial: 17, lastDay: 20_812, home: 7 };

const isGenuine = (text: string, merchant: string): boolean => {
	const signed = readRightCode(text, merchant);
	return signed !== undefined && ed25519.verify(signed.signature, signed.message, signer.publicKey);
};

describe("a printed code", () => {
	it("has the bytes of docs/vouchers.md, and is what was signed", () => {
		const text = sealRightCode(signer, "north", coupon);
		expect(text).toHaveLength(123);
		expect(Buffer.from(fromBase32(text.slice(3))!.subarray(0, 11)).toString("hex")).toBe(
			"0100030000001151" + "4c0007",
		);
		expect(readRightCode(text, "north")?.code).toEqual(coupon);
		expect(isGenuine(text, "north")).toBe(true);
		expect(isGenuine(text, "south")).toBe(false);
	});

	it("survives no change of a character", () => {
		const text = sealRightCode(signer, "north", { kind: "voucher", id: Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 9) });
		for (let at = 0; at < text.length; at++) {
			const other = text.charAt(at) === "7" ? "8" : "7";
			expect(isGenuine(text.slice(0, at) + other + text.slice(at + 1), "north"), String(at)).toBe(false);
		}
	});

	it("is told from enrolment codes, receipts, barcodes and noise, which throw nothing", () => {
		for (const text of ["TM1:A", "TMR1:north:t1:1:EUR:1:1", "4006381333931", "", `TM1${"?".repeat(120)}`])
			expect(readRightCode(text, "north")).toBeUndefined();
		fc.assert(fc.property(fc.string({ maxLength: 140 }), (text) => readRightCode(text, "north") === undefined));
		expect(isRightCode(`TM1${"0".repeat(120)}`)).toBe(true);
		// A kind of a newer version.
		expect(readRightCode(`TM1${toBase32(new Uint8Array(75).fill(9))}`, "north")).toBeUndefined();
	});

	it("carries any values", () => {
		const u16 = fc.nat(0xffff);
		const any: fc.Arbitrary<RightCode> = fc.oneof(
			fc.record({
				...{ kind: fc.constant("coupon" as const), campaign: u16, serial: fc.nat(0xffff_ffff) },
				...{ lastDay: u16, home: u16 },
			}),
			fc.record({ kind: fc.constant("voucher" as const), id: fc.uint8Array({ minLength: 8, maxLength: 8 }) }),
		);
		fc.assert(
			fc.property(any, (code) => {
				expect(
					readRightCode(sealRightCode({ ...signer, sign: () => new Uint8Array(64) }, "m", code), "m")?.code,
				).toEqual(code);
			}),
		);
	});
});

describe("base32", () => {
	it("is that of RFC 4648, section 7", () => {
		expect(toBase32(Buffer.from("fooba"))).toBe("CPNMUOJ1");
		expect(Buffer.from(fromBase32("CPNMUOJ1")!).toString()).toBe("fooba");
		for (const text of ["CPNMUOJ", "CPNMUOJW", "cpnmuoj1", "CPNMUOJ1 "]) expect(fromBase32(text)).toBeUndefined();
	});
});

describe("messages about rights", () => {
	const key = new Uint8Array(8).fill(5);

	it("are read as they were sealed", () => {
		const message = {
			...{ merchant: "north", terminal: "t1", epoch: 2, issued: [{ kind: 3, key, issued: 60, before: 20 }] },
			...{ recalled: [{ kind: 2, key, issued: 0 }], used: [{ campaign: 3, serial: 17 }] },
		};
		const body = openEnvelope(cbor, ed25519, signer.publicKey, "rights", sealRights(cbor, signer, message));
		expect(readRights(cbor, body)).toEqual(message);
	});

	it("ask for one right, and are of a newer version with another first code", () => {
		expect(readAsked(cbor, encodeRightAsked(cbor, { kind: 2, key }))).toEqual({ kind: 2, key });
		expect(readAsked(cbor, cbor.encode([9, "more"]))).toBeUndefined();
		expect(() => readAsked(cbor, cbor.encode([1, 2, "no key"]))).toThrow("WIRE_WRONG_SHAPE");
	});
});
