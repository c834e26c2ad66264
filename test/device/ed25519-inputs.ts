// Edge cases of Ed25519: keys and R with a torsion component, signed so that the equation holds with or without the
// cofactor, and mutations of them. Uses noble's arithmetic.
import { createHash } from "node:crypto";
import { Point } from "@noble/ed25519";
import fc from "fast-check";
import { fromHex } from "../../firmware/core/bytes.js";

export interface Input {
	readonly signature: Uint8Array;
	readonly message: Uint8Array;
	readonly publicKey: Uint8Array;
}

export const baseOrder = 2n ** 252n + 27742317777372353535851937790883648493n;
const p = 2n ** 255n - 19n;
const torsion = Point.fromBytes(fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")!);
/** The eight points whose order divides 8. */
const torsions = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n].map((times) => torsion.multiply(times, false));

export function sha512(...parts: Uint8Array[]): Uint8Array {
	const hash = createHash("sha512");
	for (const part of parts) hash.update(part);
	return new Uint8Array(hash.digest());
}

export function littleEndian(value: bigint, lengthBytes = 32): Uint8Array {
	return Uint8Array.from({ length: lengthBytes }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

export function fromLittleEndian(bytes: Uint8Array): bigint {
	return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function scalar(...parts: Uint8Array[]): bigint {
	return fromLittleEndian(sha512(...parts)) % baseOrder;
}

/** The encoding of y with the sign of x, whether or not it is a point. */
function encoding(y: bigint, isOdd: boolean): Uint8Array {
	const bytes = littleEndian(y);
	if (isOdd) bytes[31]! |= 0x80;
	return bytes;
}

const signs = [false, true];
const order8 = [torsions[1]!, torsions[3]!].map((point) => point.y);
/** All encodings of the points whose order divides 8: eight canonical and six non-canonical ones. */
export const smallOrderEncodings = [0n, 1n, p - 1n, p, p + 1n, ...order8].flatMap((y) =>
	signs.map((isOdd) => encoding(y, isOdd)),
);
/** All encodings with y ≥ p. */
export const nonCanonicalEncodings = Array.from({ length: 19 }, (_, i) => p + BigInt(i)).flatMap((y) =>
	signs.map((isOdd) => encoding(y, isOdd)),
);

/** S·B − R − k·A: zero if the equation holds. Undefined if A or R is not a point. Both must be canonical. */
export function remainder({ signature, message, publicKey }: Input): Point | undefined {
	const encodedR = signature.subarray(0, 32);
	try {
		const [a, r] = [Point.fromBytes(publicKey), Point.fromBytes(encodedR)];
		const k = scalar(encodedR, publicKey, message);
		return Point.BASE.multiply(fromLittleEndian(signature.subarray(32)), false)
			.subtract(r)
			.subtract(a.multiply(k, false));
	} catch {
		return undefined;
	}
}

interface Crafted extends Input {
	/** Whether A or R is outside the group of the base point. */
	readonly isMixed: boolean;
	readonly holds: boolean;
}

/**
 * Signatures with A = a·B + the i-th torsion point and R = r·B + the j-th: one that satisfies the equation and one that
 * does not, if they exist. With the cofactor all of them are valid, without it validity depends on k.
 */
function craft(a: bigint, i: number, r: bigint, j: number): Crafted[] {
	const publicKey = Point.BASE.multiply(a, false).add(torsions[i]!).toBytes();
	const encodedR = Point.BASE.multiply(r, false).add(torsions[j]!).toBytes();
	const found = new Map<boolean, Crafted>();
	for (let n = 0; n < 24; n++) {
		const message = Uint8Array.of(i, j, n);
		const k = scalar(encodedR, publicKey, message);
		const holds = (Number(k % 8n) * i + j) % 8 === 0;
		const signature = new Uint8Array([...encodedR, ...littleEndian((r + k * a) % baseOrder)]);
		if (!found.has(holds)) found.set(holds, { signature, message, publicKey, isMixed: i + j > 0, holds });
	}
	return [...found.values()];
}

/**
 * Every pair of torsion components ((0, 0) as in RFC 8032), with keys and R of full order and then without: points of
 * small order.
 */
export function craftedInputs(): Crafted[] {
	const [a, r] = [scalar(Uint8Array.of(1)), scalar(Uint8Array.of(2))];
	const scalars = [
		...[0n, 1n, 2n, 3n].map((n) => [a + n, r + n * n] as const),
		[0n, r] as const,
		[a, 0n] as const,
		[0n, 0n] as const,
	];
	const pairs = Array.from({ length: 64 }, (_, pair) => [pair >> 3, pair & 7] as const);
	return scalars.flatMap(([keyScalar, rScalar]) => pairs.flatMap(([i, j]) => craft(keyScalar, i, rScalar, j)));
}

const bit = fc.nat(255);

function flipped(bytes: Uint8Array, at: number): Uint8Array {
	const altered = bytes.slice();
	if (altered.length > 0) altered[(at >> 3) % altered.length]! ^= 1 << (at & 7);
	return altered;
}

function withR(input: Input, r: Uint8Array): Input {
	return { ...input, signature: new Uint8Array([...r, ...input.signature.subarray(32)]) };
}

function withS(input: Input, s: bigint): Input {
	return { ...input, signature: new Uint8Array([...input.signature.subarray(0, 32), ...littleEndian(s)]) };
}

function plusTorsion(bytes: Uint8Array, index: number): Uint8Array {
	return Point.fromBytes(bytes).add(torsions[index]!).toBytes();
}

type Mutation = (input: Input) => Input;

const edgesOfS = [
	0n,
	1n,
	baseOrder - 1n,
	baseOrder,
	baseOrder + 1n,
	2n ** 252n,
	2n ** 252n - 1n,
	2n ** 255n,
	2n ** 256n - 1n,
];
const foreign = fc.constantFrom(...smallOrderEncodings, ...nonCanonicalEncodings);

/** A change to a signature, its key or its message. */
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
	{ weight: 4, arbitrary: fc.constant<Mutation>((input) => input) },
	bit.map(
		(at): Mutation =>
			(input) =>
				withR(input, flipped(input.signature.subarray(0, 32), at)),
	),
	bit.map(
		(at): Mutation =>
			(input) =>
				withS(input, fromLittleEndian(input.signature.subarray(32)) ^ (1n << BigInt(at))),
	),
	bit.map((at): Mutation => (input) => ({ ...input, publicKey: flipped(input.publicKey, at) })),
	bit.map((at): Mutation => (input) => ({ ...input, message: flipped(input.message, at) })),
	fc.integer({ min: 1, max: 15 }).map((n): Mutation => (input) => {
		return withS(input, fromLittleEndian(input.signature.subarray(32)) + BigInt(n) * baseOrder);
	}),
	fc.constantFrom(...edgesOfS).map(
		(s): Mutation =>
			(input) =>
				withS(input, s),
	),
	foreign.map(
		(point): Mutation =>
			(input) =>
				withR(input, point),
	),
	foreign.map((point): Mutation => (input) => ({ ...input, publicKey: point })),
	fc.tuple(foreign, foreign).map(([r, publicKey]): Mutation => (input) => ({ ...withR(input, r), publicKey })),
	fc.integer({ min: 1, max: 7 }).map(
		(n): Mutation =>
			(input) =>
				withR(input, plusTorsion(input.signature.subarray(0, 32), n)),
	),
	fc.integer({ min: 1, max: 7 }).map((n): Mutation => (input) => ({
		...input,
		publicKey: plusTorsion(input.publicKey, n),
	})),
	fc.uint8Array({ minLength: 32, maxLength: 32 }).map((publicKey): Mutation => (input) => ({ ...input, publicKey })),
	fc.constantFrom<Mutation>(
		(input) => ({ ...input, signature: input.signature.subarray(1) }),
		(input) => ({ ...input, signature: new Uint8Array([...input.signature, 0]) }),
		(input) => ({ ...input, publicKey: input.publicKey.subarray(0, 31) }),
		(input) => ({ ...input, publicKey: new Uint8Array([...input.publicKey, 0]) }),
	),
);

export function mutated(inputs: readonly Input[]): fc.Arbitrary<Input> {
	return fc.tuple(fc.constantFrom(...inputs), mutation).map(([input, mutate]) => mutate(input));
}
