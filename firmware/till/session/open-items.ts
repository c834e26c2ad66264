// Unsettled items: payments that a reader was asked for, and parked baskets. Only the fields that lists show are kept
// in memory; the rest is read from the journal when needed.
import { paymentKey } from "../../core/payment-key.js";
import { isSamePlace } from "../../wire/place.js";
import type { FlagReport } from "../../wire/flags.js";
import type { Place } from "../../wire/record.js";
import type { TillOptions } from "../options.js";

/** An attempt, or cash that is held for a sale of which it has paid a part. */
export interface OpenPayment {
	/** Its first record, which a tender of an attempt names. */
	readonly origin: Place;
	/** The record that currently holds it. */
	place: Place;
	/** 16 bytes; undefined for held cash, which no reader is asked about. */
	readonly key: Uint8Array | undefined;
	readonly tenderKind: number;
	/** What the reader is asked for, or the cash that is held. */
	amountMinor: number;
	/** The recorded `PaymentOutcome`; 0 before the first. */
	outcome: number;
	/** The token of an approved payment. */
	reference: string;
	/** It was approved without the bank's confirmation. */
	isUnconfirmed: boolean;
	/** Other parts of the same sale that are paid, which are settled together with this one. */
	parts: readonly Place[];
	/** The parked basket that its basket was recalled from. */
	parked: Place | undefined;
	/** The sale as lists show it. */
	sale: OpenSale;
}

/** A sale that is being paid. */
export interface OpenSale {
	/** Its first item, and how many more lines there are. */
	readonly label: string;
	readonly totalMinor: number;
	/** Paid by its other parts, or, where cash is held, by all that were taken; less change. */
	readonly paidMinor: number;
	/** What is to be paid besides. */
	readonly restMinor: number;
}

export interface ParkedBasket {
	readonly place: Place;
	readonly label: string;
	readonly totalMinor: number;
}

/** Wrong PINs of one person in a row. */
export interface OpenRefusal {
	readonly number: number;
	/** The newest record of them; undefined where it could not be recorded. */
	place: Place | undefined;
	guesses: number;
	/** Which PIN they were entered for. */
	tag: number;
	/** The uptime of the newest, 0 for those before the start: a wait begins again with each start. */
	sinceMs: number;
}

/** What the host has reported last. */
export interface OpenFlags extends FlagReport {
	readonly place: Place;
	/** When it was recorded, in the boot of this nonce. */
	readonly uptimeMs: number;
	readonly nonce: Uint8Array;
}

export type OpenItemsOptions = Pick<TillOptions, "ports" | "identity">;

const none: readonly OpenRefusal[] = [];

export class OpenItems {
	readonly #options: OpenItemsOptions;
	readonly #payments: OpenPayment[] = [];
	readonly #parked: ParkedBasket[] = [];
	/** Undefined for none, as usual: an empty list would take heap. */
	#refusals: OpenRefusal[] | undefined;
	#flags: OpenFlags | undefined;
	/** Items opened by a newer version. */
	readonly #unknown: Place[] = [];

	constructor(options: OpenItemsOptions) {
		this.#options = options;
	}

	/** Oldest first. */
	get payments(): readonly OpenPayment[] {
		return this.#payments;
	}

	/** Oldest first, without the baskets of open payments. */
	get parked(): readonly ParkedBasket[] {
		const payments = this.#payments;
		// Read for each view of the selling screen.
		if (payments.length === 0) return this.#parked;
		return this.#parked.filter(
			({ place }) => !payments.some((payment) => payment.parked && isSamePlace(payment.parked, place)),
		);
	}

	get refusals(): readonly OpenRefusal[] {
		return this.#refusals ?? none;
	}

	/** Undefined before the first report. */
	get flags(): OpenFlags | undefined {
		return this.#flags;
	}

	get newestParked(): Place | undefined {
		return this.#parked.at(-1)?.place;
	}

	/** Payments that have to be settled by themselves. Parts of one sale are settled together with its last one. */
	get heads(): readonly OpenPayment[] {
		return this.#payments.filter(
			({ origin }) => !this.#payments.some(({ parts }) => parts.some((part) => isSamePlace(part, origin))),
		);
	}

	/** Places of all open items, for an anchor. */
	get places(): Place[] {
		return [
			...this.#parked.map(({ place }) => place),
			...this.#payments.map(({ place }) => place),
			...this.#unknown,
			...this.refusals.flatMap((refusal) => refusal.place ?? []),
			...(this.#flags === undefined ? [] : [this.#flags.place]),
		];
	}

	find(origin: Place): OpenPayment | undefined {
		return this.#payments.find((payment) => isSamePlace(payment.origin, origin));
	}

	/**
	 * Keeps an item that this version cannot show. Anchors continue to name it because the version that opened it may
	 * be restored.
	 */
	keepUnknown(place: Place): void {
		this.#unknown.push(place);
	}

	addPayment(payment: OpenPayment): void {
		this.#payments.push(payment);
	}

	/** Takes the place of the report before. */
	holdFlags(flags: OpenFlags): void {
		this.#flags = flags;
	}

	addParked(parked: ParkedBasket): void {
		this.#parked.push(parked);
	}

	/** The newest wrong PIN of a person takes the place of the one before. `place`: undefined if it is not recorded. */
	addRefusal(number: number, guesses: number, tag: number, place: Place | undefined): OpenRefusal {
		const before = this.refusals.find((refusal) => refusal.number === number);
		if (before) return Object.assign(before, { guesses, tag, place: place ?? before.place });
		const refusal = { number, place, guesses, tag, sinceMs: 0 };
		this.#refusals = [...this.refusals, refusal];
		return refusal;
	}

	/** The person has signed in. */
	dropRefusal(number: number): void {
		const left = this.refusals.filter((refusal) => refusal.number !== number);
		this.#refusals = left.length === 0 ? undefined : left;
	}

	/** The key of the attempt at this place; `nonce` is that of the boot in which it was written. */
	keyOf({ epoch, sequence }: Place, nonce: Uint8Array): Uint8Array {
		const { ports, identity } = this.#options;
		const { merchant, terminal } = identity;
		return paymentKey(ports.digest, { merchant, terminal, epoch }, sequence, nonce);
	}

	/** Closes the places named by a record of any version. */
	close(places: readonly Place[]): void {
		for (const place of places) {
			const payment = this.#payments.findIndex((open) => isSamePlace(open.place, place));
			if (payment >= 0) this.#payments.splice(payment, 1);
			const parked = this.#parked.findIndex((open) => isSamePlace(open.place, place));
			if (parked >= 0) this.#parked.splice(parked, 1);
			const refusal = this.refusals.find((open) => open.place && isSamePlace(open.place, place));
			if (refusal) this.dropRefusal(refusal.number);
			const unknown = this.#unknown.findIndex((open) => isSamePlace(open, place));
			if (unknown >= 0) this.#unknown.splice(unknown, 1);
			for (const open of this.#payments)
				if (open.parked && isSamePlace(open.parked, place)) open.parked = undefined;
		}
	}
}
