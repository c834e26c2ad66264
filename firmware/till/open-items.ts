// What was begun and not yet settled: payments that a reader was asked for, and parked baskets. Of each only what a
// list shows is kept in memory; the rest is read from the journal when it is needed.
import type { Digest } from "../core/ports.js";
import { paymentKey } from "../core/payment-key.js";
import { isSamePlace } from "../wire/place.js";
import {
	type BasketContent,
	type KnownRecord,
	type PaymentAttempt,
	type PaymentCarriedRecord,
	type Place,
	RecordKind,
} from "../wire/record.js";

export interface OpenPayment {
	/** The attempt's first record: what its tender names. */
	readonly origin: Place;
	/** The record that holds it now. */
	place: Place;
	/** 16 bytes. */
	readonly key: Uint8Array;
	readonly tenderKind: number;
	readonly amountMinor: number;
	/** One of `PaymentOutcome` that was noted; 0 while nothing was. */
	outcome: number;
	/** Where it was approved. */
	reference: string;
	/** Other attempts that were approved in the same sale: they are settled with this one. */
	parts: readonly Place[];
	/** The parked basket that it was taken back from. */
	parked: Place | undefined;
}

export interface ParkedBasket {
	readonly place: Place;
	readonly label: string;
	readonly totalMinor: number;
}

export interface OpenItemsOptions {
	readonly digest: Digest;
	readonly merchant: string;
	readonly terminal: string;
}

export class OpenItems {
	readonly #options: OpenItemsOptions;
	readonly #payments: OpenPayment[] = [];
	readonly #parked: ParkedBasket[] = [];
	/** What a newer version opened. */
	readonly #unknown: Place[] = [];

	constructor(options: OpenItemsOptions) {
		this.#options = options;
	}

	/** Oldest first. */
	get payments(): readonly OpenPayment[] {
		return this.#payments;
	}

	/** Oldest first; those that an open payment was begun for stand with it. */
	get parked(): readonly ParkedBasket[] {
		return this.#parked.filter(
			({ place }) => !this.#payments.some((payment) => payment.parked && isSamePlace(payment.parked, place)),
		);
	}

	get newestParked(): Place | undefined {
		return this.#parked.at(-1)?.place;
	}

	/** The payments that a hand has to settle: parts of a sale stand behind its last one. */
	get heads(): readonly OpenPayment[] {
		return this.#payments.filter(
			({ origin }) => !this.#payments.some(({ parts }) => parts.some((part) => isSamePlace(part, origin))),
		);
	}

	/** Where they stand, for an anchor. */
	get places(): Place[] {
		return [
			...this.#parked.map(({ place }) => place),
			...this.#payments.map(({ place }) => place),
			...this.#unknown,
		];
	}

	find(origin: Place): OpenPayment | undefined {
		return this.#payments.find((payment) => isSamePlace(payment.origin, origin));
	}

	/** It cannot be shown here, and anchors name it on: the version that opened it may come back. */
	keepUnknown(place: Place): void {
		this.#unknown.push(place);
	}

	/** `nonce` is of the boot that the record was written in. */
	note(record: KnownRecord, place: Place, nonce: Uint8Array): void {
		if (record.kind === RecordKind.paymentCarried && this.carry(record, place)) return;
		this.close(record.closes);
		switch (record.kind) {
			case RecordKind.basketParked:
				this.#parked.push({ place, label: labelOf(record.basket), totalMinor: record.basket.totalMinor });
				return;
			case RecordKind.paymentAttempted: {
				const { digest, merchant, terminal } = this.#options;
				const key = paymentKey(digest, { merchant, terminal, epoch: place.epoch }, place.sequence, nonce);
				this.#payments.push(openPayment(record, place, place, key, 0, ""));
				return;
			}
			case RecordKind.paymentCarried:
				this.#payments.push(
					openPayment(record, record.origin, place, record.key, record.outcome, record.reference),
				);
				return;
			case RecordKind.paymentEnded: {
				const payment = this.find(record.attempt);
				if (!payment) return;
				payment.outcome = record.outcome;
				payment.reference = record.reference;
			}
		}
	}

	/** Whatever record says so: it may be of a newer version. */
	close(places: readonly Place[]): void {
		for (const place of places) {
			const payment = this.#payments.findIndex((open) => isSamePlace(open.place, place));
			if (payment >= 0) this.#payments.splice(payment, 1);
			const parked = this.#parked.findIndex((open) => isSamePlace(open.place, place));
			if (parked >= 0) this.#parked.splice(parked, 1);
			const unknown = this.#unknown.findIndex((open) => isSamePlace(open, place));
			if (unknown >= 0) this.#unknown.splice(unknown, 1);
			for (const open of this.#payments)
				if (open.parked && isSamePlace(open.parked, place)) open.parked = undefined;
		}
	}

	/** It stays the same payment, in the same turn: whoever waits for its outcome waits for this object. */
	private carry(record: PaymentCarriedRecord, place: Place): boolean {
		const payment = this.find(record.origin);
		if (!payment) return false;
		payment.place = place;
		payment.outcome = record.outcome;
		payment.reference = record.reference;
		payment.parts = partsOf(record);
		payment.parked = record.parked;
		return true;
	}
}

function openPayment(
	attempt: PaymentAttempt,
	origin: Place,
	place: Place,
	key: Uint8Array,
	outcome: number,
	reference: string,
): OpenPayment {
	const { tenderKind, amountMinor, parked } = attempt;
	return { origin, place, key, tenderKind, amountMinor, outcome, reference, parts: partsOf(attempt), parked };
}

function partsOf({ tenders }: PaymentAttempt): Place[] {
	return tenders.flatMap((tender) => tender.attempt ?? []);
}

function labelOf({ lines }: BasketContent): string {
	const first = lines[0]?.name ?? "";
	return lines.length <= 1 ? first : `${first} +${lines.length - 1}`;
}
