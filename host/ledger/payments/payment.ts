// A payment attempt as the host folds it from the records that name it. Each step only adds information, so that the
// result does not depend on the order in which records arrive (invariants 5 and 13).
import { equal } from "../../../firmware/core/bytes.js";
import { PaymentOutcome, type Place } from "../../../firmware/wire/record.js";

/** The requested amount and the basket it is for. */
export interface PaymentTerms {
	/** One of `TenderKind`, or of a newer version. */
	readonly tenderKind: number;
	readonly amountMinor: number;
	readonly currency: string;
	/** SHA-256 over the goods, their taxes and their total. */
	readonly basket: Uint8Array;
}

export interface Payment extends PaymentTerms {
	/** The attempt's first record. With the terminal it identifies the attempt permanently. */
	readonly origin: Place;
	/** The record that currently holds it. */
	readonly place: Place;
	/** 16 bytes; undefined until a record contains it. */
	readonly key: Uint8Array | undefined;
	readonly staff: number;
	readonly shift: number;
	readonly wallMs: number;
	readonly day: number;
	/** The last recorded outcome, the place of that record, and its reference; 0 for none. */
	readonly outcome: number;
	readonly outcomeAt: Place;
	readonly reference: string;
	/** Whether it was settled by a record of this version, or by one of a newer version that names it. */
	readonly closed: "no" | "known" | "newer";
	/** Number of tenders that name it with its own amount for its own basket; at most one in an honest chain. */
	readonly fitting: number;
	/** Total of the tenders that name it with another amount or basket. */
	readonly misfitMinor: number;
	/** The lowest number of a receipt that names it; 0 for none. */
	readonly receipt: number;
	/** An operator has settled it because its board was replaced. */
	readonly isAnswered: boolean;
	/** The amounts of its raised alarms; 0 for none. */
	readonly unresolvedHeldMinor: number;
	readonly mismatchHeldMinor: number;
}

export const noPlace: Place = { epoch: 0, sequence: 0 };

export type PaymentState =
	| "open"
	| "unresolved"
	| "approved"
	| "paid"
	| "declined"
	| "withdrawn"
	| "closed"
	| "answered";

/**
 * `isReplaced`: another board has taken the terminal's name since, so that the original board is unlikely to complete
 * this attempt.
 */
export function stateOf(payment: Payment, isReplaced: boolean): PaymentState {
	const { outcome, closed, fitting, misfitMinor, isAnswered } = payment;
	if (fitting > 0 || misfitMinor !== 0) return "paid";
	if (closed !== "no") {
		if (outcome === PaymentOutcome.declined) return "declined";
		return outcome === PaymentOutcome.withdrawn ? "withdrawn" : "closed";
	}
	if (isAnswered) return "answered";
	if (outcome === PaymentOutcome.approved) return isReplaced ? "unresolved" : "approved";
	return outcome === PaymentOutcome.unresolved || isReplaced ? "unresolved" : "open";
}

/** Nothing more is expected of it. */
export function isSettled({ closed, fitting, misfitMinor, isAnswered }: Payment): boolean {
	return fitting > 0 || misfitMinor !== 0 || closed !== "no" || isAnswered;
}

/** Money that may have been credited twice, to another sale, or to none; 0 for none. */
export function mismatchMinor({ amountMinor, outcome, closed, fitting, misfitMinor }: Payment): number {
	// A declined or withdrawn attempt brought in no money; an approved one did.
	const hasFailed = closed !== "no" && (outcome === PaymentOutcome.declined || outcome === PaymentOutcome.withdrawn);
	const isLost = closed === "known" && outcome === PaymentOutcome.approved && fitting === 0 && misfitMinor === 0;
	const times = (hasFailed ? fitting : Math.max(0, fitting - 1)) + (isLost ? 1 : 0);
	return misfitMinor + times * amountMinor;
}

/** Adds an outcome recorded at `at`. The latest place wins, independent of the order of arrival. */
export function withOutcome(payment: Payment, at: Place, outcome: number, reference: string): Payment {
	return isLater(at, payment.outcomeAt) ? { ...payment, outcome, reference, outcomeAt: at } : payment;
}

/** Adds a tender of a receipt that names the payment. */
export function withTender(payment: Payment, tender: PaymentTerms, receipt: number): Payment {
	const { tenderKind, amountMinor, currency, basket } = payment;
	const isFitting =
		tender.tenderKind === tenderKind &&
		tender.amountMinor === amountMinor &&
		tender.currency === currency &&
		equal(tender.basket, basket);
	return {
		...payment,
		fitting: payment.fitting + (isFitting ? 1 : 0),
		misfitMinor: payment.misfitMinor + (isFitting ? 0 : Math.abs(tender.amountMinor)),
		receipt: payment.receipt === 0 ? receipt : Math.min(payment.receipt, receipt),
	};
}

/** Adds a record that closes the payment. */
export function withClose(payment: Payment, by: "known" | "newer"): Payment {
	return payment.closed === "known" ? payment : { ...payment, closed: by };
}

/** Adds a record that holds the payment from then on. */
export function withPlace(payment: Payment, place: Place): Payment {
	return isLater(place, payment.place) ? { ...payment, place } : payment;
}

export function isLater(a: Place, b: Place): boolean {
	return a.epoch === b.epoch ? a.sequence > b.sequence : a.epoch > b.epoch;
}

/** The name of an attempt in alarms and errors. */
export function placeText({ epoch, sequence }: Place): string {
	return `payment ${epoch}/${sequence}`;
}
