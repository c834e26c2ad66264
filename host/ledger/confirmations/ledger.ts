// Tenders that a reader took without the bank, and what became of them: a later record of the terminal says that the
// bank has agreed, or an operator says what the acquirer knows. "Charged" outweighs "not charged", so that the result
// does not depend on the order.
import { isSamePlace } from "../../../firmware/wire/place.js";
import { isKnown, PaymentOutcome, type Place, RecordKind } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import type { Ledger } from "../ledger.js";
import { noPlace, placeText } from "../payments/payment.js";
import type { TerminalPlace } from "../payments/rows.js";
import type { Slice, SliceRecord } from "../slice.js";

/** A tender of a sale that was not confirmed when the sale was recorded. */
export interface UnconfirmedTender {
	readonly terminal: string;
	/** The sale, and the tender's place in its list. */
	readonly place: Place;
	readonly tender: number;
	/** `noPlace` where the tender names none; it is then never confirmed. */
	readonly attempt: Place;
	readonly tenderKind: number;
	readonly amountMinor: number;
	readonly currency: string;
	/** Of the receipt. */
	readonly number: number;
	readonly staff: number;
	readonly shift: number;
	readonly wallMs: number;
	readonly day: number;
}

/** What is known of a payment attempt: `PaymentOutcome` approved or withdrawn; 0 for nothing. */
export interface KnownOutcome extends TerminalPlace {
	readonly outcome: number;
}

export interface HeldAttempt extends KnownOutcome {
	/** An operator's answer, if there is one. */
	readonly answer: number;
	/** The sum of the unconfirmed tenders that name it. */
	readonly tenderedMinor: number;
	readonly currency: string;
}

export interface ConfirmationsChanges {
	readonly tenders: readonly UnconfirmedTender[];
	readonly outcomes: readonly KnownOutcome[];
}

export const confirmations: Ledger<readonly TerminalPlace[], readonly HeldAttempt[], ConfirmationsChanges> = {
	codes: ["PAYMENT_NOT_CHARGED"],

	wants: (slice) => {
		const places = [...slice.records.flatMap(attemptsOf), ...answersIn(slice)];
		return [...new Map(places.map((each) => [nameOf(each), each])).values()];
	},

	fold(_tools, slice, state) {
		const tenders = slice.records.flatMap(tendersOf);
		const tendered = sumsOf(tenders);
		const confirmed = new Set(slice.records.flatMap(confirmedBy).map(nameOf));
		const answered = new Set(answersIn(slice).map(nameOf));
		const atMs = slice.marks.at(-1)?.atMs ?? 0;
		const outcomes: KnownOutcome[] = [];
		const alarms: AlarmChange[] = [];
		for (const attempt of state) {
			const { terminal, place, answer } = attempt;
			const name = nameOf(attempt);
			const outcome = Math.max(
				attempt.outcome,
				answered.has(name) ? answer : 0,
				confirmed.has(name) ? PaymentOutcome.approved : 0,
			);
			if (outcome === 0) continue;
			outcomes.push({ terminal, place, outcome });
			const own = tendered.get(name) ?? { amountMinor: 0, currency: "" };
			const amountMinor = attempt.tenderedMinor + own.amountMinor;
			const currency = attempt.currency > own.currency ? attempt.currency : own.currency;
			const alarm = { code: "PAYMENT_NOT_CHARGED", terminal, detail: placeText(place) } as const;
			if (outcome === PaymentOutcome.approved) alarms.push({ kind: "clear", alarm });
			else if (amountMinor !== 0)
				alarms.push({ kind: "set", alarm: { ...alarm, amountMinor, currency }, count: 1, atMs });
		}
		return { changes: { tenders, outcomes }, alarms };
	},
};

function tendersOf({ terminal, place, record, booked }: SliceRecord): UnconfirmedTender[] {
	if (!record || !isKnown(record) || record.kind !== RecordKind.sale) return [];
	const { currency, document } = record;
	const { staff, shift, wallMs, day } = booked;
	return record.tenders.flatMap(({ kind, amountMinor, attempt = noPlace, isUnconfirmed }, tender) =>
		isUnconfirmed
			? {
					...{ terminal, place, tender, attempt, tenderKind: kind, amountMinor, currency },
					...{ number: document.number, staff, shift, wallMs, day },
				}
			: [],
	);
}

/** The attempt that a record says the bank has agreed to. */
function confirmedBy({ terminal, record }: SliceRecord): TerminalPlace[] {
	if (!record || !isKnown(record) || record.kind !== RecordKind.paymentEnded) return [];
	const { outcome, attempt, isUnconfirmed } = record;
	return outcome === PaymentOutcome.approved && !isUnconfirmed ? [{ terminal, place: attempt }] : [];
}

function attemptsOf(source: SliceRecord): TerminalPlace[] {
	const named = tendersOf(source).filter(({ attempt }) => !isSamePlace(attempt, noPlace));
	return [...confirmedBy(source), ...named.map(({ terminal, attempt: place }) => ({ terminal, place }))];
}

function answersIn({ marks }: Slice): TerminalPlace[] {
	return marks.flatMap(({ kind, terminal, epoch, first }) =>
		kind === "answer" ? { terminal, place: { epoch, sequence: first } } : [],
	);
}

interface TenderSum {
	readonly amountMinor: number;
	/** The last by code. */
	readonly currency: string;
}

/** By the names of the attempts. */
function sumsOf(tenders: readonly UnconfirmedTender[]): Map<string, TenderSum> {
	const sums = new Map<string, TenderSum>();
	for (const { terminal, attempt: place, amountMinor, currency } of tenders) {
		const name = nameOf({ terminal, place });
		const before = sums.get(name) ?? { amountMinor: 0, currency: "" };
		sums.set(name, {
			amountMinor: before.amountMinor + amountMinor,
			currency: before.currency > currency ? before.currency : currency,
		});
	}
	return sums;
}

function nameOf({ terminal, place: { epoch, sequence } }: TerminalPlace): string {
	return `${terminal}/${epoch}/${sequence}`;
}
