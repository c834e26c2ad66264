// Compares our codec with cbor-x as an independent implementation, and with a second implementation of the rules
// (cbor-reference.ts).
import { Encoder } from "cbor-x/index-no-eval";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { Fault } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
import { CheckedCbor } from "../../host/cbor.js";
import { encodeRecord } from "../../firmware/wire/record.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import { SeededRandom } from "../../simulator/random.js";
import { generateValues, mutate, vectors } from "./cbor-cases.js";
import * as node from "./cbor-guest.js";
import { referenceVerdict, referencePrefixVerdict, type Verdict } from "./cbor-reference.js";
import { kindNames, ownEpoch, recordOf } from "./record-arbitraries.js";
import { batchesOf } from "./xs-batch.js";

const seed = 8949;
const valueCount = 1_800;
const messageBytesMax = 100;
const mutantsPerMessage = 100;
const recordsPerKind = 10;
/** XS gets every n-th mutant. */
const xsEvery = 5;

const cbor = new CborCodec();
const hostCbor = new CheckedCbor();
/** `int64AsNumber` is missing from the package's own types. */
const options = { useRecords: false, variableMapSize: true, tagUint8Array: false, int64AsNumber: true };
const oracle = new Encoder(options);

const records = kindNames.map((name) =>
	fc.sample(recordOf(name), { seed, numRuns: recordsPerKind }).map((record) => encodeRecord(cbor, record, ownEpoch)),
);
const values = [...generateValues(seed, valueCount), ...records.flat().map((bytes) => cbor.decode(bytes) as WireValue)];
/** Short values, because damage to short messages hits heads. */
const shortValues = values.filter((value) => cbor.encode(value).length <= messageBytesMax);
const messages = [
	...vectors.map(({ hex }) => fromHex(hex)!),
	...shortValues.map((value) => cbor.encode(value)),
	...records.map((ofKind) => ofKind[0]!),
];

// Mutants without their positions: most are refused, and the position of the error does not matter.
const { stackTraceLimit } = Error;
beforeAll(() => void (Error.stackTraceLimit = 0));
afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

function* mutants(every = 1): Generator<Uint8Array> {
	const random = new SeededRandom(seed);
	for (const message of messages) {
		for (let i = 0; i < mutantsPerMessage; i++) {
			const mutant = mutate(random, message);
			if (i % every === 0) yield mutant;
		}
	}
}

function verdictOf(read: () => unknown): Verdict {
	try {
		return { value: read() };
	} catch (error) {
		if (error instanceof Fault) return { rule: error.code };
		throw error;
	}
}

/** Deep equality, with byte strings compared by content. `isText` compares two texts. */
function same(a: unknown, b: unknown, isText = (x: string, y: unknown): boolean => x === y): boolean {
	if (typeof a === "string") return isText(a, b);
	if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
	if (!Array.isArray(a)) return Object.is(a, b);
	return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i], isText));
}

function sameVerdict(a: Verdict, b: Verdict): boolean {
	return "rule" in a || "rule" in b ? "rule" in a && "rule" in b && a.rule === b.rule : same(a.value, b.value);
}

/** cbor-x writes integers beyond 32 bits only as BigInts, and lone surrogates of short texts unchanged. */
function forOracle(value: WireValue): unknown {
	if (typeof value === "number") return value >= -(2 ** 31) && value < 2 ** 32 ? value : BigInt(value);
	if (typeof value === "string") return Buffer.from(value).toString();
	return Array.isArray(value) ? value.map(forOracle) : value;
}

/** cbor-x encodes integers from −2³² to −2³¹ − 1 in eight bytes where four suffice. */
function isOracleMistake(value: WireValue): boolean {
	if (Array.isArray(value)) return value.some(isOracleMistake);
	return typeof value === "number" && value >= -(2 ** 32) && value < -(2 ** 31);
}

/** The output of cbor-x with that mistake corrected. */
function oracleHex(value: WireValue): string {
	const hex = toHex(new Uint8Array(oracle.encode(forOracle(value))));
	if (!isOracleMistake(value)) return hex;
	if (!Array.isArray(value)) return hex.replace(/^3b0{8}/, "3a");
	const nulls = toHex(new Uint8Array(oracle.encode(value.map(() => null))));
	return nulls.slice(0, nulls.length - 2 * value.length) + value.map(oracleHex).join("");
}

/** cbor-x drops a leading U+FEFF from texts of more than 64 bytes. */
function isOracleText(text: string, given: unknown): boolean {
	return text === given || (text.startsWith("\ufeff") && Buffer.byteLength(text) > 64 && text.slice(1) === given);
}

/** What cbor-x takes although docs/records.md ("Allowed CBOR") forbids it. */
const leniencies: Readonly<Record<string, (value: unknown, bytes: Uint8Array) => boolean>> = {
	"no type but integers to 2⁵³, strings, booleans, null and arrays": (value) => !isAllowed(value),
	"arrays at most 8 deep": (value) => depthOf(value) > limits.cborDepthMax,
	"one form only: shortest heads, definite lengths, UTF-8, no tags": (value, bytes) =>
		isAllowed(value) && oracleHex(value) !== toHex(bytes),
};

function isAllowed(value: unknown): value is WireValue {
	if (Array.isArray(value)) return value.every(isAllowed);
	if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0);
	return typeof value === "string" || typeof value === "boolean" || value === null || isBytes(value);
}

