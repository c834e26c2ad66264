// Unsettled payments for an operator, and the operator's answers, sent to the terminal under the host's signature.
import { equal } from "../../firmware/core/bytes.js";
import { paymentKey } from "../../firmware/core/payment-key.js";
import type { Digest, Signer } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { sealPaymentAnswer } from "../../firmware/wire/payment-answer.js";
import { isKnown, PaymentOutcome, type Place, RecordKind } from "../../firmware/wire/record.js";
import type { Clock } from "../clock.js";
import { HostFault } from "../faults.js";
import type { UnconfirmedTender } from "../ledger/confirmations/ledger.js";
import { decodeAny } from "../ledger/decode.js";
import { isSettled, type Payment, type PaymentState, placeText, stateOf } from "../ledger/payments/payment.js";
import type { AnswerRow, EpochRow, Store, UnsettledPayment } from "../store/store.js";

export interface PaymentsOptions {
	readonly store: Pick<Store, "payments" | "chains">;
	/** Resolves when the ledgers have folded every entry of the log. */
	readonly caughtUp: () => Promise<void>;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly merchant: string;
}

/** A payment that is not settled. */
export interface OpenPayment extends UnsettledPayment {
	readonly state: PaymentState;
	/**
	 * Another board has taken the terminal's name: the answer is not sent to the terminal but settles the payment
	 * itself.
	 */
	readonly isReplaced: boolean;
}

export interface OperatorAnswer {
	readonly isCharged: boolean;
	/** The acquirer's token of the payment if it was charged; may be empty. */
	readonly reference: string;
}

/** Stored instead of a sealed answer where the terminal is sent none. */
const noAnswer = new Uint8Array(0);
const sequenceEnd = 0x1_0000_0000;

export class Payments {
	readonly #options: PaymentsOptions;

	constructor(options: PaymentsOptions) {
		this.#options = options;
	}

	/** Oldest first. */
	async open(): Promise<OpenPayment[]> {
		const { store } = this.#options;
		const unsettled = await store.payments.unsettled();
		const names = [...new Set(unsettled.map(({ terminal }) => terminal))];
		const epochs = await Promise.all(names.map((name) => store.chains.epochs(name)));
		const epochsOf = new Map(names.map((name, i) => [name, epochs[i]!]));
		return unsettled.map((payment) => {
			const isReplaced = hasOtherKey(epochsOf.get(payment.terminal)!, payment.place.epoch);
			return { ...payment, state: stateOf(payment, isReplaced), isReplaced };
		});
	}

	/** Payments of sales that a reader took without the bank and nothing has confirmed since, oldest first. */
	unconfirmed(): Promise<UnconfirmedTender[]> {
		return this.#options.store.payments.unconfirmed();
	}

	/**
	 * Records an operator's answer for a payment, based on the whole log. Repeating the same answer has no effect.
	 * Rejects with HostFault PAYMENT_UNKNOWN, PAYMENT_SETTLED, PAYMENT_ANSWERED or PAYMENT_KEY_UNKNOWN.
	 */
	async answer(terminal: string, origin: Place, { isCharged, reference: token }: OperatorAnswer): Promise<void> {
		const { store, clock, caughtUp } = this.#options;
		const outcome = isCharged ? PaymentOutcome.approved : PaymentOutcome.withdrawn;
		const reference = isCharged ? token : "";
		await caughtUp();
		const payment = await store.payments.find(terminal, origin);
		if (!payment) throw new HostFault("PAYMENT_UNKNOWN", `${terminal}, ${placeText(origin)}`);
		const given = await store.payments.answer(terminal, origin);
		if (isSame(given, outcome, reference)) return;
		// Its sale is complete, so that the terminal needs no answer; the answer is for the books.
		const isUnconfirmed = await store.payments.isUnconfirmed(terminal, origin);
		if (isSettled(payment) && !isUnconfirmed) throw new HostFault("PAYMENT_SETTLED", placeText(origin));
		if (given) throw new HostFault("PAYMENT_ANSWERED", placeText(origin));
		const isReplaced = hasOtherKey(await store.chains.epochs(terminal), payment.place.epoch);
		const sealed = isReplaced || isUnconfirmed ? noAnswer : await this.seal(terminal, payment, outcome, reference);
		const answer = { outcome, reference, sealed, answeredMs: clock.now() };
		const isFirst = await store.payments.addAnswer(terminal, origin, answer);
		// Another request has answered meanwhile: the same answer is not a conflict.
		if (!isFirst && !isSame(await store.payments.answer(terminal, origin), outcome, reference))
			throw new HostFault("PAYMENT_ANSWERED", placeText(origin));
		await caughtUp();
	}

	/** Sealed answers for a terminal that has just come online. */
	pendingAnswers(terminal: string): Promise<Uint8Array[]> {
		return this.#options.store.payments.pendingAnswers(terminal);
	}

	private async seal(terminal: string, payment: Payment, outcome: number, reference: string): Promise<Uint8Array> {
		const { cbor, signer, merchant } = this.#options;
		const { epoch, sequence } = payment.origin;
		const key = payment.key ?? (await this.deriveKey(terminal, payment.origin));
		if (!key) throw new HostFault("PAYMENT_KEY_UNKNOWN", placeText(payment.origin));
		return sealPaymentAnswer(cbor, signer, { merchant, terminal, epoch, sequence, key, outcome, reference });
	}

	/**
	 * Derives the key from the nonce of the boot that made the attempt. The nonce is in an earlier record of the same
	 * chain, or in the previous chain if the chain changed during that boot.
	 */
	private async deriveKey(terminal: string, origin: Place): Promise<Uint8Array | undefined> {
		const { store, cbor, digest, merchant } = this.#options;
		for (let { epoch, sequence } = origin; epoch > 0; epoch--, sequence = sequenceEnd) {
			const row = await store.chains.bootBefore(terminal, epoch, sequence);
			const record = row && decodeAny(cbor, row.payload, epoch);
			if (!record || !isKnown(record)) continue;
			const nonce =
				"anchor" in record ? record.anchor.nonce : record.kind === RecordKind.booted ? record.nonce : undefined;
			if (nonce) return paymentKey(digest, { merchant, terminal, epoch: origin.epoch }, origin.sequence, nonce);
		}
		return undefined;
	}
}

function isSame(given: AnswerRow | undefined, outcome: number, reference: string): boolean {
	return given?.outcome === outcome && given.reference === reference;
}

/**
 * Whether another board has taken the terminal's name since this epoch. A board that opened the next epoch itself still
 * has the same key.
 */
function hasOtherKey(epochs: readonly EpochRow[], epoch: number): boolean {
	const present = epochs.at(-1);
	if (!present || epoch >= present.epoch) return false;
	const own = epochs.find((row) => row.epoch === epoch)?.publicKey;
	return own === undefined || !equal(own, present.publicKey);
}
