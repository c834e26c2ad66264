// Follows payment attempts through the records that name them (invariant 13). What is folded can be dropped and folded
// again.
import { isSamePlace } from "../../firmware/wire/place.js";
import {
	isKnown,
	type KnownRecord,
	type PaymentAttemptedRecord,
	type PaymentCarriedRecord,
	type Place,
	RecordKind,
} from "../../firmware/wire/record.js";
import { type AnyRecord, decodeAny } from "../ingest/decode.js";
import type { Booked } from "../ledger/entry.js";
import { hostLimits } from "../limits.js";
import type { OrphanRow, Store } from "../store/store.js";
import { type PaymentBooks, type PaymentSource, placeText } from "./books.js";
import { noPlace, type Payment, withClose, withOutcome, withPlace } from "./payment.js";
import { attemptsNamed, tenderedTo, type TermsOptions, termsOf, withRecord } from "./terms.js";

export interface PaymentFoldOptions extends TermsOptions {
	readonly store: Store;
	readonly books: PaymentBooks;
}

/** A record that is being booked. */
export interface RecordSource extends PaymentSource {
	readonly booked: Booked;
}

export class PaymentFold {
	readonly #options: PaymentFoldOptions;
	readonly #books: PaymentBooks;
	/** How many orphans a terminal has; those that were asked for. */
	readonly #orphans = new Map<string, number>();

	constructor(options: PaymentFoldOptions) {
		this.#options = options;
		this.#books = options.books;
	}

	/** What one record says of payments: nothing, mostly. In the transaction that books it. */
	note(source: RecordSource, record: AnyRecord): void {
		let told: Place[] = [];
		if (isKnown(record)) {
			if (record.kind === RecordKind.paymentAttempted) this.attempted(source, record, source.place);
			else if (record.kind === RecordKind.paymentCarried) told = this.carried(source, record);
			else told = this.named(source, record);
		}
		for (const place of record.closes) {
			if (told.some((one) => isSamePlace(one, place))) continue;
			const payment = this.#books.find(source.terminal, place);
			if (payment) this.#books.save(source, withClose(payment, isKnown(record) ? "known" : "newer"));
			// Of its own epoch the host holds all that came before: what is not here is a parked basket.
			else if (place.epoch !== source.place.epoch) this.addOrphan(source, place);
		}
	}

	/**
	 * Records that named attempts of other epochs, which may have come since. At the end of a batch, in its
	 * transaction.
	 */
	settleOrphans(source: PaymentSource): void {
		const { terminal } = source;
		if (this.orphanCount(terminal) === 0) return;
		for (const orphan of this.#options.store.payments.orphans(terminal)) this.settleOrphan(source, orphan);
		this.#orphans.delete(terminal);
	}

	/** The transaction that they were noted in was not committed. */
	forget(): void {
		this.#books.forget();
		this.#orphans.clear();
	}

	/** Before all records are noted again, in the same transaction. */
	clear(): void {
		this.#books.clear();
		this.#orphans.clear();
	}

	private attempted(
		source: RecordSource,
		record: PaymentAttemptedRecord | PaymentCarriedRecord,
		origin: Place,
	): Payment {
		const { wallMs, day, staff, shift } = source.booked;
		const terms = termsOf(this.#options, record);
		const known = this.#books.find(source.terminal, origin);
		// A record that carries it may have come first: the terms are the same, and this one is the older witness.
		if (known) return this.#books.save(source, { ...known, ...terms, wallMs, day, staff, shift });
		return this.#books.save(source, {
			...terms,
			...{ origin, place: source.place, key: undefined, wallMs, day, staff, shift },
			...{ outcome: 0, outcomeAt: noPlace, reference: "", closed: "no", fitting: 0, misfitMinor: 0, receipt: 0 },
			...{ isAnswered: false, unresolvedHeldMinor: 0, mismatchHeldMinor: 0 },
		});
	}

	/** The record that it stands for is not settled, though it is listed so. Returns where that stands. */
	private carried(source: RecordSource, record: PaymentCarriedRecord): Place[] {
		const { terminal, place } = source;
		const { origin, key, outcome, reference } = record;
		const known = this.#books.find(terminal, origin) ?? this.attempted(source, record, origin);
		this.#options.store.payments.carry(terminal, place, origin);
		const moved = withPlace({ ...known, key }, place);
		this.#books.save(source, outcome === 0 ? moved : withOutcome(moved, place, outcome, reference));
		return record.closes.filter((closed) => {
			const replaced = this.#books.find(terminal, closed);
			return replaced !== undefined && isSamePlace(replaced.origin, origin);
		});
	}

