// The board's C arithmetic of Ed25519, compiled alone by this computer's compiler, with and without sanitizers, and run
// under valgrind with its secrets marked.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Point } from "@noble/ed25519";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { isAdmissible } from "../../firmware/core/ed25519-check.js";
import { NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { craftedInputs, mutated, sha512, type Input } from "./ed25519-inputs.js";

const source = join(import.meta.dirname, "../../firmware/device/ed25519");
const openssl = new NodeEd25519();
const folder = mkdtempSync(join(tmpdir(), "tillmark-ed25519-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The program, or undefined if it cannot be compiled with these flags here. */
function compile(name: string, ...flags: string[]): string | undefined {
	const program = join(folder, name);
	const files = [join(import.meta.dirname, "edwards25519-main.c"), join(source, "edwards25519.c")];
	const options = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-I", source, "-o", program];
	const done = spawnSync("cc", [...flags, ...options, ...files]);
	return done.status === 0 && spawnSync(program, { input: "" }).status === 0 ? program : undefined;
}

const hasCc = spawnSync("cc", ["--version"]).status === 0;
const plain = hasCc ? compile("plain", "-Os", "-g") : undefined;
const sanitized = compile("sanitized", "-O1", "-fsanitize=undefined,address", "-fno-sanitize-recover=all");
const hasValgrind = spawnSync("valgrind", ["--version"]).status === 0;

/** The program's answer to each command. Fails with what a sanitizer reports. */
function run(program: string, commands: readonly string[]): string[] {
	const done = spawnSync(program, { input: `${commands.join("\n")}\n`, encoding: "utf8", maxBuffer: 1 << 26 });
	expect(done.stderr).toBe("");
	expect(done.status).toBe(0);
	return done.stdout.trim().split("\n");
}

function verifyCommand({ signature, message, publicKey }: Input): string {
	const challenge = sha512(signature.subarray(0, 32), publicKey, message);
	return `verify ${[publicKey, signature, challenge].map(toHex).join(" ")}`;
}

interface Signed extends Input {
	readonly seedHash: Uint8Array;
}

function randomSigned(count: number, salt: number): Signed[] {
	return Array.from({ length: count }, (_, i) => {
		const seed = sha512(Uint8Array.of(salt, i & 255, i >> 8)).subarray(0, 32);
		const message = sha512(Uint8Array.of(i & 255, i >> 8)).subarray(0, i % 65);
		const publicKey = openssl.publicKey(seed);
		return { signature: openssl.sign(message, seed), message, publicKey, seedHash: sha512(seed) };
	});
}

function expectSignatures(program: string, signed: readonly Signed[]): void {
	const nonces = signed.map(({ seedHash, message }) => sha512(seedHash.subarray(32), message));
	const commits = nonces.map((nonce) => `commit ${toHex(nonce)}`);
	const responds = signed.map(({ signature, publicKey, message, seedHash }, i) => {
		const challenge = sha512(signature.subarray(0, 32), publicKey, message);
		return `respond ${[nonces[i]!, challenge, seedHash].map(toHex).join(" ")}`;
	});
	const keys = signed.map(({ seedHash }) => `key ${toHex(seedHash)}`);
	expect(run(program, keys)).toEqual(signed.map(({ publicKey }) => toHex(publicKey)));
	expect(run(program, commits)).toEqual(signed.map(({ signature }) => toHex(signature.subarray(0, 32))));
	expect(run(program, responds)).toEqual(signed.map(({ signature }) => toHex(signature.subarray(32))));
	expect(run(program, signed.map(verifyCommand))).toEqual(signed.map(() => "1"));
}

/** Keys, R and S at the edges, with and without a valid equation. */
const crafted = craftedInputs();

/** Of those that the check lets through, every `nth`. Returns how many. */
function expectVerdicts(program: string, nth: number): number {
	const mutations = fc.sample(mutated(crafted), { seed: 3, numRuns: 600 });
	const inputs = [...crafted, ...mutations].filter(
		({ signature, publicKey }, i) => i % nth === 0 && isAdmissible(signature, publicKey),
	);
	const verdicts = inputs.map(({ signature, message, publicKey }) =>
		openssl.verify(signature, message, publicKey) ? "1" : "0",
	);
	expect(run(program, inputs.map(verifyCommand))).toEqual(verdicts);
	return inputs.length;
}

describe.skipIf(!hasCc)(`the arithmetic of Ed25519 in C${hasCc ? "" : " (skipped: no C compiler)"}`, () => {
	it("compiles without a warning", () => {
		expect(plain).toBeDefined();
	});

	it("signs 2,000 times like OpenSSL, and verifies what OpenSSL signed", () => {
		expectSignatures(plain!, randomSigned(2_000, 1));
	});

	it("gives OpenSSL's verdict on crafted and mutated signatures", () => {
		expect(expectVerdicts(plain!, 1)).toBeGreaterThan(500);
	});

	it("takes every scalar, also those with all bits set or none", () => {
		const hashes = [0x00, 0xff, 0x01, 0x80, 0x55].map((fill) => new Uint8Array(64).fill(fill));
		const order = 2n ** 252n + 27742317777372353535851937790883648493n;
		const integer = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes.slice().reverse())}`);
		const expected = hashes.map((hash) => toHex(Point.BASE.multiply(integer(hash) % order, false).toBytes()));
		expect(
			run(
				plain!,
				hashes.map((hash) => `commit ${toHex(hash)}`),
			),
		).toEqual(expected);
	});

	it.skipIf(!sanitized)("has no undefined behaviour and stays in its memory", () => {
		expectSignatures(sanitized!, randomSigned(20, 2));
		expectVerdicts(sanitized!, 16);
	});

	it.skipIf(!hasValgrind)("has no branch and no address that depends on a secret", () => {
		const hash = toHex(sha512());
		const watch = (...commands: string[]): number | null =>
			spawnSync("valgrind", ["-q", "--malloc-fill=00", "--error-exitcode=9", plain!, "secret"], {
				input: `${commands.join("\n")}\n`,
			}).status;
		expect(watch(`key ${hash}`, `commit ${hash}`, `respond ${hash} ${hash} ${hash}`)).toBe(0);
		// Verifying does branch on what it is given: the marks work.
		expect(watch(`verify ${hash} ${hash} ${hash}`)).toBe(9);
	});
});

describe("the constants of Ed25519", () => {
	const p = 2n ** 255n - 19n;
	const text = readFileSync(join(source, "constants.h"), "utf8");
	/** The value of ten limbs, modulo p. */
	const value = (limbs: readonly string[]): bigint => {
		const total = limbs.reduce((sum, limb, i) => sum + (BigInt(limb) << BigInt((51 * i + 1) >> 1)), 0n);
		return ((total % p) + p) % p;
	};
	const numbersOf = (name: string): string[] =>
		new RegExp(`${name}(?:\\[\\w+\\])* = \\{(.*?)\\n?\\};`, "s").exec(text)![1]!.match(/-?\d+/g)!;
	const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

	it("are the curve's", () => {
		expect(value(numbersOf("curveD"))).toBe(d);
		expect(value(numbersOf("doubleD"))).toBe((2n * d) % p);
		expect(value(numbersOf("rootOfMinusOne")) ** 2n % p).toBe(p - 1n);
	});

	it("are multiples of the base point, with limbs as small as a product's", () => {
		const limbs = numbersOf("comb");
		expect(limbs).toHaveLength(16 * 30);
		limbs.forEach((limb, i) => expect(Math.abs(Number(limb))).toBeLessThanOrEqual(2 ** (25 - (i & 1))));
		for (let entry = 0; entry < 16; entry++) {
			let point = Point.ZERO;
			for (let k = 0; k < 4; k++) {
				if ((entry >> k) & 1) point = point.add(Point.BASE.multiply(2n ** BigInt(64 * k), false));
			}
			const { x, y } = point.toAffine();
			const found = [0, 10, 20].map((from) => value(limbs.slice(30 * entry + from, 30 * entry + from + 10)));
			const modulo = (each: bigint): bigint => ((each % p) + p) % p;
			expect(found).toEqual([y - x, y + x, 2n * d * x * y].map(modulo));
		}
	});
});
