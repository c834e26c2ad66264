// Each Ed25519 verifier gives the same verdict: the board's, in C behind XS; the host's, the simulator's and the second
// reader's with this Node's OpenSSL and with those of other installed Nodes; and noble's arithmetic as the reference.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import * as noble from "@noble/ed25519";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { isAdmissible } from "../../firmware/core/ed25519-check.js";
import { NodeVerifier } from "../../host/crypto.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { signatureCheck } from "../../tools/journal/crypto.js";
import { BoardEd25519 } from "./board-ed25519.js";
import { craftedInputs, mutated, remainder, sha512, type Input } from "./ed25519-inputs.js";

/** Undefined without XS. */
const board = (await xsUnavailable()) === undefined ? await BoardEd25519.open() : undefined;
afterAll(() => board?.close());
const simulated = new NodeEd25519();
const host = new NodeVerifier();

/** The second reader takes its key first, and throws if it is shorter than 32 bytes. */
function secondReader({ signature, message, publicKey }: Input): boolean {
	return publicKey.length >= 32 && signatureCheck(publicKey)(message, signature);
}

/** The check, then the equation in noble's arithmetic, comparing R byte for byte, without the cofactor. */
function referee(input: Input): boolean {
	return isAdmissible(input.signature, input.publicKey) && (remainder(input)?.is0() ?? false);
}

function verdicts(input: Input): Record<string, boolean> {
	const { signature, message, publicKey } = input;
	return {
		...(board && { board: board.verify(signature, message, publicKey) }),
		simulated: simulated.verify(signature, message, publicKey),
		host: host.verify(signature, message, publicKey),
		secondReader: secondReader(input),
		referee: referee(input),
	};
}

function expectVerdict(input: Input, verdict: boolean, name: string): void {
	const others = { simulated: verdict, host: verdict, secondReader: verdict, referee: verdict };
	const all = { ...(board && { board: verdict }), ...others };
	expect(verdicts(input), name).toEqual(all);
}

function vectors<T>(name: string): T {
	return JSON.parse(readFileSync(new URL(`../wire/vectors/${name}`, import.meta.url), "utf8")) as T;
}

const speccheck: readonly Input[] = vectors<{ message: string; pub_key: string; signature: string }[]>(
	"speccheck-ed25519.json",
).map((each) => ({
	signature: fromHex(each.signature)!,
	message: fromHex(each.message)!,
	publicKey: fromHex(each.pub_key)!,
}));
const wycheproof: readonly (Input & { readonly name: string; readonly verdict: boolean })[] = vectors<{
	testGroups: { publicKey: { pk: string }; tests: { tcId: number; msg: string; sig: string; result: string }[] }[];
}>("wycheproof-ed25519.json").testGroups.flatMap(({ publicKey, tests }) =>
	tests.map(({ tcId, msg, sig, result }) => ({
		signature: fromHex(sig)!,
		message: fromHex(msg)!,
		publicKey: fromHex(publicKey.pk)!,
		name: `test ${tcId}`,
		verdict: result === "valid",
	})),
);
/** Only number 3: A and R have mixed order, and the equation holds without the cofactor. */
const speccheckVerdicts = "XXXVXXXXXXXX";
const crafted = craftedInputs();
const mutations = fc.sample(mutated(crafted), { seed: 8, numRuns: 1_200 });

function letters(list: readonly boolean[]): string {
	return list.map((verdict) => (verdict ? "V" : "X")).join("");
}

describe("every verifier of Ed25519", () => {
	it("takes number 3 of speccheck and no other", () => {
		for (const [index, input] of speccheck.entries())
			expectVerdict(input, speccheckVerdicts[index] === "V", `number ${index}`);
		expect(speccheck).toHaveLength(12);
	});

	it("gives the published verdict on every signature of Wycheproof", () => {
		for (const each of wycheproof) expectVerdict(each, each.verdict, each.name);
		expect(wycheproof).toHaveLength(151);
	});

	it("gives one verdict on keys and R with every torsion component, with and without a valid equation", () => {
		const ofSmallOrder = crafted.filter(({ signature, publicKey }) => !isAdmissible(signature, publicKey));
		for (const each of crafted)
			expectVerdict(each, each.holds && !ofSmallOrder.includes(each), toHex(each.signature));
		expect(
			crafted.filter((each) => each.isMixed && each.holds && !ofSmallOrder.includes(each)).length,
		).toBeGreaterThan(100);
		expect(crafted.filter((each) => !each.holds && !ofSmallOrder.includes(each)).length).toBeGreaterThan(100);
		expect(ofSmallOrder.length).toBeGreaterThan(200);
	});

	// OpenSSL uses 32 bytes of a longer key and accepts.
	it("refuses a valid signature with an extra byte in the key or after the signature", () => {
		const good = crafted.find((each) => each.holds && !each.isMixed)!;
		expectVerdict(good, true, "as it was signed");
		expectVerdict({ ...good, publicKey: Uint8Array.of(...good.publicKey, 0) }, false, "longer key");
		expectVerdict({ ...good, signature: Uint8Array.of(...good.signature, 0) }, false, "longer signature");
	});

	it("gives the same verdict on 1,200 mutated signatures", () => {
		let accepted = 0;
		let refusedByEquation = 0;
		for (const input of mutations) {
			const verdict = referee(input);
			expectVerdict(input, verdict, [input.signature, input.message, input.publicKey].map(toHex).join(" "));
			if (verdict) accepted++;
			else if (isAdmissible(input.signature, input.publicKey)) refusedByEquation++;
		}
		expect(accepted).toBeGreaterThan(40);
		expect(refusedByEquation).toBeGreaterThan(250);
		expect(mutations.length - accepted - refusedByEquation).toBeGreaterThan(500);
	});
});

