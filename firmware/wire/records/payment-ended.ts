// The outcome of a payment attempt, where no sale records it.
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { encodePlace, type Place, readPlace } from "../place.js";
import { withoutDefaults } from "../sale-parts.js";
import type { RecordCodec } from "./codec.js";

/** Other outcomes are of a newer version; the record's `closes` says whether an outcome is final. */
export const PaymentOutcome = {
	declined: 1,
	/** Nothing was charged, and nothing ever will be under this key. */
	withdrawn: 2,
	/** The outcome is unknown: the attempt stays open, and selling continues. */
	unresolved: 3,
	/** Paid, and its sale waits for the rest: one part of a split payment. */
	approved: 4,
} as const;
export type PaymentOutcome = (typeof PaymentOutcome)[keyof typeof PaymentOutcome];

export interface PaymentEndedBody {
	readonly outcome: number;
	/** The payment's token where it was approved, else empty. */
	readonly reference: string;
	readonly attempt: Place;
	/** It was approved without the bank's confirmation; left out otherwise. */
	readonly isUnconfirmed?: true;
}

/** Body: [outcome, reference, attempt], and behind them 1 where the bank has not confirmed it yet. */
export const paymentEnded: RecordCodec<33, PaymentEndedBody> = {
	kind: 33,
	label: "payment ended",
	encode: ({ outcome, reference, attempt, isUnconfirmed }, epoch) =>
		withoutDefaults([outcome, reference, encodePlace(attempt, epoch)], isUnconfirmed ? 1 : 0),
	decode: (fields, _prefix, epoch) => {
		const outcome = fields.code();
		const reference = fields.text(limits.recordPayloadBytesMax);
		const attempt = readPlace(fields, epoch);
		if (!attempt) throw new Fault("WIRE_WRONG_SHAPE", "an outcome of no attempt");
		const ended = { outcome, reference, attempt };
		return fields.flag() ? { ...ended, isUnconfirmed: true } : ended;
	},
};
