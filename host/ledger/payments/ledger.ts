// Payment attempts and the tenders credited to them (invariant 13). docs/ledger.md defines the states and alarms.
import { isKnown, type Place, RecordKind } from "../../../firmware/wire/record.js";
import type { Ledger } from "../ledger.js";
import { type Slice, type SliceRecord, terminalsOf } from "../slice.js";
import { PaymentFold } from "./fold.js";
import type { PaymentsChanges, PaymentsState, PaymentsWants, TerminalPlace } from "./rows.js";
import { attemptsNamed } from "./terms.js";

export const payments: Ledger<PaymentsWants, PaymentsState, PaymentsChanges> = {
	codes: ["PAYMENT_UNRESOLVED", "PAYMENT_MISMATCH"],

	wants: (slice) => ({
		places: slice.records.flatMap(placesOf),
		terminals: terminalsOf(slice),
		reviewed: terminalsOf({ ...slice, marks: reviewsOf(slice) }),
		forked: terminalsOf({ ...slice, marks: forksOf(slice) }),
	}),

	fold(tools, slice, state) {
		const fold = new PaymentFold(tools, state);
		for (const each of slice.records) fold.note(each);
		const atMs = slice.marks.at(-1)?.atMs ?? 0;
		fold.settleOrphans(atMs);
		for (const { terminal, atMs: reviewedMs } of reviewsOf(slice)) {
			const answered = state.answered.filter((each) => each.terminal === terminal).map(({ place }) => place);
			fold.review(terminal, answered, reviewedMs);
		}
		for (const { terminal, epoch } of forksOf(slice)) fold.forgive(terminal, epoch, state.unknown);
		return fold.result();
	},
};

/** The places of the payments that a record may affect. */
function placesOf({ terminal, place, record }: SliceRecord): TerminalPlace[] {
	if (!record) return [];
	const places: Place[] = [...record.closes];
	if (isKnown(record)) {
		if (record.kind === RecordKind.paymentAttempted) places.push(place);
		else if (record.kind === RecordKind.paymentCarried) places.push(record.origin);
		else places.push(...attemptsNamed(record));
	}
	return places.map((each) => ({ terminal, place: each }));
}

function reviewsOf({ marks }: Slice): Slice["marks"] {
	return marks.filter(({ kind }) => kind === "epoch" || kind === "answer");
}

function forksOf({ marks }: Slice): Slice["marks"] {
	return marks.filter(({ kind }) => kind === "branch");
}
