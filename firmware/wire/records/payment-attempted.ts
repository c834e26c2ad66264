// A reader or a gateway is about to be asked for money (invariant 13). This record comes first, so that the till knows
// after any failure which basket it asked for, and under which key (core/payment-key.ts).
import type { WireValue } from "../cbor.js";
import type { FieldReader } from "../reader.js";
import { encodePlace, type Place, readLaterPlace, readPlace } from "../place.js";
import {
	type BasketContent,
	encodeBasket,
	encodeTenders,
	readBasket,
	readTenders,
	type Tender,
	withoutDefaults,
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
	/** The record that holds the cash among those tenders; left out where there is none. */
	readonly held?: Place | undefined;
}

/** `more`: a field behind it, 0 where it may be left out. */
export function encodeAttempt(attempt: PaymentAttempt, epoch: number, more = 0): WireValue[] {
	const { tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor, parked, held } = attempt;
	return withoutDefaults(
		[tenderKind, amountMinor, encodeBasket(basket), encodeTenders(tenders, epoch), roundingMinor, changeMinor],
		parked ? encodePlace(parked, epoch) : 0,
		held ? encodePlace(held, epoch) : 0,
		more,
	);
}

/** The next fields, six to eight. Throws Fault WIRE_WRONG_SHAPE. */
export function readAttempt(fields: FieldReader, epoch: number): PaymentAttempt {
	const attempt = {
		tenderKind: fields.code(),
		amountMinor: fields.amount(),
		basket: readBasket(fields),
		tenders: readTenders(fields, epoch),
		roundingMinor: fields.amount(),
		changeMinor: fields.amount(),
		parked: fields.hasMore ? readPlace(fields, epoch) : undefined,
	};
	const held = readLaterPlace(fields, epoch);
	return held ? { ...attempt, held } : attempt;
}

/**
 * Body: [tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor], and behind them the parked place and
 * the place of the held cash.
 */
export const paymentAttempted: RecordCodec<32, PaymentAttempt> = {
	kind: 32,
	label: "payment attempted",
	encode: encodeAttempt,
	decode: (fields, _prefix, epoch) => readAttempt(fields, epoch),
};
