// Compares the card reader's charges with the terminal's records: each charge must be in one sale or in an open
// payment, and never in another customer's sale.
import { toHex } from "../../firmware/core/bytes.js";
import { paymentKey } from "../../firmware/core/payment-key.js";
import { isSamePlace } from "../../firmware/wire/place.js";
import { type PaymentAttemptedRecord, type Place, RecordKind, type SaleRecord } from "../../firmware/wire/record.js";
import type { Charge } from "../../simulator/terminal/card-reader.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { credentialsOf, type PlacedRecord } from "../../simulator/terminal/till-watch.js";

/** An attempt and everything its journal says about it. */
interface Attempt {
	readonly record: PaymentAttemptedRecord;
	/** The place of its first record, which tenders refer to. */
	readonly origin: Place;
	/** Hexadecimal. */
	readonly key: string;
	/** The place of its latest record; undefined once it is settled. */
	place: Place | undefined;
	/** Sales with a tender that refers to it. */
	readonly sales: SaleRecord[];
}

export class MonkeyCards {
	readonly #terminal: SimulatedTerminal;
	/** Keys of payments settled by hand, possibly wrongly. */
	readonly #byHand = new Set<string>();
	/** Keys of payments that were settled at the previous check. */
	readonly #settled = new Set<string>();

	constructor(terminal: SimulatedTerminal) {
		this.#terminal = terminal;
	}

	/**
	 * Returns current inconsistencies. `mayBeByHand`: since the previous check a payment may have been settled by hand.
	 */
	check(entries: readonly PlacedRecord[], mayBeByHand: boolean): string[] {
		const attempts = this.attempts(entries);
		for (const { key, place } of attempts) {
			if (place || this.#settled.has(key)) continue;
			this.#settled.add(key);
			if (mayBeByHand) this.#byHand.add(key);
		}
		const { charges } = this.#terminal.cardReader;
		return [
			...charges.flatMap((charge) => this.chargeFault(charge, charges, attempts) ?? []),
			...attempts.flatMap((attempt) => this.attemptFault(attempt, charges) ?? []),
		];
	}

	openPayments(entries: readonly PlacedRecord[]): number {
		return this.attempts(entries).filter(({ place }) => place).length;
	}

	chargeOf(entries: readonly PlacedRecord[], origin: Place): Charge | undefined {
		const attempt = this.attempts(entries).find((one) => isSamePlace(one.origin, origin));
		return this.#terminal.cardReader.charges.find(({ idempotencyKey }) => idempotencyKey === attempt?.key);
	}

	private attempts(entries: readonly PlacedRecord[]): Attempt[] {
		const { merchant, terminal } = credentialsOf(this.#terminal);
		const attempts: Attempt[] = [];
		let nonce: Uint8Array = new Uint8Array(0);
		for (const { record, place } of entries) {
			for (const attempt of attempts)
				if (record.closes.some((closed) => attempt.place && isSamePlace(closed, attempt.place)))
					attempt.place = undefined;
			if (record.kind === RecordKind.booted) nonce = record.nonce;
			else if ("anchor" in record) nonce = record.anchor.nonce;
			else if (record.kind === RecordKind.paymentAttempted) {
				const key = toHex(
					paymentKey(nodeDigest, { merchant, terminal, epoch: place.epoch }, place.sequence, nonce),
				);
				attempts.push({ record, origin: place, key, place, sales: [] });
			} else if (record.kind === RecordKind.paymentCarried) {
				const attempt = attempts.find(({ origin }) => isSamePlace(origin, record.origin));
				if (attempt?.key === toHex(record.key)) attempt.place = place;
			} else if (record.kind === RecordKind.sale)
				for (const tender of record.tenders)
					attempts
						.find(({ origin }) => tender.attempt && isSamePlace(origin, tender.attempt))
						?.sales.push(record);
		}
		return attempts;
	}

	private chargeFault(charge: Charge, charges: readonly Charge[], attempts: readonly Attempt[]): string | undefined {
		const { idempotencyKey, amountMinor, reference } = charge;
		if (charges.filter((one) => one.idempotencyKey === idempotencyKey).length > 1)
			return `${reference} was charged twice`;
		const attempt = attempts.find(({ key }) => key === idempotencyKey);
		if (!attempt) return `${reference} was charged with no record before it`;
		if (attempt.record.amountMinor !== amountMinor)
			return `${reference} was charged with ${amountMinor} of ${attempt.record.amountMinor}`;
		if (!attempt.place && attempt.sales.length === 0 && !this.#byHand.has(attempt.key))
			return `${reference} was charged, and is neither in a sale nor open`;
		return undefined;
	}

	private attemptFault(
		{ record, origin, key, place, sales }: Attempt,
		charges: readonly Charge[],
	): string | undefined {
		const [sale, ...more] = sales;
		if (sale === undefined) return undefined;
		const what = `receipt ${sale.document.number}, paid by the attempt at ${origin.epoch}/${origin.sequence},`;
		if (more.length > 0) return `${what} is not the only one`;
		if (place) return `${what} left it open`;
		const { basket, amountMinor } = record;
		const sold = JSON.stringify([sale.lines, sale.discounts, sale.taxes, sale.document.totalMinor]);
		if (sold !== JSON.stringify([basket.lines, basket.discounts, basket.taxes, basket.totalMinor]))
			return `${what} is another basket`;
		const tenders = sale.tenders.filter(({ attempt }) => attempt && isSamePlace(attempt, origin));
		if (tenders.length !== 1 || tenders[0]!.amountMinor !== amountMinor) return `${what} has another amount of it`;
		const isCharged = charges.some(
			({ idempotencyKey, reference }) => idempotencyKey === key && reference === tenders[0]!.reference,
		);
		return isCharged || this.#byHand.has(key) ? undefined : `${what} was not charged`;
	}
}
