// The nine fields that every record begins with (docs/records.md): what the second reader knows of records of any
// version. It decodes them with cbor-x, independently of the firmware's codec.
import { Decoder, type Options, setSizeLimits } from "cbor-x/index-no-eval";
import { limits } from "../../firmware/core/limits.js";

export interface Document {
	/** 1 receipts, 2 no-sales, 3 training sales, 4 cash movements; more may come. */
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

// Initial bytes of arrays: with the length in the byte itself, or in one or two bytes behind it (RFC 8949, section 3).
const arrayHead = 0x80;
const arrayHeadOneByte = 0x98;
const arrayHeadTwoBytes = 0x99;

/** `int64AsNumber` is missing from the package's own types. */
const options: Options & { readonly int64AsNumber: boolean } = { useRecords: false, int64AsNumber: true };
const decoder = new Decoder(options);
// So that an absurd length reserves no memory. The limits hold for the whole process.
const { cborItemsMax } = limits;
setSizeLimits({ maxArraySize: cborItemsMax, maxMapSize: cborItemsMax, maxObjectSize: cborItemsMax });

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
	35: "part paid",
	36: "cash returned",
	40: "cash moved",
	41: "staff signed in",
	42: "PIN refused",
	43: "overridden",
	64: "flags set",
};

export function kindName(kind: number): string {
	return kindNames[kind] ?? "of a newer version";
}

/** `epoch` is the record's own. Undefined for bytes that do not begin like a record. */
export function readPrefix(payload: Uint8Array, epoch: number): Prefix | undefined {
	const fields = firstFields(payload);
	if (!fields) return undefined;
	const numbers = fields.slice(0, 7);
	if (!numbers.every((field) => isInteger(field) && field >= 0)) return undefined;
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
function readDocument(field: unknown): Document | undefined | null {
	if (field === 0) return undefined;
	if (!Array.isArray(field)) return null;
	const [series, number, totalMinor, cashMinor]: unknown[] = field;
	const isWhole = [series, number, totalMinor, cashMinor].every(isInteger);
	return isWhole ? ({ series, number, totalMinor, cashMinor } as Document) : null;
}

function readPlaces(field: unknown, epoch: number): Prefix["closes"] | undefined {
	if (field === 0) return [];
	if (!Array.isArray(field)) return undefined;
	return field.flatMap((place: unknown) => {
		if (isInteger(place)) return place === 0 ? [] : [{ epoch, sequence: place }];
		const [of, sequence]: unknown[] = Array.isArray(place) ? place : [];
		return isInteger(of) && isInteger(sequence) ? [{ epoch: of, sequence }] : [];
	});
}

function isInteger(value: unknown): value is number {
	return Number.isSafeInteger(value);
}

/**
 * The first nine elements of an array. A newer version may use other encodings behind them, so they are decoded as an
 * array of their own.
 */
function firstFields(payload: Uint8Array): readonly unknown[] | undefined {
	const [head = 0, high = 0, low = 0] = payload;
	const headBytes = head === arrayHeadTwoBytes ? 3 : head === arrayHeadOneByte ? 2 : 1;
	const length = headBytes === 1 ? head - arrayHead : headBytes === 2 ? high : high * 0x100 + low;
	if (length < prefixFields || (headBytes === 1 && head >= arrayHeadOneByte)) return undefined;
	let fields: unknown;
	try {
		const bytes = Uint8Array.of(arrayHead + prefixFields, ...payload.subarray(headBytes));
		decoder.decodeMultiple(bytes, (value: unknown) => {
			fields = value;
			return false;
		});
	} catch {
		return undefined;
	}
	return Array.isArray(fields) && fields.length === prefixFields ? fields : undefined;
}
