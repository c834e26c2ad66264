import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascii, fromHex, toHex } from "../../firmware/core/bytes.js";
import { crc32c } from "../../firmware/core/crc32c.js";
import { hmacSha256 } from "../../firmware/core/hmac.js";
import { currencies, divideHalfUp, formatMinor, roundToCash, taxInGross } from "../../firmware/core/money.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";

describe("CRC-32C", () => {
	// RFC 3720, B.4.
	it.each([
		["32 zeroes", new Uint8Array(32), 0x8a9136aa],
		["32 ones", new Uint8Array(32).fill(0xff), 0x62a8ab43],
		["ascending", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
		["check string", ascii("123456789"), 0xe3069283],
	])("matches the published value for %s", (_name, bytes, expected) => {
		expect(crc32c(bytes)).toBe(expected);
	});

	it("continues over pieces", () => {
		const bytes = ascii("the bytes that were chained are the bytes that are stored");
		expect(crc32c(bytes.subarray(20), crc32c(bytes.subarray(0, 20)))).toBe(crc32c(bytes));
	});
});

describe("HMAC-SHA-256", () => {
	// RFC 4231, test cases 1, 2 and 6.
	it.each([
		["0b".repeat(20), toHex(ascii("Hi There")), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"],
		[
			toHex(ascii("Jefe")),
			toHex(ascii("what do ya want for nothing?")),
			"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		],
		[
			"aa".repeat(131),
			toHex(ascii("Test Using Larger Than Block-Size Key - Hash Key First")),
			"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
		],
	])("matches RFC 4231 with key %s", (key, message, mac) => {
		expect(toHex(hmacSha256(nodeDigest, fromHex(key)!, fromHex(message)!))).toBe(mac);
	});
});

describe("money", () => {
	it("rounds halves away from zero, exactly", () => {
		fc.assert(
			fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 1, max: 20_000 }), (numerator, denominator) => {
				const n = BigInt(Math.abs(numerator));
				const d = BigInt(denominator);
				const expected = Number((2n * n + d) / (2n * d)) * Math.sign(numerator);
				expect(divideHalfUp(numerator, denominator)).toBe(expected === 0 ? 0 : expected);
			}),
			{ seed: 2, numRuns: 2_000 },
		);
	});

	it("takes the tax out of a gross amount", () => {
		expect(taxInGross(1_200, 2_000)).toBe(200);
		expect(taxInGross(520, 2_000)).toBe(87);
		expect(taxInGross(520, 0)).toBe(0);
		expect(taxInGross(-520, 2_000)).toBe(-87);
	});

	it("rounds cash to what the currency has in coins", () => {
		expect(roundToCash(1_337, currencies["CHF"]!)).toBe(1_335);
		expect(roundToCash(1_338, currencies["CHF"]!)).toBe(1_340);
		expect(roundToCash(1_337, currencies["EUR"]!)).toBe(1_337);
		expect(roundToCash(1_250, currencies["SEK"]!)).toBe(1_300);
	});

	it("shows the decimals of the currency", () => {
		expect(formatMinor(1_334, 2)).toBe("13.34");
		expect(formatMinor(-74, 2)).toBe("-0.74");
		expect(formatMinor(5, 3)).toBe("0.005");
		expect(formatMinor(120, 0)).toBe("120");
	});
});
