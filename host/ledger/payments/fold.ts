// Folds the records that name payment attempts (invariant 13) over the rows loaded for a slice of the log.
import { isSamePlace } from "../../../firmware/wire/place.js";
import {
	isKnown,
	type KnownRecord,
	type PaymentAttemptedRecord,
	type PaymentCarriedRecord,
	type Place,
	RecordKind,
} from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import { hostLimits } from "../../limits.js";
import { type AnyRecord, decodeAny } from "../decode.js";
import type { FoldTools, SliceRecord } from "../slice.js";
import { isSettled, noPlace, type Payment, placeText, withClose, withOutcome, withPlace } from "./payment.js";
import { nameOf, PaymentSet } from "./payment-set.js";
import type { OrphanRow, PaymentsChanges, PaymentsState, UnknownCredit } from "./rows.js";
import { attemptsNamed, tenderedTo, termsOf, withRecord } from "./terms.js";

/** A slice record that could be decoded. */
type Source = SliceRecord & { readonly record: AnyRecord };

const mismatch = "PAYMENT_MISMATCH";

export class PaymentFold {
	readonly #tools: FoldTools;
	readonly #set: PaymentSet;
	readonly #orphans = new Map<string, OrphanRow>();
	readonly #orphansAdded = new Map<string, OrphanRow>();
	readonly #orphansRemoved: OrphanRow[] = [];
	readonly #orphanCounts = new Map<string, number>();
	/** Records by place: those of the slice, and those that were loaded. */
	readonly #records = new Map<string, AnyRecord | undefined>();
	readonly #receivedMs = new Map<string, number>();
	readonly #unknown: UnknownCredit[] = [];
	readonly #alarms: AlarmChange[] = [];

	constructor(tools: FoldTools, state: PaymentsState) {
		this.#tools = tools;
		this.#set = new PaymentSet(state);
		for (const { payload, ...orphan } of state.orphans) {
			this.#orphans.set(orphanName(orphan), orphan);
			this.count(orphan.terminal, 1);
			this.read(orphan.terminal, orphan.by, payload);
		}
		for (const { terminal, place, payload } of state.records) this.read(terminal, place, payload);
	}

	/** Folds one record; most records do not concern payments. */
	note(source: SliceRecord): void {
		const { terminal, place, record, receivedMs } = source;
		const name = nameOf(terminal, place);
		this.#records.set(name, record);
		this.#receivedMs.set(name, receivedMs);
		if (record) this.noteRecord({ ...source, record });
	}