// RFC 8032 allows either equation. Noble's verifier uses the one with the cofactor: it serves as a reference here and
// is not part of the product.
describe("a verifier with the cofactor", () => {
	beforeAll(() => void (noble.hashes.sha512 = (message) => new Uint8Array(sha512(message))));

	it("accepts everything the others accept, and differs only if A or R has a torsion component", () => {
		let differences = 0;
		for (const { signature, message, publicKey, isMixed, holds } of crafted) {
			if (!isAdmissible(signature, publicKey)) continue;
			expect(noble.verify(signature, message, publicKey, { zip215: false })).toBe(true);
			if (holds) continue;
			expect(isMixed).toBe(true);
			differences++;
		}
		expect(differences).toBeGreaterThan(100);
	});
});

/** Other Node versions on the path, each with the OpenSSL it was built with. */
function otherNodes(): string[] {
	const names = (process.env["PATH"] ?? "")
		.split(delimiter)
		.map((folder) => join(folder, process.platform === "win32" ? "node.exe" : "node"));
	const paths = new Set(names.filter((name) => existsSync(name)).map((name) => realpathSync(name)));
	paths.delete(realpathSync(process.execPath));
	return [...paths].filter(
		(path) => spawnSync(path, ["-e", "process.exit(+(parseInt(process.versions.node) < 16))"]).status === 0,
	);
}

const rawVerifier = `
const { createPublicKey, verify } = require("node:crypto");
const frame = Buffer.from("302a300506032b6570032100", "hex");
const verdict = ([signature, message, publicKey]) => {
	try {
		const key = createPublicKey({ key: Buffer.concat([frame, publicKey]), format: "der", type: "spki" });
		return verify(null, message, key, signature);
	} catch { return false; }
};
const lines = require("node:fs").readFileSync(0, "utf8").split("\\n");
const isValid = (line) => verdict(line.split(",").map((hex) => Buffer.from(hex, "hex")));
process.stdout.write(lines.map((line) => (isValid(line) ? "V" : "X")).join(""));
`;

function askNode(path: string, inputs: readonly Input[]): string {
	const lines = inputs.map((input) => [input.signature, input.message, input.publicKey].map(toHex).join(","));
	const done = spawnSync(path, ["-e", rawVerifier], {
		input: lines.join("\n"),
		encoding: "utf8",
		maxBuffer: 1 << 20,
	});
	if (done.status !== 0) throw new Error(`${path}: ${done.stderr}`);
	return done.stdout;
}

describe.each([process.execPath, ...otherNodes()])("the OpenSSL of %s behind the check", (path) => {
	it("gives the same verdicts", () => {
		const inputs = [...speccheck, ...wycheproof, ...crafted, ...mutations];
		const engine = askNode(path, inputs);
		expect(engine).toHaveLength(inputs.length);
		const admitted = inputs.map(
			({ signature, publicKey }, i) => engine[i] === "V" && isAdmissible(signature, publicKey),
		);
		expect(letters(admitted.slice(0, speccheck.length))).toBe(speccheckVerdicts);
		expect(letters(admitted)).toBe(
			letters(inputs.map(({ signature, message, publicKey }) => host.verify(signature, message, publicKey))),
		);
	});
});

describe.skipIf(!board)("the check on XS", () => {
	it("checks a signature in fewer than 2,000 operations, and keeps no heap", () => {
		const { xs } = board!;
		let most = 0;
		for (const { signature, publicKey } of [...speccheck, ...wycheproof, ...mutations]) {
			const checked = xs.measure("check", signature, publicKey);
			const skipped = xs.measure("skip", signature, publicKey);
			most = Math.max(most, checked.operations - skipped.operations);
			expect(checked.heap).toEqual(skipped.heap);
		}
		expect(most).toBeLessThan(2_000);
	});
});
