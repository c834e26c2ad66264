// The one CBOR codec (RFC 8949). Encoding is by cbor-x with the options that make Node and XS give the same bytes; input is checked for size,
// depth, item count and type by a scanner that allocates nothing, and only then decoded (invariant 9).
import { Encoder } from "cbor-x/index-no-eval";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";

/** What may cross the wire: no floats, tags, maps or undefined; integers are safe integers, those past 32 bits through `wide`. */
export type WireValue = number | bigint | string | boolean | null | Uint8Array | readonly WireValue[];

/** An integer that may need more than 32 bits: cbor-x writes such numbers as floats, but BigInts as integers. */
export function wide(value: number): number | bigint {
	return value >= -0x80000000 && value <= 0xffffffff ? value : BigInt(value);
}

/** `useBuffer` is missing from the package's own types. */
type BufferedEncoder = Encoder & { useBuffer(buffer: Uint8Array): void };

/** `int64AsNumber` is missing from the package's own types. */
const encoderOptions = { useRecords: false, variableMapSize: true, tagUint8Array: false, int64AsNumber: true };

/** What cbor-x keeps clear at a buffer's end, and a head of the greatest width beside it. */
const spareBytes = 20;
/** cbor-x replaces a buffer that has less than 0x800 bytes to spare when a call begins. */
const bufferBytes = 0x800 + spareBytes;

/** Deterministic bytes: definite lengths, shortest heads. */
export class CborCodec {
	readonly #encoder = new Encoder(encoderOptions) as BufferedEncoder;
	/** Small, because it is on the heap for good: cbor-x's own has 8 KiB. It grows while a value needs more, and is small again after. */
	readonly #buffer = new Uint8Array(bufferBytes);

	/** A value of more than 2 KiB is better told how many bytes it has at most: cbor-x grows by four times what it needs. */
	encode(value: WireValue, bytesMax = 0): Uint8Array {
		const isLarge = bytesMax > bufferBytes - spareBytes;
		this.#encoder.useBuffer(isLarge ? new Uint8Array(bytesMax + spareBytes) : this.#buffer);
		// cbor-x hands out a view of the buffer: copy it before the next call reuses it.
		const bytes = new Uint8Array(this.#encoder.encode(value));
		// A large buffer, given or grown, can go.
		if (bytes.length > bufferBytes - spareBytes || isLarge) this.#encoder.useBuffer(this.#buffer);
		return bytes;
	}

	/** Decodes what passed the scanner. Throws Fault WIRE_TOO_LARGE, WIRE_TOO_DEEP, WIRE_FORBIDDEN_TYPE or WIRE_MALFORMED. */
	decode(bytes: Uint8Array, sizeBytesMax: number = limits.messageBytesMax): unknown {
		scan(bytes, sizeBytesMax);
		return this.#encoder.decode(bytes);
	}
}

const majorUnsigned = 0;
const majorNegative = 1;
const majorBytes = 2;
const majorText = 3;
const majorArray = 4;
const majorSimple = 7;

/** Walks the items of `bytes` without decoding: exactly one item, all of it, shortest heads, allowed types, bounded everything. */
function scan(bytes: Uint8Array, sizeBytesMax: number): void {
	if (bytes.length > sizeBytesMax) throw new Fault("WIRE_TOO_LARGE", `${bytes.length} bytes`);
	// remaining[d] is how many items are still open at depth d.
	const remaining = [1];
	let offset = 0;
	let items = 0;
	while (remaining.length > 0) {
		const open = remaining[remaining.length - 1]!;
		if (open === 0) {
			remaining.pop();
			continue;
		}
		remaining[remaining.length - 1] = open - 1;
		if (++items > limits.cborItemsMax) throw new Fault("WIRE_TOO_LARGE", "items");
		if (offset >= bytes.length) throw new Fault("WIRE_MALFORMED", "truncated");
		const initial = bytes[offset++]!;
		const major = initial >> 5;
		const info = initial & 0x1f;
		if (major === majorSimple) {
			if (info < 20 || info > 22) throw new Fault("WIRE_FORBIDDEN_TYPE", `0x${initial.toString(16)}`);
			continue;
		}
		const width = info < 24 ? 0 : info <= 27 ? 1 << (info - 24) : -1;
		if (width < 0) throw new Fault("WIRE_FORBIDDEN_TYPE", `0x${initial.toString(16)}`);
		let argument = info;
		if (width > 0) {
			if (offset + width > bytes.length) throw new Fault("WIRE_MALFORMED", "truncated");
			argument = 0;
			for (let i = 0; i < width; i++) argument = argument * 256 + bytes[offset++]!;
			if (!Number.isSafeInteger(argument)) throw new Fault("WIRE_FORBIDDEN_TYPE", "64-bit integer");
			if (argument < (width === 1 ? 24 : 2 ** (4 * width))) throw new Fault("WIRE_MALFORMED", "head is not the shortest");
		}
		if (major === majorUnsigned || major === majorNegative) continue;
		if (major === majorBytes || major === majorText) {
			if (argument > limits.cborStringBytesMax) throw new Fault("WIRE_TOO_LARGE", "string");
			if (argument > bytes.length - offset) throw new Fault("WIRE_MALFORMED", "truncated");
			if (major === majorText) checkUtf8(bytes, offset, offset + argument);
			offset += argument;
		} else if (major === majorArray) {
			if (argument > bytes.length - offset) throw new Fault("WIRE_MALFORMED", "truncated");
			if (remaining.length >= limits.cborDepthMax) throw new Fault("WIRE_TOO_DEEP");
			remaining.push(argument);
		} else throw new Fault("WIRE_FORBIDDEN_TYPE", `0x${initial.toString(16)}`);
	}
	if (offset !== bytes.length) throw new Fault("WIRE_MALFORMED", "trailing bytes");
}

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
function checkUtf8(bytes: Uint8Array, start: number, end: number): void {
	for (let i = start; i < end;) {
		const first = bytes[i++]!;
		if (first < 0x80) continue;
		const more = first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0;
		if (more === 0 || i + more > end) throw new Fault("WIRE_MALFORMED", "UTF-8");
		const second = bytes[i]!;
		const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
		const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
		if (second < low || second > high) throw new Fault("WIRE_MALFORMED", "UTF-8");
		for (let k = 1; k < more; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) throw new Fault("WIRE_MALFORMED", "UTF-8");
		i += more;
	}
}
