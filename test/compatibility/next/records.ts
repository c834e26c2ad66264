// Records as a later version of the firmware might write them: an extra field in every array, an unknown tender,
// outcome and tax mode, and new kinds. The fixed prefix is unchanged.
import { CborCodec, type WireValue } from "../../../firmware/wire/cbor.js";
import { encodePrefix, prefixFields, type RecordPrefix } from "../../../firmware/wire/prefix.js";
import { encodeRecord, type KnownRecord, RecordKind } from "../../../firmware/wire/record.js";

const cbor = new CborCodec();
type Fields = WireValue[];
type Grow = (value: WireValue) => WireValue;

export const nextTender = 9;
/** A new kind that uses a document number and moves money, such as a refund. */
export const nextDocumentKind = 40;
/** A new kind without a document. */
export const nextNoteKind = 41;
export const nextSeries = 4;

/** Writes the optional fields up to `length`, then an unknown one. */
function grown(value: WireValue, length: number, grow: Readonly<Record<number, Grow>> = {}): Fields {
	const fields = [...(value as Fields)];
	for (const [index, one] of Object.entries(grow))
		if (fields[Number(index)] !== undefined) fields[Number(index)] = one(fields[Number(index)]!);
	while (fields.length < length) fields.push(0);
	fields.push("next");
	return fields;
}

const list =
	(grow: Grow): Grow =>
	(value) =>
		(value as Fields).map(grow);
const line: Grow = (value) =>
	grown(value, 8, { 6: (measure) => (Array.isArray(measure) ? grown(measure, 2) : measure) });
const discount: Grow = (value) => grown(value, 5);
const tax: Grow = (value) => {
	const fields = [...(value as Fields)];
	while (fields.length < 5) fields.push("");
	return grown(fields, 5);
};
const tender: Grow = (value) => grown(value, 4);
const basket: Grow = (value) => grown(value, 7, { 2: list(line), 3: list(discount), 4: list(tax) });
const totals: Grow = (value) => grown(value, 16, { 11: list((one) => grown(one, 2)), 12: list(tax) });
const anchor: Grow = (value) => grown(value, 4, { 0: (numbers) => [...(numbers as Fields), 0, 0, 3], 3: totals });
const saleBody = { 2: list(line), 3: list(discount), 4: list(tax), 6: list(tender) };

/** By kind: the number of fields of a complete body, and which of them are extended. */
function bodyShape(kind: number): readonly [length: number, grow: Readonly<Record<number, Grow>>] {
	switch (kind) {
		case RecordKind.sale:
			return [9, saleBody];
		case RecordKind.trainingSale:
			return [10, Object.fromEntries(Object.entries(saleBody).map(([index, grow]) => [Number(index) + 1, grow]))];
		case RecordKind.saleVoided:
		case RecordKind.basketParked:
			return [1, { 0: basket }];
		case RecordKind.shiftOpened:
			return [1, { 0: anchor }];
		case RecordKind.shiftClosed:
		case RecordKind.shiftSnapshot:
			return [2, { 0: anchor }];
		case RecordKind.paymentAttempted:
			return [7, { 2: basket, 3: list(tender) }];
		case RecordKind.paymentCarried:
			return [12, { 7: basket, 8: list(tender) }];
		default:
			return [0, {}];
	}
}

/** Encodes a record with an extra field at every level. */
export function encodeNext(record: KnownRecord, epoch: number): Uint8Array {
	const fields = cbor.decode(encodeRecord(cbor, record, epoch)) as Fields;
	const [length, grow] = bodyShape(record.kind);
	return cbor.encode([...fields.slice(0, prefixFields), ...grown(fields.slice(prefixFields), length, grow)]);
}

/** Encodes a record of an unknown kind. */
export function encodeNextKind(
	prefix: RecordPrefix & { readonly kind: number },
	epoch: number,
	...body: WireValue[]
): Uint8Array {
	return cbor.encode([...encodePrefix(prefix, epoch), ...body]);
}
