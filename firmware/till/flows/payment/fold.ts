// Open payments in the books.
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
		// It stays the same object: whoever waits for the outcome of the payment holds it.
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
