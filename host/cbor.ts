// The host's CBOR codec. What docs/records.md allows is checked on the bytes, in one pass that builds nothing; then
// cbor-x decodes them. cbor-x alone accepts much more (a bare break, broken UTF-8, duplicate keys, tags whose decoding
// takes quadratic time), so it only sees bytes that have passed (invariant 9).
import { isUtf8 } from "node:buffer";
import { Decoder, type Options } from "cbor-x/index-no-eval";
import { Fault } from "../firmware/core/fault.js";
import { limits } from "../firmware/core/limits.js";
import { CborCodec } from "../firmware/wire/cbor.js";

/** `int64AsNumber` is missing from the package's own types. Byte strings are copies. */
const options: Options & { readonly int64AsNumber: boolean } = {
	useRecords: false,
	copyBuffers: true,
	int64AsNumber: true,
};

// Major types, and information about their arguments (RFC 8949, section 3).
const majorNegative = 1;
const majorBytes = 2;
const majorText = 3;
const majorArray = 4;
const majorSimple = 7;
const infoOneByte = 24;
const infoEightBytes = 27;
const infoFalse = 20;
const infoNull = 22;
/** The least argument that needs 1, 2, 4 or 8 bytes. */
const leastOf: Readonly<Record<number, number>> = { 1: infoOneByte, 2: 0x100, 4: 0x10000, 8: 0x100000000 };
/** cbor-x drops a leading U+FEFF from texts of more bytes than this. */
const plainTextBytesMax = 64;

/** Accepts what `CborCodec` accepts, with the same values, and refuses the rest with the same faults. */
export class CheckedCbor extends CborCodec {
	readonly #decoder = new Decoder(options);

	override decode(bytes: Uint8Array, sizeBytesMax: number = limits.messageBytesMax): unknown {
		if (bytes.length > sizeBytesMax) throw new Fault("WIRE_TOO_LARGE", `${bytes.length} bytes`);
		const check = new Check(bytes);
		check.run();
		if (check.hasMark) return super.decode(bytes, sizeBytesMax);
		// cbor-x makes byte strings of the kind of array that it reads from.
		const isPlain = bytes.constructor === Uint8Array;
		return this.#decoder.decode(isPlain ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
	}
}

/** One pass over the items of a message. */
class Check {
	/** Whether a long text begins with U+FEFF. */
	hasMark = false;
	readonly #bytes: Uint8Array;
	#at = 0;
	#items = 1;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** Throws Fault WIRE_TOO_LARGE, WIRE_TOO_DEEP, WIRE_FORBIDDEN_TYPE or WIRE_MALFORMED. */
	run(): void {
		const outer: number[] = [];
		let lacking = 1;
		while (lacking > 0) {
			const count = this.item(outer.length);
			lacking--;
			if (count > 0) {
				outer.push(lacking);
				lacking = count;
			}
			while (lacking === 0 && outer.length > 0) lacking = outer.pop()!;
		}
		if (this.#at < this.#bytes.length) throw new Fault("WIRE_MALFORMED", "trailing bytes");
	}

	/** Passes over one item; returns how many items of an array follow. `depth`: the arrays around it. */
	private item(depth: number): number {
		const initial = this.#bytes[this.#at++];
		if (initial === undefined) throw new Fault("WIRE_MALFORMED", "truncated");
		const major = initial >> 5;
		const info = initial & 0x1f;
		if (major === majorSimple) {
			if (info < infoFalse || info > infoNull)
				throw new Fault("WIRE_FORBIDDEN_TYPE", `0x${initial.toString(16)}`);
			return 0;
		}
		const argument = info < infoOneByte ? info : this.argument(info);
		if (major < majorBytes) {
			if (major === majorNegative && argument === Number.MAX_SAFE_INTEGER) throw tooFar();
			return 0;
		}
		if (major === majorArray) return this.array(argument, depth);
		if (major > majorArray) throw new Fault("WIRE_FORBIDDEN_TYPE", "map or tag");
		this.string(argument, major === majorText);
		return 0;
	}

	private argument(info: number): number {
		if (info > infoEightBytes) throw new Fault("WIRE_FORBIDDEN_TYPE", "no definite length");
		const width = 1 << (info - infoOneByte);
		const end = this.#at + width;
		if (end > this.#bytes.length) throw new Fault("WIRE_MALFORMED", "truncated");
		let argument = 0;
		while (this.#at < end) argument = argument * 0x100 + this.#bytes[this.#at++]!;
		if (argument > Number.MAX_SAFE_INTEGER) throw tooFar();
		if (argument < leastOf[width]!) throw new Fault("WIRE_MALFORMED", "head is not the shortest");
		return argument;
	}

	private array(count: number, depth: number): number {
		this.#items += count;
		if (count > this.#bytes.length - this.#at) throw new Fault("WIRE_MALFORMED", "truncated");
		if (this.#items > limits.cborItemsMax) throw new Fault("WIRE_TOO_LARGE", "items");
		if (depth === limits.cborDepthMax) throw new Fault("WIRE_TOO_DEEP");
		return count;
	}

	private string(length: number, isText: boolean): void {
		const bytes = this.#bytes;
		const start = this.#at;
		const end = start + length;
		if (length > limits.cborStringBytesMax) throw new Fault("WIRE_TOO_LARGE", "string");
		if (end > bytes.length) throw new Fault("WIRE_MALFORMED", "truncated");
		this.#at = end;
		if (!isText) return;
		let at = start;
		while (at < end && bytes[at]! < 0x80) at++;
		if (at === end) return;
		const text = bytes.subarray(at, end);
		if (!isUtf8(text)) throw new Fault("WIRE_MALFORMED", "UTF-8");
		if (length > plainTextBytesMax && at === start && text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf)
			this.hasMark = true;
	}
}

function tooFar(): Fault {
	return new Fault("WIRE_FORBIDDEN_TYPE", "integer past 2^53");
}
