// A second, deliberately simple implementation of the rules of docs/records.md, "Allowed CBOR": recursive, with BigInt
// and the platform's UTF-8 decoder. It returns a message's value, or the rule that forbids it.
import type { FaultCode } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";

export type Verdict = { readonly value: unknown } | { readonly rule: FaultCode };

class Forbidden extends Error {
	readonly rule: FaultCode;

	constructor(rule: FaultCode) {
		super(rule);
		this.rule = rule;
	}
}

// Lone surrogates and overlong forms are errors; U+FEFF is a character.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const safeMax = BigInt(Number.MAX_SAFE_INTEGER);

class Reference {
	readonly #bytes: Uint8Array;
	#at = 0;
	#items = 1;

	constructor(bytes: Uint8Array) {
		if (bytes.length > limits.messageBytesMax) throw new Forbidden("WIRE_TOO_LARGE");
		this.#bytes = bytes;
	}

	get rest(): number {
		return this.#bytes.length - this.#at;
	}

	/**
	 * Reads an item inside `depth` arrays. If `prefix` is given, only that many elements of the outermost array are
	 * read.
	 */
	item(depth: number, prefix?: number): unknown {
		const initial = this.take(1)[0]!;
		const major = initial >> 5;
		const info = initial & 31;
		if (major === 7) {
			if (info === 20 || info === 21) return info === 21;
			if (info === 22) return null;
			throw new Forbidden("WIRE_FORBIDDEN_TYPE");
		}
		const argument = this.argument(info);
		if (major === 0) return Number(argument);
		if (major === 1) {
			if (argument === safeMax) throw new Forbidden("WIRE_FORBIDDEN_TYPE");
			return Number(-1n - argument);
		}
		if (major === 2) return this.string(argument);
		if (major === 3) {
			const bytes = this.string(argument);
			try {
				return utf8.decode(bytes);
			} catch {
				throw new Forbidden("WIRE_MALFORMED");
			}
		}
		if (major === 4) return this.array(Number(argument), depth, prefix);
		throw new Forbidden("WIRE_FORBIDDEN_TYPE");
	}

	private argument(info: number): bigint {
		if (info < 24) return BigInt(info);
		if (info > 27) throw new Forbidden("WIRE_FORBIDDEN_TYPE");
		const width = 2 ** (info - 24);
		const argument = this.take(width).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n as bigint);
		if (argument > safeMax) throw new Forbidden("WIRE_FORBIDDEN_TYPE");
		const least = { 1: 24n, 2: 1n << 8n, 4: 1n << 16n, 8: 1n << 32n }[width]!;
		if (argument < least) throw new Forbidden("WIRE_MALFORMED");
		return argument;
	}

	private string(length: bigint): Uint8Array {
		if (length > BigInt(limits.cborStringBytesMax)) throw new Forbidden("WIRE_TOO_LARGE");
		return this.take(Number(length));
	}

	/** An array's announced length is checked before its elements. */
	private array(count: number, depth: number, prefix: number | undefined): unknown[] {
		this.#items += count;
		if (count > this.rest) throw new Forbidden("WIRE_MALFORMED");
		if (this.#items > limits.cborItemsMax) throw new Forbidden("WIRE_TOO_LARGE");
		if (depth + 1 > limits.cborDepthMax) throw new Forbidden("WIRE_TOO_DEEP");
		if (prefix !== undefined && count < prefix) throw new Forbidden("WIRE_WRONG_SHAPE");
		return Array.from({ length: prefix ?? count }, () => this.item(depth + 1));
	}

	private take(count: number): Uint8Array {
		if (count > this.rest) throw new Forbidden("WIRE_MALFORMED");
		this.#at += count;
		return this.#bytes.slice(this.#at - count, this.#at);
	}
}

function verdict(read: () => unknown): Verdict {
	try {
		return { value: read() };
	} catch (error) {
		if (error instanceof Forbidden) return { rule: error.rule };
		throw error;
	}
}

/** The expected result of `CborCodec.decode` for `bytes`. */
export function referenceVerdict(bytes: Uint8Array): Verdict {
	return verdict(() => {
		const reference = new Reference(bytes);
		const value = reference.item(0);
		if (reference.rest > 0) throw new Forbidden("WIRE_MALFORMED");
		return value;
	});
}

/** The expected result of `CborCodec.decodePrefix` for `bytes`. */
export function referencePrefixVerdict(bytes: Uint8Array, count: number): Verdict {
	return verdict(() => {
		const value = new Reference(bytes).item(0, count);
		if (!Array.isArray(value)) throw new Forbidden("WIRE_WRONG_SHAPE");
		return value;
	});
}