	/** Outcomes and tenders. Returns where what they name stands. */
	private named(source: RecordSource, record: KnownRecord): Place[] {
		const told: Place[] = [];
		let unknownMinor = 0;
		for (const place of attemptsNamed(record)) {
			const payment = this.#books.find(source.terminal, place);
			if (payment) {
				this.#books.save(source, withRecord(this.#options, payment, source.place, record, place));
				told.push(payment.place);
			} else if (!this.addOrphan(source, place)) unknownMinor += creditedMinor(record, place);
			told.push(place);
		}
		// One alarm of the record, however many attempts it names.
		if (unknownMinor > 0 && record.kind === RecordKind.sale) {
			const { epoch, sequence } = source.place;
			const detail = `record ${epoch}/${sequence}`;
			this.#books.hold(source, "PAYMENT_MISMATCH", detail, unknownMinor, record.currency);
		}
		return told;
	}

	/** False where too many wait: whoever names so many attempts that are not here is not believed to have made them. */
	private addOrphan({ terminal, place }: PaymentSource, attempt: Place): boolean {
		if (this.orphanCount(terminal) >= hostLimits.paymentOrphansMax) return false;
		this.#options.store.payments.addOrphan(terminal, { by: place, attempt });
		this.#orphans.delete(terminal);
		return true;
	}

	private orphanCount(terminal: string): number {
		let count = this.#orphans.get(terminal);
		if (count === undefined)
			this.#orphans.set(terminal, (count = this.#options.store.payments.orphans(terminal).length));
		return count;
	}

	private settleOrphan(source: PaymentSource, orphan: OrphanRow): void {
		const { terminal } = source;
		const { by, attempt } = orphan;
		const record = this.record(terminal, by);
		const payment = this.#books.find(terminal, attempt);
		if (payment && record) {
			// A record that carries a payment on lists where it stood before: a move, and no settling.
			if (!isCarrying(record, payment)) {
				const isNamed = isKnown(record) && attemptsNamed(record).some((place) => isSamePlace(place, attempt));
				const told = isNamed
					? withRecord(this.#options, payment, by, record, attempt)
					: withClose(payment, isKnown(record) ? "known" : "newer");
				this.#books.save(source, told);
			}
		} else if (!this.isElsewhere(source, attempt, record)) return;
		this.#options.store.payments.removeOrphan(terminal, orphan);
	}

	/**
	 * Whether it is certain that no attempt of this version stands at `place`. Raises the alarm where money was
	 * credited to it.
	 */
	private isElsewhere(source: PaymentSource, place: Place, record: AnyRecord | undefined): boolean {
		const { chains } = this.#options.store;
		const { terminal } = source;
		if (!chains.headAt(terminal, place.epoch, place.sequence)) return false;
		const held = this.record(terminal, place);
		// An attempt of a newer version, or one on the branch that a copied terminal left: not for us to judge.
		if (!held || !isKnown(held) || chains.epoch(terminal, place.epoch)?.status === "quarantined") return true;
		if (record) this.holdUnknown(source, place, record);
		return true;
	}

	/** Money was credited to an attempt that does not exist. */
	private holdUnknown(source: PaymentSource, place: Place, record: AnyRecord): void {
		if (!isKnown(record) || record.kind !== RecordKind.sale) return;
		const amountMinor = tenderedTo(record, place);
		if (amountMinor > 0)
			this.#books.hold(source, "PAYMENT_MISMATCH", placeText(place), amountMinor, record.currency);
	}

	private record(terminal: string, { epoch, sequence }: Place): AnyRecord | undefined {
		const { store, cbor } = this.#options;
		const row = store.chains.record(terminal, epoch, sequence);
		return row && decodeAny(cbor, row.payload, epoch);
	}
}

function creditedMinor(record: KnownRecord, attempt: Place): number {
	return record.kind === RecordKind.sale ? tenderedTo(record, attempt) : 0;
}

function isCarrying(record: AnyRecord, { origin }: Payment): boolean {
	return isKnown(record) && record.kind === RecordKind.paymentCarried && isSamePlace(record.origin, origin);
}
