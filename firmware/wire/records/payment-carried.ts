// An open payment attempt, written again so that its first record may be trimmed. It closes the record that it replaces
// and is the attempt from then on; the key stays that of the first.
import { limits } from "../../core/limits.js";
import { type Place } from "../place.js";
import type { RecordCodec } from "./codec.js";
import { encodeAttempt, type PaymentAttempt, readAttempt } from "./payment-attempted.js";

export interface PaymentCarriedBody extends PaymentAttempt {
	/** The attempt's first record. */
	readonly origin: Place;
	/** 16 bytes. */
	readonly key: Uint8Array;
	/** The last outcome that was noted, one of `PaymentOutcome`; 0 for none. */
	readonly outcome: number;
	readonly reference: string;
	/** It was approved without the bank's confirmation; left out otherwise. */
	readonly isUnconfirmed?: true;
}

const keyBytes = 16;

/**
 * Body: [originEpoch, originSequence, key, outcome, reference, ...attempt], and behind them 1 where the bank has not
 * confirmed it yet.
 */
export const paymentCarried: RecordCodec<34, PaymentCarriedBody> = {
	kind: 34,
	label: "payment carried",
	encode: (body, epoch) => [
		...[body.origin.epoch, body.origin.sequence, body.key, body.outcome, body.reference],
		...encodeAttempt(body, epoch, body.isUnconfirmed ? 1 : 0),
	],
	decode: (fields, _prefix, epoch) => {
		const carried = {
			origin: { epoch: fields.integer(1, 0xffffffff), sequence: fields.integer(1, 0xffffffff) },
			key: fields.bytes(keyBytes),
			outcome: fields.code(),
			reference: fields.text(limits.recordPayloadBytesMax),
			...readAttempt(fields, epoch),
		};
		return fields.flag() ? { ...carried, isUnconfirmed: true } : carried;
	},
};
