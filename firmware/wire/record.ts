// The records a terminal journals: intents with their outcome. A record is a CBOR array, read by position: the fixed
// prefix, then the body of its kind. Readers accept more elements than they know and keep unknown kinds' bytes.
// docs/records.md is the format document.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { CborCodec } from "./cbor.js";
import { encodePrefix, prefixFields, readPrefix, type RecordPrefix } from "./prefix.js";
import { FieldReader } from "./reader.js";
import type { RecordCodec } from "./records/codec.js";
import { codecOf, recordCodecs, type RecordCodecs } from "./records/registry.js";

export type { Anchor, ShiftTotals, TenderTotal } from "./anchor.js";
export type { Place } from "./place.js";
export { type Document, type KindAndPrefix, type RecordPrefix, Series, type Stamp } from "./prefix.js";
export type { ChainOrigin } from "./records/epoch-opened.js";
export type { PaymentAttempt } from "./records/payment-attempted.js";
export { PaymentOutcome } from "./records/payment-ended.js";
export type { SaleBody } from "./records/sale-body.js";
export {
	type BasketContent,
	type SaleDiscount,
	type SaleLine,
	TaxMode,
	type TaxRate,
	type TaxSplit,
	type Tender,
	TenderKind,
} from "./sale-parts.js";

type RecordOf<Codec> =
	Codec extends RecordCodec<infer Kind, infer Body> ? RecordPrefix & { readonly kind: Kind } & Body : never;

export type KnownRecord = { readonly [Name in keyof RecordCodecs]: RecordOf<RecordCodecs[Name]> }[keyof RecordCodecs];
export type SaleRecord = RecordOf<RecordCodecs["sale"]>;
export type TrainingSaleRecord = RecordOf<RecordCodecs["trainingSale"]>;
export type SaleVoidedRecord = RecordOf<RecordCodecs["saleVoided"]>;
export type NoSaleRecord = RecordOf<RecordCodecs["noSale"]>;
export type ShiftOpenedRecord = RecordOf<RecordCodecs["shiftOpened"]>;
export type ShiftClosedRecord = RecordOf<RecordCodecs["shiftClosed"]>;
export type ShiftSnapshotRecord = RecordOf<RecordCodecs["shiftSnapshot"]>;
export type EpochOpenedRecord = RecordOf<RecordCodecs["epochOpened"]>;
export type BootedRecord = RecordOf<RecordCodecs["booted"]>;
export type CatalogAppliedRecord = RecordOf<RecordCodecs["catalogApplied"]>;
export type BasketParkedRecord = RecordOf<RecordCodecs["basketParked"]>;
export type PaymentAttemptedRecord = RecordOf<RecordCodecs["paymentAttempted"]>;
export type PaymentEndedRecord = RecordOf<RecordCodecs["paymentEnded"]>;
export type PaymentCarriedRecord = RecordOf<RecordCodecs["paymentCarried"]>;

export const RecordKind = /* @__PURE__ */ Object.fromEntries(
	Object.entries(recordCodecs).map(([name, codec]) => [name, codec.kind]),
) as unknown as { readonly [Name in keyof RecordCodecs]: RecordCodecs[Name]["kind"] };

/**
 * A record of a newer version: of a kind that this one does not know, or of a known one in a shape that it cannot read.
 * Its prefix counts.
 */
export interface UnknownRecord extends RecordPrefix {
	readonly kind: number;
	readonly unknown: "kind" | "body";
}

export function isKnown(record: KnownRecord | UnknownRecord): record is KnownRecord {
	return !("unknown" in record);
}

/**
 * What was encoded is what is chained, stored, shipped and verified: nothing is ever encoded again. `epoch` is the
 * record's own.
 */
export function encodeRecord(cbor: CborCodec, record: KnownRecord, epoch: number): Uint8Array {
	return cbor.encode(
		[...encodePrefix(record, epoch), ...codecOf(record.kind)!.encode(record, epoch)],
		limits.recordPayloadBytesMax,
	);
}

/**
 * Throws Fault WIRE_* on bytes that are no record of any version; what this version cannot read comes back as unknown.
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
