// What became of a payment attempt, as far as no sale says it.
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { encodePlace, type Place, readPlace } from "../place.js";
import type { RecordCodec } from "./codec.js";

/** Other outcomes are of a newer version; whether one is final is told by the record's `closes`. */
export const PaymentOutcome = {
	declined: 1,
	/** Nothing was charged, and never will be under its key. */
	withdrawn: 2,
	/** Nobody knows yet: it stays open, and selling goes on. */
	unresolved: 3,
	/** It is paid, and its sale waits for the rest: the leg of a split. */
	approved: 4,
} as const;
export type PaymentOutcome = (typeof PaymentOutcome)[keyof typeof PaymentOutcome];

export interface PaymentEndedBody {
	readonly outcome: number;
	/** The payment's token where it was approved, else empty. */
	readonly reference: string;
	readonly attempt: Place;
}

/** Body: [outcome, reference, attempt]. */
export const paymentEnded: RecordCodec<33, PaymentEndedBody> = {
	kind: 33,
	label: "payment ended",
	encode: ({ outcome, reference, attempt }, epoch) => [outcome, reference, encodePlace(attempt, epoch)],
	decode: (fields, _prefix, epoch) => {
		const outcome = fields.code();
		const reference = fields.text(limits.recordPayloadBytesMax);
		const attempt = readPlace(fields, epoch);
		if (!attempt) throw new Fault("WIRE_WRONG_SHAPE", "an outcome of no attempt");
		return { outcome, reference, attempt };
	},
};
