// Extracts payment data from single records.
import type { Digest } from "../../../firmware/core/ports.js";
import type { CborCodec } from "../../../firmware/wire/cbor.js";
import { isSamePlace } from "../../../firmware/wire/place.js";
import {
	type BasketContent,
	type KnownRecord,
	type PaymentAttempt,
	type Place,
	RecordKind,
	type SaleRecord,
} from "../../../firmware/wire/record.js";
import { encodeBasket } from "../../../firmware/wire/sale-parts.js";
import { type Payment, type PaymentTerms, withClose, withOutcome, withTender } from "./payment.js";

export interface TermsOptions {
	readonly cbor: CborCodec;
	readonly digest: Digest;
}

export function termsOf(options: TermsOptions, { tenderKind, amountMinor, basket }: PaymentAttempt): PaymentTerms {
	return { tenderKind, amountMinor, currency: basket.currency, basket: basketDigest(options, basket) };
}

/** The places of attempts named by a record's outcome or tenders, without duplicates. */
export function attemptsNamed(record: KnownRecord): Place[] {
	if (record.kind === RecordKind.paymentEnded) return [record.attempt];
	if (record.kind !== RecordKind.sale) return [];
	const named: Place[] = [];
	for (const { attempt } of record.tenders)
		if (attempt && !named.some((place) => isSamePlace(place, attempt))) named.push(attempt);
	return named;
}

/** Adds to a payment what the record at `at` states about it; the record names the payment as `named`. */
export function withRecord(
	options: TermsOptions,
	payment: Payment,
	at: Place,
	record: KnownRecord,
	named: Place,
): Payment {
	if (record.kind === RecordKind.paymentEnded) {
		const isClosed = record.closes.some((place) => isSamePlace(place, payment.place) || isSamePlace(place, named));
		const noted = withOutcome(payment, at, record.outcome, record.reference);
		return isClosed ? withClose(noted, "known") : noted;
	}
	if (record.kind !== RecordKind.sale) return payment;
	const { currency, document } = record;
	const basket = basketDigest(options, { ...record, totalMinor: document.totalMinor });
	let paid = payment;
	for (const { kind, amountMinor, attempt } of record.tenders)
		if (attempt && isSamePlace(attempt, named))
			paid = withTender(paid, { tenderKind: kind, amountMinor, currency, basket }, document.number);
	return paid;
}

/** The amount that a sale credits to the attempt it names as `place`. */
export function tenderedTo(sale: SaleRecord, place: Place): number {
	let amountMinor = 0;
	for (const tender of sale.tenders)
		if (tender.attempt && isSamePlace(tender.attempt, place)) amountMinor += Math.abs(tender.amountMinor);
	return amountMinor;
}

/** The catalog version is excluded: the same goods at the same prices are the same basket. */
function basketDigest({ cbor, digest }: TermsOptions, basket: Omit<BasketContent, "catalogVersion">): Uint8Array {
	return digest.sha256(cbor.encode(encodeBasket({ ...basket, catalogVersion: 0 })));
}
