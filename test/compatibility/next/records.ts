// Records as a later version of the firmware might write them: a field more in every array, a tender, an outcome and a
// tax mode that are not known yet, and kinds of its own. The fixed prefix stays what it is.
import { CborCodec, type WireValue } from "../../../firmware/wire/cbor.js";
import { encodePrefix, prefixFields, type RecordPrefix } from "../../../firmware/wire/prefix.js";
import { encodeRecord, type KnownRecord, RecordKind } from "../../../firmware/wire/record.js";

const cbor = new CborCodec();
type Fields = WireValue[];
type Grow = (value: WireValue) => WireValue;

export const nextTender = 9;
/** A kind of its own that uses up a number and moves money: a refund, say. */
export const nextDocumentKind = 40;
/** One that only says something. */
export const nextNoteKind = 41;
export const nextSeries = 4;

/** Lays the fields that may be left out down to `length`, then one that nobody knows. */
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
	grown(value, 7, { 6: (measure) => (Array.isArray(measure) ? grown(measure, 2) : measure) });
const discount: Grow = (value) => grown(value, 4);
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

/** By kind: how many fields a body has with all that may be left out, and what is to be lengthened in it. */
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

/** The record with a field more at every level. */
export function encodeNext(record: KnownRecord, epoch: number): Uint8Array {
	const fields = cbor.decode(encodeRecord(cbor, record, epoch)) as Fields;
	const [length, grow] = bodyShape(record.kind);
	return cbor.encode([...fields.slice(0, prefixFields), ...grown(fields.slice(prefixFields), length, grow)]);
}

/** A record of a kind that is not known yet. */
export function encodeNextKind(
	prefix: RecordPrefix & { readonly kind: number },
	epoch: number,
	...body: WireValue[]
): Uint8Array {
	return cbor.encode([...encodePrefix(prefix, epoch), ...body]);
}
