// The nine fields that every record begins with (docs/records.md): what the second reader knows of records of any
// version. It has its own minimal CBOR reader.

export interface Document {
	/** 1 receipts, 2 no-sales, 3 training sales; more may come. */
	readonly series: number;
	readonly number: number;
	readonly totalMinor: number;
	readonly cashMinor: number;
}

export interface Prefix {
	readonly kind: number;
	readonly bootCount: number;
	readonly uptimeMs: number;
	/** Milliseconds since 1970; 0 if the terminal did not know the time. */
	readonly wallMs: number;
	readonly clockQuality: number;
	readonly staff: number;
	readonly shift: number;
	readonly document: Document | undefined;
	/** The records that this one settles. */
	readonly closes: readonly { readonly epoch: number; readonly sequence: number }[];
}

export const receiptSeries = 1;

const prefixFields = 9;
const depthMax = 8;

const kindNames: Readonly<Record<number, string>> = {
	1: "epoch opened",
	2: "booted",
	3: "clock set",
	4: "catalog applied",
	5: "shift opened",
	6: "shift closed",
	7: "shift snapshot",
	16: "sale",
	17: "sale voided",
	18: "no sale",
	19: "receipt copied",
	20: "inspected",
	21: "training sale",
	22: "basket parked",
	23: "basket dropped",
	32: "payment attempted",
	33: "payment ended",
	34: "payment carried",
};

export function kindName(kind: number): string {
	return kindNames[kind] ?? "of a newer version";
}

/** `epoch` is the record's own. Undefined for bytes that do not begin like a record. */
export function readPrefix(payload: Uint8Array, epoch: number): Prefix | undefined {
	const items = new Items(payload);
	const length = items.arrayLength();
	if (length === undefined || length < prefixFields) return undefined;
	const fields = Array.from({ length: prefixFields }, () => items.next(0));
	const numbers = fields.slice(0, 7);
	if (!numbers.every((field) => typeof field === "number" && field >= 0)) return undefined;
	const [kind, bootCount, uptimeMs, wallMs, clockQuality, staff, shift] = numbers as [
		number,
		number,
		number,
		number,
		number,
		number,
		number,
	];
	const document = readDocument(fields[7]);
	const closes = readPlaces(fields[8], epoch);
	if (document === null || closes === undefined) return undefined;
	return { kind, bootCount, uptimeMs, wallMs, clockQuality, staff, shift, document, closes };
}

/** Undefined for 0, null for anything that is neither 0 nor a document. */
function readDocument(field: Item): Document | undefined | null {
	if (field === 0) return undefined;
	if (!Array.isArray(field)) return null;
	const [series, number, totalMinor, cashMinor] = field;
	const isWhole = [series, number, totalMinor, cashMinor].every((value) => typeof value === "number");
	return isWhole ? ({ series, number, totalMinor, cashMinor } as Document) : null;
}

function readPlaces(field: Item, epoch: number): Prefix["closes"] | undefined {
	if (field === 0) return [];
	if (!Array.isArray(field)) return undefined;
	return field.flatMap((place) => {
		if (typeof place === "number") return place === 0 ? [] : [{ epoch, sequence: place }];
		const [of, sequence] = Array.isArray(place) ? place : [];
		return typeof of === "number" && typeof sequence === "number" ? [{ epoch: of, sequence }] : [];
	});
}

/** Undefined for anything other than an integer or a list, and at the end of the bytes. */
type Item = number | undefined | readonly Item[];

/** Reads RFC 8949 items one after another. */
class Items {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	arrayLength(): number | undefined {
		const head = this.head();
		return head?.major === 4 ? head.argument : undefined;
	}

	next(depth: number): Item {
		const head = this.head();
		if (head === undefined) return undefined;
		const { major, argument } = head;
		if (major === 0) return argument;
		if (major === 1) return -1 - argument;
		if (major === 2 || major === 3) this.#at += argument;
		if (major !== 4 || depth === depthMax || argument > this.#bytes.length) return undefined;
		return Array.from({ length: argument }, () => this.next(depth + 1));
	}

	private head(): { readonly major: number; readonly argument: number } | undefined {
		const first = this.#bytes[this.#at++];
		if (first === undefined) return undefined;
		const major = first >> 5;
		const info = first & 31;
		if (info < 24) return { major, argument: info };
		const length = info <= 27 ? 1 << (info - 24) : 0;
		if (length === 0 || this.#at + length > this.#bytes.length) return undefined;
		let argument = 0;
		for (let i = 0; i < length; i++) argument = argument * 256 + this.#bytes[this.#at++]!;
		return Number.isSafeInteger(argument) ? { major, argument } : undefined;
	}
}
