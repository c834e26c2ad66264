// The host's answer about a payment attempt whose outcome the terminal does not know. Sealed in an envelope of domain
// "payment".
import { paymentKeyBytes } from "../core/payment-key.js";
import { limits } from "../core/limits.js";
import type { Signer } from "../core/ports.js";
import type { CborCodec } from "./cbor.js";
import { sealEnvelope } from "./envelope.js";
import { FieldReader } from "./reader.js";

/** Body: [merchant, terminal, epoch, sequence, key, outcome, reference]. */
export interface PaymentAnswer {
	readonly merchant: string;
	readonly terminal: string;
	/** The place of the attempt's first record. */
	readonly epoch: number;
	readonly sequence: number;
	/** Key of the attempt, 16 bytes. An answer for another boot's attempt at the same place has another key. */
	readonly key: Uint8Array;
	/** `PaymentOutcome.withdrawn` or `approved`; others are of a newer version and change nothing. */
	readonly outcome: number;
	/** The payment's token where it was approved, else empty. */
	readonly reference: string;
}

export function sealPaymentAnswer(cbor: CborCodec, signer: Signer, answer: PaymentAnswer): Uint8Array {
	const { merchant, terminal, epoch, sequence, key, outcome, reference } = answer;
	return sealEnvelope(
		cbor,
		signer,
		"payment",
		cbor.encode([merchant, terminal, epoch, sequence, key, outcome, reference]),
	);
}

/** Reads the body of an envelope. Throws Fault WIRE_*. */
export function readPaymentAnswer(cbor: CborCodec, body: Uint8Array): PaymentAnswer {
	const reader = new FieldReader(cbor.decode(body), 7);
	return {
		merchant: reader.identifier(),
		terminal: reader.identifier(),
		epoch: reader.integer(1, 0xffffffff),
		sequence: reader.integer(1, 0xffffffff),
		key: reader.bytes(paymentKeyBytes),
		outcome: reader.code(),
		reference: reader.text(limits.referenceCharactersMax),
	};
}
