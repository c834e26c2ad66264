// Encodes and decodes the records of a terminal's journal. A record is a CBOR array read by position: the fixed prefix,
// then the body of its kind. Readers accept more elements than they know, and keep the bytes of kinds that they do not
// know. docs/records.md is the format document.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { CborCodec } from "./cbor.js";
import { encodePrefix, prefixFields, readPrefix, type RecordPrefix } from "./prefix.js";
import { FieldReader } from "./reader.js";
import type { RecordCodec } from "./records/codec.js";
import { codecOf, recordCodecs, type RecordCodecs } from "./records/registry.js";

export type { Anchor, ShiftTotals, TenderTotal } from "./anchor.js";
export type { Place } from "./place.js";
export { type Document, type RecordPrefix, Series, type Stamp } from "./prefix.js";
export { CashReason, type CashReasonName, cashReasonName } from "./records/cash-moved.js";
export { OverrideReason, type OverrideReasonName, overrideReasonName } from "./records/overridden.js";
export type { PaymentAttempt } from "./records/payment-attempted.js";
export { PaymentOutcome } from "./records/payment-ended.js";
export type { SaleBody } from "./records/sale-body.js";
export {
	type BasketContent,
	type SaleCoupon,
	type SaleDiscount,
	type SaleLine,
	TaxMode,
	type TaxRate,
	type TaxSplit,
	type Tender,
} from "./sale-parts.js";
export { TenderKind } from "./tenders/registry.js";

type RecordOf<Codec> =
	Codec extends RecordCodec<infer Kind, infer Body> ? RecordPrefix & { readonly kind: Kind } & Body : never;

export type KnownRecord = { readonly [Name in keyof RecordCodecs]: RecordOf<RecordCodecs[Name]> }[keyof RecordCodecs];
/** The record of one kind, by its name in the registry. */
export type RecordNamed<Name extends keyof RecordCodecs> = RecordOf<RecordCodecs[Name]>;
export type SaleRecord = RecordNamed<"sale">;
export type TrainingSaleRecord = RecordNamed<"trainingSale">;
export type SaleVoidedRecord = RecordNamed<"saleVoided">;
export type NoSaleRecord = RecordNamed<"noSale">;
export type ShiftOpenedRecord = RecordNamed<"shiftOpened">;
export type ShiftClosedRecord = RecordNamed<"shiftClosed">;
export type ShiftSnapshotRecord = RecordNamed<"shiftSnapshot">;
/** @forTests: the tests of the host make epochs that follow any place. */
export type EpochOpenedRecord = RecordNamed<"epochOpened">;
export type BootedRecord = RecordNamed<"booted">;
export type BasketParkedRecord = RecordNamed<"basketParked">;
export type PaymentAttemptedRecord = RecordNamed<"paymentAttempted">;
export type PaymentEndedRecord = RecordNamed<"paymentEnded">;
export type PaymentCarriedRecord = RecordNamed<"paymentCarried">;
export type PartPaidRecord = RecordNamed<"partPaid">;
export type CashReturnedRecord = RecordNamed<"cashReturned">;
export type CashMovedRecord = RecordNamed<"cashMoved">;
export type PinRefusedRecord = RecordNamed<"pinRefused">;
export type FlagsSetRecord = RecordNamed<"flagsSet">;

type RecordKinds = { readonly [Name in keyof RecordCodecs]: RecordCodecs[Name]["kind"] };
export const RecordKind = /* @__PURE__ */ Object.fromEntries(
	Object.entries(recordCodecs).map(([name, codec]) => [name, codec.kind]),
) as RecordKinds;

/**
 * A record of a newer version: of a kind that this version does not know, or of a known kind whose body it cannot read.
 * Its numbers, money and closed places are read from its prefix.
 */
export interface UnknownRecord extends RecordPrefix {
	readonly kind: number;
	readonly unknown: "kind" | "body";
}

export function isKnown(record: KnownRecord | UnknownRecord): record is KnownRecord {
	return !("unknown" in record);
}

/**
 * The bytes that are chained, stored, shipped and verified; no record is ever encoded a second time. `epoch` is the
 * record's own. Throws Fault WIRE_TOO_LARGE.
 */
export function encodeRecord(cbor: CborCodec, record: KnownRecord, epoch: number): Uint8Array {
	return cbor.encode(
		[...encodePrefix(record, epoch), ...codecOf(record.kind)!.encode(record, epoch)],
		limits.recordPayloadBytesMax,
	);
}

/**
 * Throws Fault WIRE_* on bytes that are not a record of any version. A record that this version cannot read comes back
 * as unknown.
 */
export function decodeRecord(cbor: CborCodec, bytes: Uint8Array, epoch: number): KnownRecord | UnknownRecord {
	const value = cbor.decode(bytes, limits.recordPayloadBytesMax);
	const fields = new FieldReader(value, prefixFields, prefixFields);
	const prefix = readPrefix(value as unknown[], epoch);
	const codec = codecOf(prefix.kind);
	if (!codec) return { ...prefix, unknown: "kind" };
	try {
		return { ...prefix, ...codec.decode(fields, prefix, epoch) } as KnownRecord;
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		return { ...prefix, unknown: "body" };
	}
}
