import { describe, expect, it } from "vitest";
import { ascii, fromHex, toHex } from "../../firmware/core/bytes.js";
import { crc32c } from "../../firmware/core/crc32c.js";
import { hmacSha256 } from "../../firmware/core/hmac.js";
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

	it("continues over several pieces", () => {
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
