import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Point } from "@noble/ed25519";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { isAdmissible } from "../../firmware/core/ed25519-check.js";
import { NodeSigner } from "../../host/crypto.js";
import {
	baseOrder,
	fromLittleEndian,
	littleEndian,
	nonCanonicalEncodings,
	smallOrderEncodings,
} from "../device/ed25519-inputs.js";

const signer = new NodeSigner(new Uint8Array(32).fill(7));
const { publicKey } = signer;
const signature = signer.sign(new Uint8Array(3));
const root = join(import.meta.dirname, "..", "..");

function withR(point: Uint8Array): Uint8Array {
	return new Uint8Array([...point, ...signature.subarray(32)]);
}

function withS(s: bigint): Uint8Array {
	return new Uint8Array([...signature.subarray(0, 32), ...littleEndian(s)]);
}

describe("the check before Ed25519", () => {
	it("accepts signatures of RFC 8032", () => {
		for (let i = 0; i < 300; i++) {
			const each = new NodeSigner(new Uint8Array(32).fill(i).fill(i >> 8, 0, 1));
			expect(isAdmissible(each.sign(Uint8Array.of(i)), each.publicKey)).toBe(true);
		}
	});

	it("refuses all fourteen encodings of the eight points of small order, as key and as R", () => {
		const points = new Set(
			smallOrderEncodings
				.map((each) => Point.fromBytes(each, true).toAffine())
				.map(({ x, y }) => `${x} ${y % (2n ** 255n - 19n)}`),
		);
		expect(points.size).toBe(8);
		expect(new Set(smallOrderEncodings.map(toHex)).size).toBe(14);
		for (const point of smallOrderEncodings) {
			expect(isAdmissible(signature, point), toHex(point)).toBe(false);
			expect(isAdmissible(withR(point), publicKey), toHex(point)).toBe(false);
		}
	});

	it("refuses every encoding with y ≥ p, as key and as R", () => {
		expect(new Set(nonCanonicalEncodings.map(toHex)).size).toBe(38);
		for (const point of nonCanonicalEncodings) {
			expect(isAdmissible(signature, point), toHex(point)).toBe(false);
			expect(isAdmissible(withR(point), publicKey), toHex(point)).toBe(false);
		}
	});

	it("refuses S ≥ L", () => {
		for (const s of [0n, 1n, 2n ** 252n - 1n, 2n ** 252n, baseOrder - 1n])
			expect(isAdmissible(withS(s), publicKey)).toBe(true);
		for (const s of [baseOrder, baseOrder + 1n, 2n ** 252n + 2n ** 128n, 2n ** 253n, 2n ** 255n, 2n ** 256n - 1n])
			expect(isAdmissible(withS(s), publicKey)).toBe(false);
		const honest = fromLittleEndian(signature.subarray(32));
		for (let n = 1n; honest + n * baseOrder < 2n ** 256n; n++)
			expect(isAdmissible(withS(honest + n * baseOrder), publicKey)).toBe(false);
	});

	it("refuses every other length", () => {
		for (const length of [0, 31, 33, 64])
			expect(isAdmissible(signature, new Uint8Array(length).fill(9))).toBe(false);
		for (const length of [0, 32, 63, 65, 128])
			expect(isAdmissible(new Uint8Array(length).fill(9), publicKey)).toBe(false);
	});

	it("accepts anything that differs from those by a byte and is not one of them", () => {
		const refused = [...smallOrderEncodings, ...nonCanonicalEncodings];
		const names = new Set(refused.map(toHex));
		const neighbour = fc.tuple(fc.constantFrom(...refused), fc.nat(31), fc.nat(255)).map(([point, at, value]) => {
			const altered = point.slice();
			altered[at] = value;
			return altered;
		});
		fc.assert(
			fc.property(neighbour, (point) => {
				const isRefused = names.has(toHex(point));
				expect(isAdmissible(signature, point)).toBe(!isRefused);
				expect(isAdmissible(withR(point), publicKey)).toBe(!isRefused);
			}),
			{ seed: 8, numRuns: 5_000 },
		);
	});

	it("is called before every verification, with no other path to a verifier", () => {
		const engines = new RegExp(
			[
				/import\s*\{[^}]*\b(verify|createVerify|webcrypto|subtle)\b[^}]*\}\s*from "node:crypto"/,
				/import (\* as )?\w+ from "node:crypto"/,
				/@noble\/(ed25519|curves)|\.subtle\b/,
			]
				.map(({ source }) => source)
				.join("|"),
		);
		const sources = ["firmware", "host", "simulator", "tools"].flatMap((room) =>
			readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
				.filter((name) => /\.(ts|mjs|js)$/.test(name) && !name.includes("node_modules"))
				.map((name) => join(room, name)),
		);
		const asking = sources.filter((name) => engines.test(readFileSync(join(root, name), "utf8")));
		expect(asking.map((name) => name.replaceAll("\\", "/")).sort()).toEqual([
			"host/crypto.ts",
			"tools/journal/crypto.ts",
		]);
	});
});
