// The CBOR codec (RFC 8949), bounded to what docs/records.md allows. Encoding and decoding pass through a value once,
// without recursion. Its output is deterministic; its input is checked while it is read: size, depth, items and types
// (invariant 9).
import { assert } from "../core/assert.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { readUtf8, utf8BytesPerUnitMax, writeUtf8 } from "../core/utf8.js";

/**
 * The values that may cross the wire: safe integers only, and arrays at most limits.cborDepthMax deep, the outermost
 * counted.
 */
export type WireValue = number | string | boolean | null | Uint8Array | readonly WireValue[];

// An initial byte: three bits of major type, five of information.
const majorMask = 0xe0;
const majorUnsigned = 0x00;
const majorNegative = 0x20;
const majorBytes = 0x40;
const majorText = 0x60;
const majorArray = 0x80;
const majorSimple = 0xe0;
const simpleFalse = 0xf4;
const simpleTrue = 0xf5;
const simpleNull = 0xf6;
const infoMask = 0x1f;
/** Information below this is the argument itself; from this on, 1, 2, 4 or 8 bytes of argument follow. */
const infoOneByte = 24;
const infoTwoBytes = 25;
const infoFourBytes = 26;
const infoEightBytes = 27;
const headBytesMax = 9;
const safeIntegerMax = Number.MAX_SAFE_INTEGER;
/** Enough for a usual record. Each call makes its own buffer: one that is kept would occupy the heap permanently. */
const bufferBytes = 256;

/** Keeps no state between calls. */
export class CborCodec {
	/**
	 * `bytesMax` is the most that the value can take; where it is given the buffer need not grow. Lone surrogates of a
	 * text become U+FFFD. Asserts that `decode` would accept the value.
	 */
	encode(value: WireValue, bytesMax: number = bufferBytes): Uint8Array {
		let bytes = new Uint8Array(bytesMax + 2 * headBytesMax);
		// Up to here there is room for the next item's head.
		let full = bytes.length - headBytesMax;
		let at = 0;
		// The innermost array and, for when it ends, those around it; outermost is a list that holds the value alone.
		let array: readonly WireValue[] = [value];
		let next = 0;
		let depth = 0;
		const outerArrays: (readonly WireValue[])[] = [];
		const outerNexts: number[] = [];
		let items = 1;
		for (;;) {
			while (next === array.length) {
				if (depth === 0) return finished(bytes, at, items);
				depth--;
				array = outerArrays[depth]!;
				next = outerNexts[depth]!;
			}
			const item = array[next];
			next++;
			if (typeof item === "number") {
				if (item >>> 0 !== item) at = writeInteger(bytes, at, item);
				else if (item < infoOneByte) {
					bytes[at] = item;
					at++;
				} else at = writeHead(bytes, at, majorUnsigned, item);
			} else if (Array.isArray(item)) {
				if (depth === limits.cborDepthMax) refuse("arrays so deep");
				at = writeHead(bytes, at, majorArray, item.length);
				items += item.length;
				outerArrays[depth] = array;
				outerNexts[depth] = next;
				depth++;
				array = item as readonly WireValue[];
				next = 0;
			} else {
				const room = at + payloadBytesMax(item);
				if (room > full) {
					bytes = grown(bytes, at, room);
					full = bytes.length - headBytesMax;
				}
				at = typeof item === "string" ? writeText(bytes, at, item) : writeOther(bytes, at, item);
			}
			if (at > full) {
				bytes = grown(bytes, at, at);
				full = bytes.length - headBytesMax;
			}
		}
	}

	/** Byte strings are copies. Throws Fault WIRE_TOO_LARGE, WIRE_TOO_DEEP, WIRE_FORBIDDEN_TYPE or WIRE_MALFORMED. */
	decode(bytes: Uint8Array, sizeBytesMax: number = limits.messageBytesMax): unknown {
		return read(bytes, sizeBytesMax, undefined);
	}

	/**
	 * The first `count` elements of an array, without reading what follows them. Throws Fault WIRE_WRONG_SHAPE when
	 * there are fewer, or no array; and what `decode` throws.
	 */
	decodePrefix(bytes: Uint8Array, count: number, sizeBytesMax: number = limits.messageBytesMax): unknown[] {
		const value = read(bytes, sizeBytesMax, count);
		if (!Array.isArray(value)) throw new Fault("WIRE_WRONG_SHAPE", `array of ${count}`);
		return value;
	}
}

function refuse(what: string): never {
	assert(false, `CBOR takes no ${what}`);
}

