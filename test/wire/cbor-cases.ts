// Seeded random values that may be sent, and seeded damage to their bytes.
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { fromHex } from "../../firmware/core/bytes.js";
import type { WireValue } from "../../firmware/wire/cbor.js";
import type { SeededRandom } from "../../simulator/random.js";

export interface Vector {
	readonly hex: string;
	readonly roundtrip: boolean;
	readonly decoded?: unknown;
}

/** RFC 8949, Appendix A. */
export const vectors = JSON.parse(
	readFileSync(new URL("./vectors/cbor-rfc8949-appendix-a.json", import.meta.url), "utf8"),
) as readonly Vector[];

/** Values on both sides of every head width, and of every integer width that an engine treats separately. */
const edges = [0, 23, 24, 0x7f, 0xff, 0x100, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 2 ** 40]
	.flatMap((n) => [n, n + 1, -n - 1, -n - 2])
	.concat(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, -Number.MAX_SAFE_INTEGER);

const integer = fc.oneof(
	fc.constantFrom(...edges),
	fc.integer({ min: -30, max: 300 }),
	fc.maxSafeInteger(),
	// Between −2³² and −2³¹ − 1.
	fc.integer({ min: 0, max: 0x7fffffff }).map((n) => -0x100000000 + n),
);

const text = fc.oneof(
	fc.string({ maxLength: 20 }),
	fc.string({ unit: "binary", maxLength: 40 }),
	fc.string({ unit: "grapheme", minLength: 60, maxLength: 200 }),
	fc.string({ unit: fc.constantFrom("a", "é", "€", "😀", "\0", "\ufeff", "\ud800", "\udfff"), maxLength: 90 }),
	fc.string({ unit: fc.constantFrom("a", "ß"), minLength: 20, maxLength: 300 }).map((rest) => `\ufeff${rest}`),
);

const leaf = fc.oneof(
	{ arbitrary: integer, weight: 4 },
	{ arbitrary: text, weight: 2 },
	fc.boolean(),
	fc.constant(null),
	fc.uint8Array({ maxLength: 80 }),
);

const { value } = fc.letrec<{ value: WireValue }>((tie) => ({
	value: fc.oneof({ maxDepth: 7, depthSize: "small" }, leaf, fc.array(tie("value"), { maxLength: 5 })),
}));

/** Shaped like records: a long array of small and nested fields. */
const record = fc.array(fc.oneof({ arbitrary: integer, weight: 3 }, value), { minLength: 9, maxLength: 20 });

export function generateValues(seed: number, count: number): WireValue[] {
	return fc.sample(fc.oneof(value, record), { seed, numRuns: count });
}

/** Initial bytes of every kind, allowed or not, most of them followed by an argument. */
const initialBytes = fromHex(
	"1718191a1b1c1f2038393a3b3c3f40585b5f606177797b7f80818898999a9b9f" + "a0a1b8bfc0c2d81cd9f0f4f5f6f7f818f9fafbfcff",
)!;

/** Damages `bytes` one to three times, reproducibly for the same random stream. */
export function mutate(random: SeededRandom, bytes: Uint8Array): Uint8Array {
	const mutated = [...bytes];
	for (let times = random.between(1, 3); times > 0; times--) mutateOnce(random, mutated);
	return Uint8Array.from(mutated);
}

function mutateOnce(random: SeededRandom, bytes: number[]): void {
	const at = random.below(bytes.length + 1);
	const length = random.between(1, 8);
	switch (random.below(10)) {
		case 0:
			bytes[at % (bytes.length || 1)] = (bytes[at % (bytes.length || 1)] ?? 0) ^ (1 << random.below(8));
			return;
		case 1:
			bytes.splice(at, 1, random.below(256));
			return;
		case 2:
			bytes.splice(at, 0, random.below(256));
			return;
		case 3:
			bytes.splice(at, random.below(2), initialBytes[random.below(initialBytes.length)]!);
			return;
		case 4:
			bytes.splice(at, length);
			return;
		case 5:
			bytes.splice(at);
			return;
		case 6:
			bytes.splice(at, 0, ...bytes.slice(random.below(bytes.length + 1)).slice(0, length));
			return;
		case 7:
			bytes.unshift(...new Array<number>(length).fill(0x81));
			return;
		case 8:
			// Adds or subtracts one, for lengths that are off by one.
			bytes[random.below(bytes.length || 1)]! += random.chance(0.5) ? 1 : -1;
			return;
		case 9:
			// Arguments at the limits of integers, strings and arrays.
			bytes.splice(at, length, ...fromHex(random.chance(0.5) ? "1b001fffffffffffff" : "3b001ffffffffffffe")!);
			return;
	}
}
