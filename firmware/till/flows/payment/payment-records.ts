// Records of payments through a reader (invariant 13): attempted, ended and carried.
import { type PaymentAttempt, type PaymentOutcome, type Place, RecordKind } from "../../../wire/record.js";
import type { OpenPayment } from "../../session/open-items.js";
import type { PaymentInHand } from "../../session/payment-in-hand.js";
import type { UnstampedRecord } from "../../session/record-writer.js";

export function attemptedRecord(
	{ basket, settlement, parked }: PaymentInHand,
	tenderKind: number,
	amountMinor: number,
): UnstampedRecord {
	const { tenders, roundingMinor, changeMinor } = settlement;
	return {
		kind: RecordKind.paymentAttempted,
		...{ tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor, parked },
	};
}

/** `reference`: the payment's token if it was approved, otherwise empty. */
export function endedRecord(
	{ origin }: OpenPayment,
	outcome: PaymentOutcome,
	reference: string,
	closes: readonly Place[] = [],
): UnstampedRecord {
	return { kind: RecordKind.paymentEnded, outcome, reference, attempt: origin, closes };
}

/** Replaces the record that holds the payment. */
export function carriedRecord(
	{ origin, key, place }: OpenPayment,
	outcome: number,
	reference: string,
	attempt: PaymentAttempt,
): UnstampedRecord {
	const { tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor, parked } = attempt;
	return {
		kind: RecordKind.paymentCarried,
		closes: [place],
		...{ origin, key, outcome, reference },
		...{ tenderKind, amountMinor, basket, tenders, roundingMinor, changeMinor, parked },
	};
}
