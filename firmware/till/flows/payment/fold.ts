// Effect of payment attempts and of parts paid in cash on the shift state.
import { isSamePlace } from "../../../wire/place.js";
import {
	type CashReturnedRecord,
	type PartPaidRecord,
	type PaymentAttempt,
	type PaymentAttemptedRecord,
	type PaymentCarriedRecord,
	type PaymentEndedRecord,
	PaymentOutcome,
	type Place,
	TenderKind,
} from "../../../wire/record.js";
import type { OpenItems, OpenSale } from "../../session/open-items.js";
import type { RecordFold } from "../../session/record-fold.js";
import { withHeld } from "../../session/shift-totals.js";
import { labelOf } from "../parking/fold.js";

export const paymentAttemptedFold: RecordFold<PaymentAttemptedRecord> = {
	opens: true,
	note: ({ open }, record, place, nonce) => {
		const { tenderKind, amountMinor, parked } = record;
		const key = open.keyOf(place, nonce);
		const parts = partsOf(open, record, place);
		open.addPayment({
			...{ origin: place, place, key, tenderKind, amountMinor },
			...{ outcome: 0, reference: "", isUnconfirmed: false, parts, parked, sale: saleOf(record) },
		});
	},
};

export const paymentCarriedFold: RecordFold<PaymentCarriedRecord> = {
	opens: true,
	note: ({ open }, record, place) => {
		const { origin, key, tenderKind, amountMinor, outcome, reference, parked } = record;
		const isUnconfirmed = record.isUnconfirmed === true;
		const parts = partsOf(open, record, origin);
		const payment = open.find(origin);
		const sale = saleOf(record);
		// Updates the object in place, because callers waiting for the payment's outcome hold a reference to it.
		if (payment) Object.assign(payment, { place, outcome, reference, isUnconfirmed, parts, parked, sale });
		else
			open.addPayment({
				...{ origin, place, key, tenderKind, amountMinor },
				...{ outcome, reference, isUnconfirmed, parts, parked, sale },
			});
	},
};

export const paymentEndedFold: RecordFold<PaymentEndedRecord> = {
	opens: true,
	note: ({ open }, { attempt, outcome, reference, isUnconfirmed }) => {
		const payment = open.find(attempt);
		if (!payment) return;
		payment.outcome = outcome;
		payment.reference = reference;
		payment.isUnconfirmed = isUnconfirmed === true;
	},
};

/** A later part replaces the record of an earlier one, and stands for both. */
export const partPaidFold: RecordFold<PartPaidRecord> = {
	opens: true,
	totals: (totals, { takenMinor }) => withHeld(totals, takenMinor),
	note: ({ open }, record, place) => {
		const { parked, heldMinor, closes } = record;
		const parts = record.tenders.flatMap((tender) => tender.attempt ?? []);
		const before = open.payments.find((payment) => closes.some((closed) => isSamePlace(closed, payment.place)));
		const sale = saleOf(record);
		if (before) Object.assign(before, { place, amountMinor: heldMinor, parts, parked, sale });
		else
			open.addPayment({
				...{ origin: record.origin ?? place, place, key: undefined, tenderKind: TenderKind.cash },
				...{ amountMinor: heldMinor, outcome: PaymentOutcome.approved, reference: "", isUnconfirmed: false },
				...{ parts, parked, sale },
			});
		// A card part that was paid while cash was held is now settled together with the cash, not the reverse.
		const origin = before?.origin ?? record.origin ?? place;
		for (const part of parts) {
			const payment = open.find(part);
			if (payment) payment.parts = payment.parts.filter((other) => !isSamePlace(other, origin));
		}
	},
};

export const cashReturnedFold: RecordFold<CashReturnedRecord> = {
	totals: (totals, { amountMinor }) => withHeld(totals, -amountMinor),
	lastAction: "cashReturned",
	lastTotalMinor: ({ amountMinor }) => amountMinor,
};

type Taken = Pick<PartPaidRecord, "basket" | "tenders" | "roundingMinor" | "changeMinor">;

function saleOf({ basket, tenders, roundingMinor, changeMinor }: Taken): OpenSale {
	const { totalMinor } = basket;
	const paidMinor = tenders.reduce((sum, { amountMinor }) => sum + amountMinor, 0) - changeMinor;
	return { label: labelOf(basket), totalMinor, paidMinor, restMinor: totalMinor + roundingMinor - paidMinor };
}

/** The parts that are settled together with the attempt that began at `origin`. */
function partsOf(open: OpenItems, { tenders, held }: PaymentAttempt, origin: Place): Place[] {
	const parts = tenders.flatMap((tender) => tender.attempt ?? []);
	const isPartOfHeld = held && open.find(held)?.parts.some((part) => isSamePlace(part, origin));
	return held && !isPartOfHeld ? [...parts, held] : parts;
}