/** Bytes behind an item's head, at most. */
function payloadBytesMax(item: unknown): number {
	if (typeof item === "string") return item.length * utf8BytesPerUnitMax;
	return item instanceof Uint8Array ? item.length : 0;
}

/** The bytes so far, with room up to `room` and for two more heads. */
function grown(bytes: Uint8Array, at: number, room: number): Uint8Array<ArrayBuffer> {
	if (at > limits.messageBytesMax) refuse("value so large");
	if (room - at > limits.cborStringBytesMax * utf8BytesPerUnitMax) refuse("string so long");
	const larger = new Uint8Array(Math.max(2 * bytes.length, room + 2 * headBytesMax));
	larger.set(bytes);
	return larger;
}

/** A copy where more than a quarter of the buffer would stay unused; of a batch, two do not fit beside its records. */
function finished(bytes: Uint8Array, at: number, items: number): Uint8Array {
	if (at > limits.messageBytesMax || items > limits.cborItemsMax) refuse("value so large");
	return at > bytes.length * 0.75 ? bytes.subarray(0, at) : copied(bytes, 0, at);
}

function writeHead(bytes: Uint8Array, at: number, major: number, argument: number): number {
	if (argument < infoOneByte) {
		bytes[at] = major | argument;
		return at + 1;
	}
	if (argument < 0x100) {
		bytes[at] = major | infoOneByte;
		bytes[at + 1] = argument;
		return at + 2;
	}
	if (argument < 0x10000) {
		bytes[at] = major | infoTwoBytes;
		bytes[at + 1] = argument >> 8;
		bytes[at + 2] = argument;
		return at + 3;
	}
	if (argument < 0x100000000) {
		bytes[at] = major | infoFourBytes;
		return writeU32(bytes, at + 1, argument);
	}
	bytes[at] = major | infoEightBytes;
	at = writeU32(bytes, at + 1, Math.floor(argument / 0x100000000));
	return writeU32(bytes, at, argument);
}

/** The low 32 bits of `value`. */
function writeU32(bytes: Uint8Array, at: number, value: number): number {
	bytes[at] = value >>> 24;
	bytes[at + 1] = value >>> 16;
	bytes[at + 2] = value >>> 8;
	bytes[at + 3] = value >>> 0;
	return at + 4;
}

function writeInteger(bytes: Uint8Array, at: number, value: number): number {
	if (!Number.isSafeInteger(value)) refuse(`number like ${value}`);
	return value < 0 ? writeHead(bytes, at, majorNegative, -1 - value) : writeHead(bytes, at, majorUnsigned, value);
}

function writeText(bytes: Uint8Array, at: number, text: string): number {
	const units = text.length;
	// Written after the head of a plain text; other text may need a longer head and is then moved.
	const start = at + (units < infoOneByte ? 1 : units < 0x100 ? 2 : 3);
	const end = writeUtf8(text, bytes, start);
	const length = end - start;
	if (length < infoOneByte) {
		bytes[at] = majorText | length;
		return end;
	}
	if (length > limits.cborStringBytesMax) refuse("string so long");
	const moved = at + (length < 0x100 ? 2 : 3);
	if (moved !== start) bytes.copyWithin(moved, start, end);
	return writeHead(bytes, at, majorText, length) + length;
}

function writeOther(bytes: Uint8Array, at: number, item: unknown): number {
	if (item instanceof Uint8Array) {
		if (item.length > limits.cborStringBytesMax) refuse("string so long");
		at = writeHead(bytes, at, majorBytes, item.length);
		bytes.set(item, at);
		return at + item.length;
	}
	if (item !== null && typeof item !== "boolean") refuse(typeof item);
	bytes[at] = item === null ? simpleNull : item ? simpleTrue : simpleFalse;
	return at + 1;
}