	/**
	 * Resolves records that named attempts of other epochs, which may have arrived since. Called at the end of a slice.
	 */
	settleOrphans(atMs: number): void {
		for (const orphan of [...this.#orphans.values()]) if (this.settleOrphan(orphan, atMs)) this.remove(orphan);
	}

	/**
	 * Updates unsettled payments after the terminal's epochs or operator answers changed: another board may have taken
	 * the terminal's name, or an operator may have answered for a payment of a replaced board.
	 */
	review(terminal: string, answered: readonly Place[], atMs: number): void {
		for (const payment of this.#set.of(terminal)) {
			if (isSettled(payment)) continue;
			const isAnswered =
				answered.some((origin) => isSamePlace(origin, payment.origin)) &&
				this.#set.isReplaced(terminal, payment.place.epoch);
			this.#set.put(terminal, isAnswered ? { ...payment, isAnswered } : payment, atMs);
		}
	}

	/** Clears the alarms for unknown attempts of a forked epoch: those attempts may be on its other branch. */
	forgive(terminal: string, epoch: number, unknown: readonly UnknownCredit[]): void {
		for (const credit of [...unknown, ...this.#unknown]) {
			if (credit.terminal !== terminal || credit.attempt.epoch !== epoch) continue;
			const detail = placeText(credit.attempt);
			this.#alarms.push({ kind: "clear", alarm: { code: mismatch, terminal, detail } });
		}
	}

	result(): { changes: PaymentsChanges; alarms: AlarmChange[] } {
		const { payments, carried, alarms } = this.#set.changes();
		const changes = {
			...{ payments, carried, unknown: this.#unknown, orphansRemoved: this.#orphansRemoved },
			orphansAdded: [...this.#orphansAdded.values()],
		};
		return { changes, alarms: [...this.#alarms, ...alarms] };
	}

	private noteRecord(source: Source): void {
		const { terminal, place, record, receivedMs } = source;
		let handled: Place[] = [];
		if (isKnown(record)) {
			if (record.kind === RecordKind.paymentAttempted) this.attempted(source, record, place);
			else if (record.kind === RecordKind.paymentCarried) handled = this.carried(source, record);
			else handled = this.named(source, record);
		}
		for (const closed of record.closes) {
			if (handled.some((place) => isSamePlace(place, closed))) continue;
			const payment = this.#set.find(terminal, closed);
			if (payment) this.#set.put(terminal, withClose(payment, isKnown(record) ? "known" : "newer"), receivedMs);
			// All earlier records of the same epoch are stored, so an unknown place there is a parked basket.
			else if (closed.epoch !== place.epoch) this.addOrphan(source, closed);
		}
	}

	private attempted(
		{ terminal, place, booked, receivedMs }: Source,
		record: PaymentAttemptedRecord | PaymentCarriedRecord,
		origin: Place,
	): Payment {
		const { wallMs, day, staff, shift } = booked;
		const terms = termsOf(this.#tools, record);
		const known = this.#set.find(terminal, origin);
		// The record that carries the attempt on may have arrived first. The terms are the same; time, staff and shift
		// come from this older record.
		if (known) return this.#set.put(terminal, { ...known, ...terms, wallMs, day, staff, shift }, receivedMs);
		const fresh: Payment = {
			...terms,
			...{ origin, place, key: undefined, wallMs, day, staff, shift },
			...{ outcome: 0, outcomeAt: noPlace, reference: "", closed: "no", fitting: 0, misfitMinor: 0, receipt: 0 },
			...{ isAnswered: false, unresolvedHeldMinor: 0, mismatchHeldMinor: 0 },
		};
		return this.#set.put(terminal, fresh, receivedMs);
	}

	/**
	 * Moves a payment to the record that carries it on. That record closes its predecessor, which does not settle the
	 * payment. Returns the closed places that were such a move.
	 */
	private carried(source: Source, record: PaymentCarriedRecord): Place[] {
		const { terminal, place, receivedMs } = source;
		const { origin, key, outcome, reference } = record;
		const known = this.#set.find(terminal, origin) ?? this.attempted(source, record, origin);
		this.#set.carry(terminal, place, origin);
		const moved = withPlace({ ...known, key }, place);
		this.#set.put(terminal, outcome === 0 ? moved : withOutcome(moved, place, outcome, reference), receivedMs);
		return record.closes.filter((closed) => {
			const replaced = this.#set.find(terminal, closed);
			return replaced !== undefined && isSamePlace(replaced.origin, origin);
		});
	}

	/** Folds outcomes and tenders. Returns the places of the attempts they name. */
	private named(source: Source, record: KnownRecord): Place[] {
		const { terminal, place: by, receivedMs } = source;
		const handled: Place[] = [];
		let unknownMinor = 0;
		for (const place of attemptsNamed(record)) {
			const payment = this.#set.find(terminal, place);
			if (payment) {
				this.#set.put(terminal, withRecord(this.#tools, payment, by, record, place), receivedMs);
				handled.push(payment.place);
			} else if (!this.addOrphan(source, place)) unknownMinor += creditedMinor(record, place);
			handled.push(place);
		}
		// One alarm per record, however many unknown attempts it names.
		if (unknownMinor > 0 && record.kind === RecordKind.sale) {
			const detail = `record ${by.epoch}/${by.sequence}`;
			const alarm = { code: mismatch, terminal, detail, amountMinor: unknownMinor, currency: record.currency };
			this.#alarms.push({ kind: "set", alarm: { ...alarm, code: mismatch }, count: 1, atMs: receivedMs });
		}
		return handled;
	}

	/**
	 * Returns false if the limit of waiting orphans is reached; further unknown attempts are then assumed not to exist.
	 */
	private addOrphan({ terminal, place }: Source, attempt: Place): boolean {
		const orphan = { terminal, by: place, attempt };
		const name = orphanName(orphan);
		if (this.#orphans.has(name)) return true;
		if ((this.#orphanCounts.get(terminal) ?? 0) >= hostLimits.paymentOrphansMax) return false;
		this.#orphans.set(name, orphan);
		this.#orphansAdded.set(name, orphan);
		this.count(terminal, 1);
		return true;
	}

	private remove(orphan: OrphanRow): void {
		const name = orphanName(orphan);
		this.#orphans.delete(name);
		this.count(orphan.terminal, -1);
		if (!this.#orphansAdded.delete(name)) this.#orphansRemoved.push(orphan);
	}

	private count(terminal: string, by: number): void {
		this.#orphanCounts.set(terminal, (this.#orphanCounts.get(terminal) ?? 0) + by);
	}

	/** Returns false if the orphan remains unresolved. */
	private settleOrphan({ terminal, by, attempt }: OrphanRow, atMs: number): boolean {
		const record = this.#records.get(nameOf(terminal, by));
		const payment = this.#set.find(terminal, attempt);
		if (!payment || !record) return this.isElsewhere({ terminal, by, attempt }, record, atMs);
		// A record that carries a payment on closes the payment's previous place; that is a move and does not settle
		// it.
		if (isCarrying(record, payment)) return true;
		const isNamed = isKnown(record) && attemptsNamed(record).some((place) => isSamePlace(place, attempt));
		const updated = isNamed
			? withRecord(this.#tools, payment, by, record, attempt)
			: withClose(payment, isKnown(record) ? "known" : "newer");
		this.#set.put(terminal, updated, atMs);
		return true;
	}

	/**
	 * Whether it is certain that the place holds no attempt of this version. Raises the alarm if money was credited to
	 * it.
	 */
	private isElsewhere({ terminal, by, attempt }: OrphanRow, record: AnyRecord | undefined, atMs: number): boolean {
		const name = nameOf(terminal, attempt);
		if (!this.#records.has(name)) return false;
		const held = this.#records.get(name);
		// It may be an attempt of a newer version, which this version cannot decide.
		if (!held || !isKnown(held)) return true;
		// The log holds the attempt after the ledger's cursor; it will be folded later.
		if (held.kind === RecordKind.paymentAttempted || held.kind === RecordKind.paymentCarried) return false;
		// The attempt may be on the other branch of a forked epoch.
		if (this.#set.isQuarantined(terminal, attempt.epoch)) return true;
		if (!record || !isKnown(record) || record.kind !== RecordKind.sale) return true;
		const amountMinor = tenderedTo(record, attempt);
		if (amountMinor === 0) return true;
		this.#unknown.push({ terminal, attempt, by });
		const alarm = { terminal, detail: placeText(attempt), amountMinor, currency: record.currency };
		this.#alarms.push({ kind: "add", merge: "sum", alarm: { ...alarm, code: mismatch }, atMs });
		return true;
	}

	private read(terminal: string, place: Place, payload: Uint8Array): void {
		this.#records.set(nameOf(terminal, place), decodeAny(this.#tools.cbor, payload, place.epoch));
	}
}

function creditedMinor(record: KnownRecord, attempt: Place): number {
	return record.kind === RecordKind.sale ? tenderedTo(record, attempt) : 0;
}

function isCarrying(record: AnyRecord, { origin }: Payment): boolean {
	return isKnown(record) && record.kind === RecordKind.paymentCarried && isSamePlace(record.origin, origin);
}

function orphanName({ terminal, by, attempt }: OrphanRow): string {
	return `${nameOf(terminal, by)} ${nameOf(terminal, attempt)}`;
}
