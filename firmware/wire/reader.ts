// Reads a decoded array by position and checks type and range of each field. Longer arrays are accepted: newer writers
// append.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";

const identifierPattern = /^[a-z0-9][a-z0-9-]*$/;

export class FieldReader {
	readonly #fields: readonly unknown[];
	#next: number;

	/**
	 * Reads from field `first` on. Throws Fault WIRE_WRONG_SHAPE when `value` is not an array of at least `count`
	 * fields.
	 */
	constructor(value: unknown, count: number, first = 0) {
		if (!Array.isArray(value) || value.length < count) throw new Fault("WIRE_WRONG_SHAPE", `array of ${count}`);
		this.#fields = value;
		this.#next = first;
	}

	/** Whether a field is left: those at the end may have been left out, and newer writers append. */
	get hasMore(): boolean {
		return this.#next < this.#fields.length;
	}

	/** Whether the next field is a list. */
	get isList(): boolean {
		return Array.isArray(this.#fields[this.#next]);
	}

	/** Whether the next field is a text. */
	get isText(): boolean {
		return typeof this.#fields[this.#next] === "string";
	}

	/** Whether the next field is a string of so many bytes. */
	isBytes(length: number): boolean {
		const value = this.#fields[this.#next];
		return value instanceof Uint8Array && value.length === length;
	}

	integer(min: number, max: number): number {
		const value = this.take();
		if (typeof value !== "number" || !Number.isSafeInteger(value) || value < min || value > max)
			throw new Fault("WIRE_WRONG_SHAPE", `field ${this.#next - 1}: integer ${min}..${max}`);
		return value;
	}

	u32(): number {
		return this.integer(0, 0xffffffff);
	}

	/** A code of a table that may grow: an unknown one is kept as a number. */
	code(): number {
		return this.integer(0, 0xffff);
	}

	/** A signed amount of one record in minor units, which may be larger than this version's till would write. */
	amount(): number {
		return this.integer(-limits.amountMinorMax, limits.amountMinorMax);
	}

	/** A sum of many amounts, or milliseconds. */
	sum(): number {
		return this.integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
	}

	text(charactersMax: number): string {
		const value = this.take();
		if (typeof value !== "string" || value.length > charactersMax)
			throw new Fault("WIRE_WRONG_SHAPE", `field ${this.#next - 1}: text`);
		return value;
	}

	/** A name that is safe in topics, file names and URLs. */
	identifier(): string {
		const value = this.text(limits.identifierCharactersMax);
		if (!identifierPattern.test(value)) throw new Fault("WIRE_WRONG_SHAPE", `field ${this.#next - 1}: identifier`);
		return value;
	}

	/** Bytes of exactly `length`, or of at most `lengthMax` where `length` is undefined. Always a plain Uint8Array. */
	bytes(length: number | undefined, lengthMax: number = limits.cborStringBytesMax): Uint8Array {
		const value = this.take();
		if (
			!(value instanceof Uint8Array) ||
			(length === undefined ? value.length > lengthMax : value.length !== length)
		)
			throw new Fault("WIRE_WRONG_SHAPE", `field ${this.#next - 1}: bytes`);
		return new Uint8Array(value);
	}

	boolean(): boolean {
		const value = this.take();
		if (typeof value !== "boolean") throw new Fault("WIRE_WRONG_SHAPE", `field ${this.#next - 1}: boolean`);
		return value;
	}

	/** Whether the next field is 1. It may be left out at the end; other values are of a newer version. */
	flag(): boolean {
		return this.take() === 1;
	}

	/** The next field if it is a count; otherwise 0: it may be left out at the end, or be of a newer version. */
	count(): number {
		const value = this.take();
		return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
	}

	/** The next field if it is a sum; otherwise 0, as above. */
	sumOrNone(): number {
		const value = this.take();
		return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
	}

	/** The fields of an array of at least `count`. */
	fields(count: number): FieldReader {
		return new FieldReader(this.take(), count);
	}

	/** A list of at most `countMax` arrays of at least `fields` fields, each read by `read`. */
	list<T>(countMax: number, fields: number, read: (item: FieldReader) => T): T[] {
		return this.values(countMax).map((item) => read(new FieldReader(item, fields)));
	}

	/** A list of at most `countMax` codes of a table that may grow. */
	codes(countMax: number): number[] {
		const values = this.values(countMax);
		const reader = new FieldReader(values, 0);
		return values.map(() => reader.code());
	}

	values(countMax: number): readonly unknown[] {
		const value = this.take();
		if (!Array.isArray(value) || value.length > countMax)
			throw new Fault("WIRE_WRONG_SHAPE", `field ${this.#next - 1}: list`);
		return value;
	}

	private take(): unknown {
		return this.#fields[this.#next++];
	}
}

export function isIdentifier(text: string): boolean {
	return text.length <= limits.identifierCharactersMax && identifierPattern.test(text);
}