/** Not a typed array of another kind, as cbor-x makes of tags. */
function isBytes(value: unknown): boolean {
	return value instanceof Uint8Array && !(value instanceof Uint8ClampedArray);
}

function depthOf(value: unknown): number {
	return Array.isArray(value) ? 1 + Math.max(0, ...value.map(depthOf)) : 0;
}

function oracleReads(bytes: Uint8Array): { readonly value: unknown } | undefined {
	try {
		return { value: oracle.decode(bytes) };
	} catch {
		return undefined;
	}
}

describe("our CBOR and cbor-x", () => {
	it("encode generated values to the same bytes, and decode each other's output", () => {
		let isOdd = 0;
		for (const value of values) {
			const bytes = cbor.encode(value);
			expect(toHex(bytes)).toBe(oracleHex(value));
			if (!same(cbor.decode(bytes), value)) isOdd++;
			expect(same(cbor.decode(bytes), oracle.decode(bytes), isOracleText)).toBe(true);
			expect(referenceVerdict(bytes)).toEqual({ value: cbor.decode(bytes) });
			// The same types too: plain byte strings, also when they come out of a Buffer.
			expect(hostCbor.decode(Buffer.from(bytes))).toStrictEqual(cbor.decode(bytes));
		}
		// Values with lone surrogates come back as different texts; most values come back unchanged.
		expect(isOdd).toBeGreaterThan(50);
		expect(isOdd).toBeLessThan(valueCount / 3);
	});

	it("agree on 100,000 damaged messages, except where one of our rules forbids them", () => {
		const random = new SeededRandom(seed);
		const counts: Record<string, number> = {};
		const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1);
		for (const bytes of mutants()) {
			count("mutants");
			const ours = verdictOf(() => cbor.decode(bytes));
			// `expect` for each comparison would take longer than the comparisons themselves.
			if (!sameVerdict(ours, referenceVerdict(bytes)))
				expect.fail(`${toHex(bytes)}: ${node.show([ours, referenceVerdict(bytes)])}`);
			if (
				!sameVerdict(
					ours,
					verdictOf(() => hostCbor.decode(bytes)),
				)
			)
				expect.fail(`the host on ${toHex(bytes)}`);
			const prefix = random.below(4);
			const ourPrefix = verdictOf(() => cbor.decodePrefix(bytes, prefix));
			if (!sameVerdict(ourPrefix, referencePrefixVerdict(bytes, prefix)))
				expect.fail(`${prefix} of ${toHex(bytes)}`);
			if ("value" in ourPrefix) count("prefixes");
			if ("rule" in ours) {
				count(ours.rule);
				const read = oracleReads(bytes);
				const rules = Object.keys(leniencies).filter((rule) => read && leniencies[rule]!(read.value, bytes));
				if (read && rules.length === 0) expect.fail(`only we refuse ${toHex(bytes)}: ${ours.rule}`);
				for (const rule of read ? rules : ["refused by both"]) count(rule);
				continue;
			}
			count("accepted");
			const theirs: unknown = oracle.decode(bytes);
			if (!same(ours.value, theirs, isOracleText)) expect.fail(`cbor-x reads ${toHex(bytes)} differently`);
			const again = cbor.encode(ours.value as WireValue);
			if (Buffer.compare(again, bytes) !== 0) expect.fail(`${toHex(bytes)} becomes ${toHex(again)}`);
			if (oracleHex(ours.value as WireValue) !== toHex(bytes))
				expect.fail(`cbor-x writes ${toHex(bytes)} differently`);
		}
		expect(counts["mutants"]).toBeGreaterThanOrEqual(100_000);
		for (const [what, least] of [
			["accepted", 10_000],
			["prefixes", 20_000],
			["WIRE_MALFORMED", 10_000],
			["WIRE_FORBIDDEN_TYPE", 5_000],
			["WIRE_TOO_LARGE", 100],
			["WIRE_TOO_DEEP", 100],
			["refused by both", 10_000],
			...Object.keys(leniencies).map((rule) => [rule, 100] as const),
		] as const) {
			expect(counts[what], what).toBeGreaterThanOrEqual(least);
		}
		console.log(`CBOR oracle: ${counts["mutants"]} damaged messages, 0 disagreements`);
	});
});

const unavailable = await xsUnavailable();

describe.skipIf(unavailable !== undefined)("our CBOR on XS", () => {
	it("decodes 24,000 damaged messages and encodes generated values as V8 does", async () => {
		const xs = await XsBench.open(new URL("cbor-guest.ts", import.meta.url).pathname);
		try {
			let cases = 0;
			for (const batch of batchesOf(mutants(xsEvery))) {
				const verdicts = node.decodeAll(batch);
				cases += verdicts.split("\n").length;
				expect(xs.call("decodeAll", batch)).toBe(verdicts);
			}
			expect(cases).toBeGreaterThanOrEqual(24_000);
			for (let i = 0; i < shortValues.length; i += 100) {
				const lines = shortValues
					.slice(i, i + 100)
					.map(node.show)
					.join("\n");
				expect(xs.call("encodeAll", lines)).toBe(node.encodeAll(lines));
			}
			console.log(`CBOR on XS: ${cases} damaged messages, 0 disagreements`);
		} finally {
			xs.close();
		}
	});
});
