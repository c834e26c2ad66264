// A reader or a gateway is about to be asked for money (invariant 13). This record comes first, so that the till knows
// after any failure which basket it asked for, and under which key (core/payment-key.ts).
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
	/** The basket that it pays for, or a part of it. */
	readonly basket: BasketContent;
	/** Tenders that were taken for this basket before. */
	readonly tenders: readonly Tender[];
	/** Of those tenders. */
	readonly roundingMinor: number;
	readonly changeMinor: number;
	/** The parked basket that was recalled for it, which stays open until the attempt is settled. */
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