/** One value that takes all of `bytes`; or, of an array, the first `prefix` elements. */
function read(bytes: Uint8Array, sizeBytesMax: number, prefix: number | undefined): unknown {
	const end = bytes.length;
	if (end > sizeBytesMax) throw new Fault("WIRE_TOO_LARGE", `${end} bytes`);
	let at = 0;
	// The innermost array with the number of elements it still lacks and, for when it is full, those around it;
	// outermost is a list for the value alone. Arrays grow with the elements that are present: an announced length
	// costs nothing, and XS copies an array that was made with a length at each element.
	let array: unknown[] = [];
	let lacking = 1;
	let depth = 0;
	const outerArrays: unknown[][] = [];
	const outerLacking: number[] = [];
	let items = 1;
	let value: unknown;
	for (;;) {
		if (at === end) throw new Fault("WIRE_MALFORMED", "truncated");
		const initial = bytes[at]!;
		at++;
		if (initial < infoOneByte) value = initial;
		else if (initial >= majorSimple) value = simpleOf(initial);
		else {
			const info = initial & infoMask;
			let argument = info;
			if (info >= infoOneByte) {
				argument = readArgument(bytes, at, info);
				at += 1 << (info - infoOneByte);
			}
			const major = initial & majorMask;
			if (major === majorArray) {
				items += argument;
				checkArray(argument, end - at, depth, items);
				if (prefix !== undefined && depth === 0) argument = shortened(argument, prefix);
				value = [];
				if (argument > 0) {
					outerArrays[depth] = array;
					outerLacking[depth] = lacking;
					depth++;
					array = value as unknown[];
					lacking = argument;
					continue;
				}
			} else if (major === majorUnsigned) value = argument;
			else if (major === majorNegative) value = negativeOf(argument);
			else {
				value = readString(bytes, at, major, argument);
				at += argument;
			}
		}
		array[array.length] = value;
		while (--lacking === 0) {
			if (depth === 0) {
				if (at !== end && prefix === undefined) throw new Fault("WIRE_MALFORMED", "trailing bytes");
				return array[0];
			}
			value = array;
			depth--;
			array = outerArrays[depth]!;
			lacking = outerLacking[depth]!;
			array[array.length] = value;
		}
	}
}

function checkArray(count: number, bytesLeft: number, depth: number, items: number): void {
	if (count > bytesLeft) throw new Fault("WIRE_MALFORMED", "truncated");
	if (items > limits.cborItemsMax) throw new Fault("WIRE_TOO_LARGE", "items");
	if (depth === limits.cborDepthMax) throw new Fault("WIRE_TOO_DEEP");
}

function shortened(count: number, prefix: number): number {
	if (count < prefix) throw new Fault("WIRE_WRONG_SHAPE", `array of ${prefix}`);
	return prefix;
}

function readArgument(bytes: Uint8Array, at: number, info: number): number {
	if (info > infoEightBytes) throw new Fault("WIRE_FORBIDDEN_TYPE", "no definite length");
	const width = 1 << (info - infoOneByte);
	if (at + width > bytes.length) throw new Fault("WIRE_MALFORMED", "truncated");
	let argument = bytes[at]!;
	let least = infoOneByte;
	if (info > infoOneByte) {
		argument = argument * 0x100 + bytes[at + 1]!;
		least = 0x100;
	}
	if (info > infoTwoBytes) {
		argument = argument * 0x10000 + bytes[at + 2]! * 0x100 + bytes[at + 3]!;
		least = 0x10000;
	}
	if (info > infoFourBytes) {
		for (let i = 4; i < 8; i++) argument = argument * 0x100 + bytes[at + i]!;
		least = 0x100000000;
	}
	if (argument > safeIntegerMax) throw new Fault("WIRE_FORBIDDEN_TYPE", "integer past 2^53");
	if (argument < least) throw new Fault("WIRE_MALFORMED", "head is not the shortest");
	return argument;
}

function negativeOf(argument: number): number {
	if (argument === safeIntegerMax) throw new Fault("WIRE_FORBIDDEN_TYPE", "integer past 2^53");
	return -1 - argument;
}

function readString(bytes: Uint8Array, at: number, major: number, length: number): string | Uint8Array {
	if (major > majorText) throw new Fault("WIRE_FORBIDDEN_TYPE", "map or tag");
	if (length > limits.cborStringBytesMax) throw new Fault("WIRE_TOO_LARGE", "string");
	if (length > bytes.length - at) throw new Fault("WIRE_MALFORMED", "truncated");
	if (major === majorBytes) return copied(bytes, at, at + length);
	const text = readUtf8(bytes, at, at + length);
	if (text === undefined) throw new Fault("WIRE_MALFORMED", "UTF-8");
	return text;
}

function simpleOf(initial: number): boolean | null {
	if (initial === simpleNull) return null;
	if (initial === simpleTrue) return true;
	if (initial === simpleFalse) return false;
	throw new Fault("WIRE_FORBIDDEN_TYPE", `0x${initial.toString(16)}`);
}

/** Plain bytes, also from a Buffer of Node, whose slices are Buffers. */
function copied(bytes: Uint8Array, start: number, end: number): Uint8Array {
	return new Uint8Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + end));
}
