// Effect of payment attempts on the shift state.
import type {
	PaymentAttempt,
	PaymentAttemptedRecord,
	PaymentCarriedRecord,
	PaymentEndedRecord,
	Place,
} from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";

export const paymentAttemptedFold: RecordFold<PaymentAttemptedRecord> = {
	opens: true,
	note: ({ open }, record, place, nonce) => {
		const { tenderKind, amountMinor, parked } = record;
		const key = open.keyOf(place, nonce);
		const parts = partsOf(record);
		open.addPayment({
			...{ origin: place, place, key, tenderKind, amountMinor },
			...{ outcome: 0, reference: "", parts, parked },
		});
	},
};

export const paymentCarriedFold: RecordFold<PaymentCarriedRecord> = {
	opens: true,
	note: ({ open }, record, place) => {
		const { origin, key, tenderKind, amountMinor, outcome, reference, parked } = record;
		const parts = partsOf(record);
		const payment = open.find(origin);
		// Updates the object in place, because callers waiting for the payment's outcome hold a reference to it.
		if (payment) Object.assign(payment, { place, outcome, reference, parts, parked });
		else
			open.addPayment({
				...{ origin, place, key, tenderKind, amountMinor },
				...{ outcome, reference, parts, parked },
			});
	},
};

export const paymentEndedFold: RecordFold<PaymentEndedRecord> = {
	opens: true,
	note: ({ open }, { attempt, outcome, reference }) => {
		const payment = open.find(attempt);
		if (!payment) return;
		payment.outcome = outcome;
		payment.reference = reference;
	},
};

function partsOf({ tenders }: PaymentAttempt): Place[] {
	return tenders.flatMap((tender) => tender.attempt ?? []);
}
