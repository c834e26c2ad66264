// Payments that nobody has settled, for an operator; and the operator's word on them, carried to the terminal under the
// host's signature.
import { paymentKey } from "../../firmware/core/payment-key.js";
import type { Digest, Signer } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { sealPaymentAnswer } from "../../firmware/wire/payment-answer.js";
import { isKnown, PaymentOutcome, type Place, RecordKind } from "../../firmware/wire/record.js";
import type { Clock } from "../clock.js";
import { HostFault, type HostFaultCode } from "../faults.js";
import { decodeAny } from "../ingest/decode.js";
import type { Store, UnsettledPayment } from "../store/store.js";
import { PaymentBooks, placeText } from "./books.js";
import { PaymentFold } from "./fold.js";
import { isSettled, type Payment, type PaymentState, stateOf } from "./payment.js";

export interface PaymentsOptions {
	readonly store: Store;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly merchant: string;
}

/** A payment that nobody has settled. */
export interface OpenPayment extends UnsettledPayment {
	readonly state: PaymentState;
	/**
	 * Another board has the terminal's name now: the terminal will not be told the answer, and the answer settles it.
	 */
	readonly isReplaced: boolean;
}

export interface OperatorsWord {
	readonly isCharged: boolean;
	/** The payment's token where it was charged, as the acquirer has it; may be empty. */
	readonly reference: string;
}

/** What is sent to a board that is gone. */
const nothing = new Uint8Array(0);
const sequenceEnd = 0x1_0000_0000;

export class Payments {
	readonly fold: PaymentFold;
	readonly #options: PaymentsOptions;
	readonly #books: PaymentBooks;

	constructor(options: PaymentsOptions) {
		this.#options = options;
		this.#books = new PaymentBooks(options);
		this.fold = new PaymentFold({ ...options, books: this.#books });
	}

	/** Oldest first. */
	open(): OpenPayment[] {
		return this.#options.store.payments.unsettled(undefined).map((payment) => {
			const isReplaced = this.#books.isReplaced(payment.terminal, payment.place.epoch);
			return { ...payment, state: stateOf(payment, isReplaced), isReplaced };
		});
	}

	/** Another board has taken the terminal's name: what its predecessor left open needs somebody. */
	review(terminal: string, onAlarm: (code: HostFaultCode) => void): void {
		this.commit(() => {
			for (const { answer, ...payment } of this.#options.store.payments.unsettled(terminal)) {
				const isAnswered = answer !== undefined && this.#books.isReplaced(terminal, payment.place.epoch);
				this.#books.save(
					{ terminal, place: payment.place, isPresent: false, onAlarm },
					{ ...payment, isAnswered },
				);
			}
		});
	}

	/**
	 * An operator's word on a payment. The same word twice changes nothing. Throws HostFault PAYMENT_UNKNOWN,
	 * PAYMENT_SETTLED, PAYMENT_ANSWERED or PAYMENT_KEY_UNKNOWN.
	 */
	answer(terminal: string, origin: Place, { isCharged, reference: token }: OperatorsWord): void {
		const { store, clock } = this.#options;
		const outcome = isCharged ? PaymentOutcome.approved : PaymentOutcome.withdrawn;
		const reference = isCharged ? token : "";
		this.commit(() => {
			const payment = store.payments.find(terminal, origin);
			if (!payment) throw new HostFault("PAYMENT_UNKNOWN", `${terminal}, ${placeText(origin)}`);
			const given = store.payments.answer(terminal, origin);
			if (given?.outcome === outcome && given.reference === reference) return;
			if (isSettled(payment)) throw new HostFault("PAYMENT_SETTLED", placeText(origin));
			if (given) throw new HostFault("PAYMENT_ANSWERED", placeText(origin));
			const isReplaced = this.#books.isReplaced(terminal, payment.place.epoch);
			const sealed = isReplaced ? nothing : this.seal(terminal, payment, outcome, reference);
			store.payments.addAnswer(terminal, origin, { outcome, reference, sealed, answeredMs: clock.now() });
			const source = { terminal, place: payment.place, isPresent: false, onAlarm: () => undefined };
			if (isReplaced) this.#books.save(source, { ...payment, isAnswered: true });
		});
	}

	/** Sealed, for a terminal that has just come online. */
	pendingAnswers(terminal: string): Uint8Array[] {
		return this.#options.store.payments.pendingAnswers(terminal);
	}

	private commit(work: () => void): void {
		try {
			this.#options.store.transaction(work);
		} catch (error) {
			this.fold.forget();
			throw error;
		}
	}

	private seal(terminal: string, payment: Payment, outcome: number, reference: string): Uint8Array {
		const { cbor, signer, merchant } = this.#options;
		const { epoch, sequence } = payment.origin;
		const key = payment.key ?? this.deriveKey(terminal, payment.origin);
		if (!key) throw new HostFault("PAYMENT_KEY_UNKNOWN", placeText(payment.origin));
		return sealPaymentAnswer(cbor, signer, { merchant, terminal, epoch, sequence, key, outcome, reference });
	}

	/**
	 * By the nonce of the boot that made the attempt: told before it in its own chain, or in the one before where the
	 * chain changed during that boot.
	 */
	private deriveKey(terminal: string, origin: Place): Uint8Array | undefined {
		const { store, cbor, digest, merchant } = this.#options;
		for (let { epoch, sequence } = origin; epoch > 0; epoch--, sequence = sequenceEnd) {
			const row = store.chains.bootBefore(terminal, epoch, sequence);
			const record = row && decodeAny(cbor, row.payload, epoch);
			if (!record || !isKnown(record)) continue;
			const nonce =
				"anchor" in record ? record.anchor.nonce : record.kind === RecordKind.booted ? record.nonce : undefined;
			if (nonce) return paymentKey(digest, { merchant, terminal, epoch: origin.epoch }, origin.sequence, nonce);
		}
		return undefined;
	}
}
