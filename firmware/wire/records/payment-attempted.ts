// A reader or a gateway is about to be asked for money (invariant 13). The record comes first: whatever happens then,
// the till knows for which basket it asked, and under which key (core/payment-key.ts).
import type { WireValue } from "../cbor.js";
import type { FieldReader } from "../reader.js";
import { encodePlace, type Place, readPlace } from "../place.js";
import {
	type BasketContent,
	encodeBasket,
	encodeTenders,
	readBasket,
	readTenders,
	type Tender,
} from "../sale-parts.js";
import type { RecordCodec } from "./codec.js";

export interface PaymentAttempt {
	/** One of `TenderKind`, or of a newer version. */
	readonly tenderKind: number;
	readonly amountMinor: number;
	/** What it pays for, or a part of. */
	readonly basket: BasketContent;
	/** What had been taken for this basket before. */
	readonly tenders: readonly Tender[];
	/** Of those tenders. */
	readonly roundingMinor: number;
	readonly changeMinor: number;
	/** The parked basket that it was taken back from, which stays open until this is settled. */
	readonly parked: Place | undefined;
}

export function encodeAttempt(attempt: PaymentAttempt, epoch: number): WireValue[] {
	const { tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor, parked } = attempt;
	const fields: WireValue[] = [
		tenderKind,
		amountMinor,
		encodeBasket(basket),
		encodeTenders(tenders, epoch),
		roundingMinor,
		changeMinor,
	];
	if (parked) fields.push(encodePlace(parked, epoch));
	return fields;
}

/** The next fields, six or seven. Throws Fault WIRE_WRONG_SHAPE. */
export function readAttempt(fields: FieldReader, epoch: number): PaymentAttempt {
	return {
		tenderKind: fields.code(),
		amountMinor: fields.amount(),
		basket: readBasket(fields),
		tenders: readTenders(fields, epoch),
		roundingMinor: fields.amount(),
		changeMinor: fields.amount(),
		parked: fields.hasMore ? readPlace(fields, epoch) : undefined,
	};
}

/** Body: [tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor], and behind them the parked place. */
export const paymentAttempted: RecordCodec<32, PaymentAttempt> = {
	kind: 32,
	label: "payment attempted",
	encode: encodeAttempt,
	decode: (fields, _prefix, epoch) => readAttempt(fields, epoch),
};
