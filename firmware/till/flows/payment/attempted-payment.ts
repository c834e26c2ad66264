// Restores a payment from its attempt in the journal: the basket, and the tenders taken before.
import { isSamePlace } from "../../../wire/place.js";
import { Settlement } from "../../../pricing/settlement.js";
import {
	type BasketContent,
	type PaymentAttempt,
	PaymentOutcome,
	RecordKind,
	type Tender,
} from "../../../wire/record.js";
import type { OpenPayment } from "../../session/open-items.js";
import { PaymentInHand } from "../../session/payment-in-hand.js";
import type { SaleSession } from "../../session/sale-session.js";
import { carryHeld } from "./held-cash.js";
import { carriedRecord } from "./payment-records.js";

type Taken = Pick<PaymentAttempt, "tenders" | "roundingMinor" | "changeMinor">;

/** `taken`: tenders, rounding and change so far; undefined if nothing was taken. */
export function settlementOf(session: SaleSession, basket: BasketContent, taken?: Taken): Settlement {
	const { totalMinor, currency } = basket;
	return new Settlement({
		totalMinor,
		cashRounding: session.cashRounding(currency),
		tenders: taken?.tenders ?? [],
		roundingMinor: taken?.roundingMinor ?? 0,
		changeMinor: taken?.changeMinor ?? 0,
	});
}

/** The payment as it was when the reader was asked, or when cash was taken; undefined if its record cannot be read. */
export function attemptedPayment(session: SaleSession, payment: OpenPayment): PaymentInHand | undefined {
	const { open } = session.shift;
	const record = session.shift.read(payment.place);
	let held: OpenPayment | undefined;
	if (record?.kind === RecordKind.partPaid) held = payment;
	else if (record?.kind === RecordKind.paymentAttempted || record?.kind === RecordKind.paymentCarried)
		held = record.held && open.find(record.held);
	else return undefined;
	const { basket } = record;
	const settlement = settlementOf(session, basket, record);
	return new PaymentInHand({ basket, settlement, parked: payment.parked, held, isTraining: false });
}

/** The attempted payment, plus the tender that the reader has charged. */
export function approvedPayment(session: SaleSession, payment: OpenPayment): PaymentInHand | undefined {
	const paid = attemptedPayment(session, payment);
	const { tenderKind, amountMinor, reference, origin, isUnconfirmed } = payment;
	if (paid?.held !== payment) paid?.settlement.takeExact(tenderKind, amountMinor, reference, origin, isUnconfirmed);
	return paid;
}

/** The open attempts among these tenders. */
export function partsOf({ shift }: SaleSession, tenders: readonly Tender[]): OpenPayment[] {
	return tenders.flatMap(({ attempt }) => (attempt && shift.open.find(attempt)) ?? []);
}

export function lastPart(session: SaleSession, payment: PaymentInHand | undefined): OpenPayment | undefined {
	return payment && partsOf(session, payment.settlement.tenders).at(-1);
}

/**
 * Writes a part that was paid by card again, with all other tenders taken so far, including later cash. Throws what the
 * journal throws.
 */
export function keepPart(session: SaleSession, part: OpenPayment, paid: PaymentInHand): void {
	const { origin, tenderKind, amountMinor } = part;
	const { basket, settlement, parked, held } = paid;
	// Cash that was taken later is in a record of its own, with everything before it.
	if (held?.parts.some((place) => isSamePlace(place, origin))) return;
	const others = attemptedPayment(session, part)?.settlement.tenders.length ?? 0;
	if (part.outcome === PaymentOutcome.approved && others === settlement.tenders.length - 1) return;
	const { roundingMinor, changeMinor } = settlement;
	const isPart = ({ attempt }: Tender): boolean => attempt !== undefined && isSamePlace(attempt, origin);
	const tenders = settlement.tenders.filter((tender) => !isPart(tender));
	const { reference = "" } = settlement.tenders.find(isPart) ?? {};
	const attempt = {
		tenderKind,
		amountMinor,
		basket,
		tenders,
		roundingMinor,
		changeMinor,
		parked,
		held: held?.origin,
	};
	session.write(carriedRecord(part, PaymentOutcome.approved, reference, attempt), "reserved");
}

/**
 * Writes every open payment again before a record with totals names it, so that one record holds its key and outcome.
 * Repeated when it has changed or its record has become old.
 */
export function carryPayments(session: SaleSession): void {
	for (const payment of [...session.shift.open.payments]) {
		const { outcome, reference, place, parked } = payment;
		const record = session.shift.read(place);
		if (record?.kind === RecordKind.partPaid) carryHeld(session, payment, record);
		if (record?.kind !== RecordKind.paymentAttempted && record?.kind !== RecordKind.paymentCarried) continue;
		const isCurrent =
			record.kind === RecordKind.paymentCarried && record.outcome === outcome && record.reference === reference;
		if (isCurrent && !session.isFar(place)) continue;
		session.write(carriedRecord(payment, outcome, reference, { ...record, parked }), "reserved");
	}
}
