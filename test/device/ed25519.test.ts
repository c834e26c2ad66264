import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { BoardEd25519 } from "./board-ed25519.js";
import { sha512 } from "./ed25519-inputs.js";

const openssl = new NodeEd25519();
const bytes = (hex: string) => fromHex(hex)!;
const noXs = await xsUnavailable();

describe.skipIf(noXs !== undefined)(`a board's Ed25519${noXs ? ` (skipped: ${noXs})` : ""}`, () => {
	let ours: BoardEd25519;
	beforeAll(async () => void (ours = await BoardEd25519.open()));
	afterAll(() => ours?.close());

	// RFC 8032 section 7.1, tests 1 to 3.
	it.each([
		[
			"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
			"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
			"",
			"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
				"5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
		],
		[
			"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
			"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
			"72",
			"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
				"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
		],
		[
			"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
			"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
			"af82",
			"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
				"18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
		],
	])("produces the keys and signatures of RFC 8032 (%#)", (seed, publicKey, message, signature) => {
		expect(toHex(ours.publicKey(bytes(seed)))).toBe(publicKey);
		expect(toHex(ours.sign(bytes(message), bytes(seed)))).toBe(signature);
		expect(ours.verify(bytes(signature), bytes(message), bytes(publicKey))).toBe(true);
	});

	it("agrees with OpenSSL on keys, signatures and every changed byte", () => {
		for (let i = 0; i < 100; i++) {
			const seed = sha512(Uint8Array.of(i)).subarray(0, 32);
			const message = sha512(Uint8Array.of(i, 1)).subarray(0, i * 5);
			const publicKey = ours.publicKey(seed);
			const signature = ours.sign(message, seed);
			expect(publicKey).toEqual(openssl.publicKey(seed));
			expect(signature).toEqual(openssl.sign(message, seed));
			for (const at of [0, 31, 32, 63]) {
				const altered = signature.slice();
				altered[at]! ^= 1 << (i & 7);
				expect(ours.verify(altered, message, publicKey)).toBe(false);
			}
			expect(ours.verify(signature, Uint8Array.of(...message, 0), publicKey)).toBe(false);
		}
	});

	it("refuses malformed input without throwing", () => {
		const seed = new Uint8Array(32).fill(3);
		const [message, publicKey] = [Uint8Array.of(1), ours.publicKey(seed)];
		const signature = ours.sign(message, seed);
		expect(ours.verify(signature.subarray(1), message, publicKey)).toBe(false);
		expect(ours.verify(signature, message, publicKey.subarray(1))).toBe(false);
		expect(ours.verify(new Uint8Array(64).fill(0xff), message, publicKey)).toBe(false);
		expect(ours.verify(signature, message, new Uint8Array(32).fill(0xff))).toBe(false);
		// y = 2 is not on the curve.
		expect(ours.verify(signature, message, Uint8Array.of(2, ...new Uint8Array(31)))).toBe(false);
	});

	it("verifies in eight steps, and keeps no heap", () => {
		const seed = new Uint8Array(32).fill(5);
		const [message, publicKey] = [Uint8Array.of(1, 2), ours.publicKey(seed)];
		const signature = ours.sign(message, seed);
		const measured = ours.xs.measure("steps", signature, message, publicKey);
		expect(measured.result).toBe(8);
		expect(measured.heap.boardBytes).toBe(0);
		expect(measured.peak.boardBytes).toBeLessThan(4_096);
		expect(ours.xs.measure("sign", message, seed).peak.boardBytes).toBeLessThan(4_096);
	});

	it("refuses arguments of another length in C too", () => {
		expect(() => ours.xs.call("misuse")).toThrow("length");
	});
});
