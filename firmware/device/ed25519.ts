import { equal } from "../core/bytes.js";
import { isAdmissible } from "../core/ed25519-check.js";
import type { Ed25519, Verification } from "../core/ports.js";

// Ed25519 (RFC 8032) over BigInt, for boards and desktops without a native implementation. Common libraries build a
// table of thousands of points at first use, which does not fit a board; here the base point's table has 15 points and
// is preloaded to flash. It is not constant in time: an attacker who can time single signatures to the microsecond has
// the terminal in hand, and reading its flash is easier.

/** Extended coordinates: x = X/Z, y = Y/Z, xy = T/Z. */
interface Point {
	readonly x: bigint;
	readonly y: bigint;
	readonly z: bigint;
	readonly t: bigint;
}

const p = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const d2 = (2n * d) % p;
const rootOfMinusOne = 19681161376707505956807079304988542015446066515923890162744021073123829784752n;
const low255 = 2n ** 255n - 1n;

const bitsPerStep = 32;

const zero: Point = { x: 0n, y: 1n, z: 1n, t: 0n };
const base: Point = fromAffine(
	15112221349535400772501151409588531511454012693041857206046113283949847762202n,
	46316835694926478169428394003475163141307993866256225615783033603165251855960n,
);

/** The comb of the base point: entry i is the sum of 2^(64k)·B over the bits k of i. */
const comb: readonly Point[] = makeComb();

export type Sha512 = (...parts: Uint8Array[]) => Uint8Array;

export class BigIntEd25519 implements Ed25519 {
	#sha512: Sha512;
	/** The last seed and its public key: a terminal has one key, and deriving it is half of a signature. */
	#known: { readonly seed: Uint8Array; readonly publicKey: Uint8Array } | undefined;

	constructor(sha512: Sha512) {
		this.#sha512 = sha512;
	}

	publicKey(seed: Uint8Array): Uint8Array {
		return this.publicKeyOf(seed, this.expand(seed).scalar).slice();
	}

	sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
		const { scalar, prefix } = this.expand(seed);
		const publicKey = this.publicKeyOf(seed, scalar);
		const r = this.scalar(prefix, message);
		const encodedR = encode(timesBase(r));
		const k = this.scalar(encodedR, publicKey, message);
		const signature = new Uint8Array(64);
		signature.set(encodedR, 0);
		signature.set(toBytes((r + k * scalar) % order), 32);
		return signature;
	}

	verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
		const verification = this.beginVerification(signature, message, publicKey);
		let verdict: boolean | undefined;
		do verdict = verification.step();
		while (verdict === undefined);
		return verdict;
	}

	beginVerification(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Verification {
		if (!isAdmissible(signature, publicKey)) return refusal;
		const k = this.scalar(signature.subarray(0, 32), publicKey, message);
		return new BigIntVerification(signature, publicKey, toBytes(k));
	}

	private publicKeyOf(seed: Uint8Array, scalar: bigint): Uint8Array {
		if (!this.#known || !equal(this.#known.seed, seed))
			this.#known = { seed: seed.slice(), publicKey: encode(timesBase(scalar)) };
		return this.#known.publicKey;
	}

	private expand(seed: Uint8Array): { scalar: bigint; prefix: Uint8Array } {
		const hash = this.#sha512(seed);
		const head = hash.slice(0, 32);
		head[0]! &= 0xf8;
		head[31] = (head[31]! & 0x7f) | 0x40;
		return { scalar: toInteger(head), prefix: hash.subarray(32) };
	}

	private scalar(...parts: Uint8Array[]): bigint {
		return toInteger(this.#sha512(...parts)) % order;
	}
}

const refusal: Verification = { step: () => false };

/**
 * R = S·B − k·A, without the cofactor like OpenSSL: R must match byte for byte. The last 64 doublings of k·A also serve
 * the comb of S·B. A step takes at most 170,000 XS operations.
 */
class BigIntVerification implements Verification {
	readonly #signature: Uint8Array;
	readonly #publicKey: Uint8Array;
	readonly #k: Uint8Array;
	/** −A, then the multiples of it up to 15. */
	#table: Point[] | undefined;
	#sum = zero;
	/** The next bit of k. */
	#bit = 255;

	/** All of 32 bytes, the signature of 64; admissible. */
	constructor(signature: Uint8Array, publicKey: Uint8Array, k: Uint8Array) {
		this.#signature = signature;
		this.#publicKey = publicKey;
		this.#k = k;
	}

	step(): boolean | undefined {
		if (!this.#table) {
			const a = decode(this.#publicKey);
			if (!a) return false;
			this.#table = multiplesOf(negate(a));
			return undefined;
		}
		if (this.#bit < 0) return equal(encode(this.#sum), this.#signature.subarray(0, 32));
		const end = this.#bit - bitsPerStep;
		for (; this.#bit > end; this.#bit--) this.addBit(this.#table, this.#bit);
		return undefined;
	}

	private addBit(table: readonly Point[], bit: number): void {
		let sum = doubleUnlessZero(this.#sum);
		if (bit % 4 === 0) {
			const byte = this.#k[bit >> 3]!;
			const nibble = bit & 4 ? byte >> 4 : byte & 15;
			if (nibble) sum = add(sum, table[nibble]!);
		}
		if (bit < 64) {
			const index = combIndex(this.#signature, 32, bit);
			if (index) sum = add(sum, comb[index]!);
		}
		this.#sum = sum;
	}
}

function modulo(value: bigint): bigint {
	const rest = value % p;
	return rest < 0n ? rest + p : rest;
}

function fromAffine(x: bigint, y: bigint): Point {
	return { x, y, z: 1n, t: (x * y) % p };
}

/** RFC 8032 section 5.1.4. The formula is complete: it also holds for equal points and the neutral element. */
function add(one: Point, other: Point): Point {
	const a = ((one.y - one.x) * (other.y - other.x)) % p;
	const b = ((one.y + one.x) * (other.y + other.x)) % p;
	const c = (one.t * d2 * other.t) % p;
	const e = (one.z * 2n * other.z) % p;
	return compose(b - a, e - c, e + c, b + a);
}

function double(one: Point): Point {
	const a = (one.x * one.x) % p;
	const b = (one.y * one.y) % p;
	const c = (2n * one.z * one.z) % p;
	const h = a + b;
	const sum = one.x + one.y;
	const g = a - b;
	return compose(h - sum * sum, c + g, g, h);
}

/** Scalars begin with zeros; XS 13 also miscounts operations on a BigInt zero that has a negative sign. */
function doubleUnlessZero(one: Point): Point {
	return one === zero ? zero : double(one);
}

function compose(e: bigint, f: bigint, g: bigint, h: bigint): Point {
	const e1 = e % p;
	return { x: (e1 * f) % p, y: (g * h) % p, z: (f * g) % p, t: (e1 * h) % p };
}

function negate(one: Point): Point {
	return { x: -one.x, y: one.y, z: one.z, t: -one.t };
}

function makeComb(): Point[] {
	const rows = [base];
	for (let row = 1; row < 4; row++) {
		let point = rows[row - 1]!;
		for (let i = 0; i < 64; i++) point = double(point);
		rows.push(point);
	}
	const table = [zero];
	for (let i = 1; i < 16; i++) {
		const top = i >= 8 ? 3 : i >= 4 ? 2 : i >= 2 ? 1 : 0;
		table.push(add(table[i - (1 << top)]!, rows[top]!));
	}
	return table;
}

/** The comb's entry for bit `bit` of the four quarters of the scalar whose 32 bytes begin at `from`. */
function combIndex(bytes: Uint8Array, from: number, bit: number): number {
	const [at, shift] = [from + (bit >> 3), bit & 7];
	return (
		((bytes[at]! >> shift) & 1) |
		(((bytes[at + 8]! >> shift) & 1) << 1) |
		(((bytes[at + 16]! >> shift) & 1) << 2) |
		(((bytes[at + 24]! >> shift) & 1) << 3)
	);
}

/** 64 doublings and at most 64 additions. */
function timesBase(scalar: bigint): Point {
	const bytes = toBytes(scalar);
	let result = zero;
	for (let bit = 63; bit >= 0; bit--) {
		const index = combIndex(bytes, 0, bit);
		result = doubleUnlessZero(result);
		if (index) result = add(result, comb[index]!);
	}
	return result;
}

/** The point times 0 to 15. */
function multiplesOf(point: Point): Point[] {
	const table = [zero, point];
	for (let i = 2; i < 16; i++) table.push(add(table[i - 1]!, point));
	return table;
}

function encode(point: Point): Uint8Array {
	const inverse = power(modulo(point.z), p - 2n);
	const bytes = toBytes(modulo(point.y * inverse));
	if (modulo(point.x * inverse) & 1n) bytes[31]! |= 0x80;
	return bytes;
}

/**
 * Undefined when the bytes are not a point of the curve (RFC 8032 section 5.1.3). The caller has checked that the
 * encoding is canonical.
 */
function decode(bytes: Uint8Array): Point | undefined {
	const whole = toInteger(bytes);
	const y = whole & low255;
	const isOdd = whole >> 255n;
	const u = modulo(y * y - 1n);
	const v = modulo(d * y * y + 1n);
	const v3 = (v * v * v) % p;
	let x = (u * v3 * power((u * v3 * v3 * v) % p, (p - 5n) / 8n)) % p;
	const check = (v * x * x) % p;
	if (check !== u) {
		if (check !== modulo(-u)) return undefined;
		x = (x * rootOfMinusOne) % p;
	}
	return fromAffine((x & 1n) === isOdd ? x : p - x, y);
}

/** Processes five bits of the exponent at a time. Nearly all bits of both exponents used here are ones. */
function power(value: bigint, exponent: bigint): bigint {
	const table = [1n];
	for (let i = 1; i < 32; i++) table.push((table[i - 1]! * value) % p);
	const bits = exponent.toString(32);
	let result = 1n;
	for (let i = 0; i < bits.length; i++) {
		for (let k = 0; k < 5; k++) result = (result * result) % p;
		const digit = Number.parseInt(bits[i]!, 32);
		if (digit) result = (result * table[digit]!) % p;
	}
	return result;
}

function toInteger(bytes: Uint8Array): bigint {
	let value = 0n;
	// Four bytes per step reduce the number of BigInt operations.
	for (let i = bytes.length - 4; i >= 0; i -= 4) {
		const word = bytes[i + 3]! * 0x1000000 + bytes[i + 2]! * 0x10000 + bytes[i + 1]! * 0x100 + bytes[i]!;
		value = (value << 32n) | BigInt(word);
	}
	return value;
}

/** Little-endian, 32 bytes. */
function toBytes(value: bigint): Uint8Array {
	const bytes = new Uint8Array(32);
	let rest = value;
	for (let i = 0; i < 32; i += 4) {
		const word = Number(rest & 0xffffffffn);
		bytes[i] = word & 0xff;
		bytes[i + 1] = (word >>> 8) & 0xff;
		bytes[i + 2] = (word >>> 16) & 0xff;
		bytes[i + 3] = word >>> 24;
		rest >>= 32n;
	}
	return bytes;
}
