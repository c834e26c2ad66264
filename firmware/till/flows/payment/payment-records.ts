// Records of payments through a reader (invariant 13): attempted, ended and carried.
import { assert } from "../../../core/assert.js";
import { type PaymentAttempt, type PaymentOutcome, type Place, RecordKind } from "../../../wire/record.js";
import type { OpenPayment } from "../../session/open-items.js";
import type { PaymentInHand } from "../../session/payment-in-hand.js";
import type { UnstampedRecord } from "../../session/record-writer.js";

export function attemptedRecord(
	{ basket, settlement, parked, held }: PaymentInHand,
	tenderKind: number,
	amountMinor: number,
): UnstampedRecord {
	const { tenders, roundingMinor, changeMinor } = settlement;
	return {
		kind: RecordKind.paymentAttempted,
		...{ tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor, parked, held: held?.origin },
	};
}

/** `reference`: the payment's token if it was approved, otherwise empty. */
export function endedRecord(
	{ origin }: OpenPayment,
	outcome: PaymentOutcome,
	reference: string,
	closes: readonly Place[] = [],
	isUnconfirmed = false,
): UnstampedRecord {
	const ended = { kind: RecordKind.paymentEnded, outcome, reference, attempt: origin, closes };
	return isUnconfirmed ? { ...ended, isUnconfirmed } : ended;
}

/** Replaces the record that holds the payment. */
export function carriedRecord(
	{ origin, key, place, isUnconfirmed }: OpenPayment,
	outcome: number,
	reference: string,
	attempt: PaymentAttempt,
): UnstampedRecord {
	assert(key, "an attempt");
	const { tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor, parked, held } = attempt;
	const carried = {
		kind: RecordKind.paymentCarried,
		closes: [place],
		...{ origin, key, outcome, reference },
		...{ tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor, parked, held },
	};
	return isUnconfirmed ? { ...carried, isUnconfirmed } : carried;
}
