// Payment attempts in SQLite, and what operators said of them.
import type { Database, Statement } from "better-sqlite3";
import type { Place } from "../../../firmware/wire/record.js";
import { isSettled, type Payment } from "../../payments/payment.js";
import type { AnswerRow, OrphanRow, PaymentStore, UnsettledPayment } from "../store.js";
import { places, type Values } from "./sql.js";

interface StoredPayment {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	readonly presentEpoch: number;
	readonly presentSequence: number;
	readonly key: Uint8Array | null;
	readonly tenderKind: number;
	readonly amountMinor: number;
	readonly currency: string;
	readonly basket: Uint8Array;
	readonly staff: number;
	readonly shift: number;
	readonly wallMs: number;
	readonly day: number;
	readonly outcome: number;
	readonly reference: string;
	readonly outcomeEpoch: number;
	readonly outcomeSequence: number;
	readonly closed: number;
	readonly fitting: number;
	readonly misfitMinor: number;
	readonly receipt: number;
	readonly answered: number;
	readonly unresolvedHeldMinor: number;
	readonly mismatchHeldMinor: number;
}

interface StoredUnsettled extends StoredPayment {
	readonly answerOutcome: number | null;
	readonly answerReference: string | null;
	readonly answeredMs: number | null;
}

interface PlaceRow {
	readonly epoch: number;
	readonly sequence: number;
}

const columns = `p.terminal, p.epoch, p.sequence, present_epoch AS presentEpoch, present_sequence AS presentSequence, key,
	tender_kind AS tenderKind, amount_minor AS amountMinor, currency, basket, staff, shift, wall_ms AS wallMs, day, p.outcome, p.reference,
	outcome_epoch AS outcomeEpoch, outcome_sequence AS outcomeSequence, closed, fitting, misfit_minor AS misfitMinor, receipt, answered,
	unresolved_held_minor AS unresolvedHeldMinor, mismatch_held_minor AS mismatchHeldMinor`;
const closedCodes = ["no", "known", "newer"] as const;
const folded = ["payments", "payment_places", "payment_orphans"];

export class SqlitePayments implements PaymentStore {
	readonly #database: Database;
	readonly #merchant: string;
	readonly #find: Statement<Values, StoredPayment>;
	readonly #originOf: Statement<Values, PlaceRow>;
	readonly #put: Statement<Values>;
	readonly #carry: Statement<Values>;
	readonly #unsettled: Statement<Values, StoredUnsettled>;
	readonly #addOrphan: Statement<Values>;
	readonly #orphans: Statement<Values, PlaceRow & { attemptEpoch: number; attemptSequence: number }>;
	readonly #removeOrphan: Statement<Values>;
	readonly #answer: Statement<Values, AnswerRow>;
	readonly #addAnswer: Statement<Values>;
	readonly #pendingAnswers: Statement<Values, { sealed: Uint8Array }>;

	constructor(database: Database, merchant: string) {
		this.#database = database;
		this.#merchant = merchant;
		const at = "merchant = ? AND terminal = ? AND epoch = ? AND sequence = ?";
		this.#find = database.prepare(`SELECT ${columns} FROM payments p WHERE ${at}`);
		this.#originOf = database.prepare(
			`SELECT origin_epoch AS epoch, origin_sequence AS sequence FROM payment_places WHERE ${at}`,
		);
		const changing = `present_epoch present_sequence key tender_kind amount_minor currency basket staff shift wall_ms day outcome reference
			outcome_epoch outcome_sequence closed fitting misfit_minor receipt answered settled unresolved_held_minor mismatch_held_minor`;
		const changes = changing.split(/\s+/).map((column) => `${column} = excluded.${column}`);
		this.#put = database.prepare(
			`INSERT INTO payments VALUES (${places(27)}) ON CONFLICT (merchant, terminal, epoch, sequence) DO UPDATE SET ${changes.join(", ")}`,
		);
		this.#carry = database.prepare(`INSERT INTO payment_places VALUES (${places(6)})`);
		this.#unsettled = database.prepare(
			`SELECT ${columns}, a.outcome AS answerOutcome, a.reference AS answerReference, a.answered_ms AS answeredMs FROM payments p
			LEFT JOIN payment_answers a USING (merchant, terminal, epoch, sequence)
			WHERE p.merchant = ? AND p.settled = 0 AND (? IS NULL OR p.terminal = ?) ORDER BY p.wall_ms, p.terminal, p.epoch, p.sequence`,
		);
		this.#addOrphan = database.prepare(`INSERT OR IGNORE INTO payment_orphans VALUES (${places(6)})`);
		this.#orphans = database.prepare(
			`SELECT epoch, sequence, attempt_epoch AS attemptEpoch, attempt_sequence AS attemptSequence FROM payment_orphans
			WHERE merchant = ? AND terminal = ? ORDER BY epoch, sequence, attempt_epoch, attempt_sequence`,
		);
		this.#removeOrphan = database.prepare(
			`DELETE FROM payment_orphans WHERE ${at} AND attempt_epoch = ? AND attempt_sequence = ?`,
		);
		this.#answer = database.prepare(
			`SELECT outcome, reference, sealed, answered_ms AS answeredMs FROM payment_answers WHERE ${at}`,
		);
		this.#addAnswer = database.prepare(`INSERT INTO payment_answers VALUES (${places(8)})`);
		this.#pendingAnswers = database.prepare(
			`SELECT a.sealed FROM payment_answers a JOIN payments p USING (merchant, terminal, epoch, sequence)
			WHERE a.merchant = ? AND a.terminal = ? AND p.settled = 0 AND p.outcome NOT IN (1, 2, 4) ORDER BY a.epoch, a.sequence`,
		);
	}

	find(terminal: string, origin: Place): Payment | undefined {
		const row = this.#find.get(this.#merchant, terminal, origin.epoch, origin.sequence);
		return row && fromStored(row);
	}

	originOf(terminal: string, place: Place): Place | undefined {
		return this.#originOf.get(this.#merchant, terminal, place.epoch, place.sequence);
	}

	put(terminal: string, p: Payment): void {
		this.#put.run(
			...[
				this.#merchant,
				terminal,
				p.origin.epoch,
				p.origin.sequence,
				p.place.epoch,
				p.place.sequence,
				p.key ?? null,
				p.tenderKind,
			],
			...[
				p.amountMinor,
				p.currency,
				p.basket,
				p.staff,
				p.shift,
				p.wallMs,
				p.day,
				p.outcome,
				p.reference,
				p.outcomeAt.epoch,
			],
			...[
				p.outcomeAt.sequence,
				closedCodes.indexOf(p.closed),
				p.fitting,
				p.misfitMinor,
				p.receipt,
				p.isAnswered ? 1 : 0,
			],
			...[isSettled(p) ? 1 : 0, p.unresolvedHeldMinor, p.mismatchHeldMinor],
		);
	}

	carry(terminal: string, place: Place, origin: Place): void {
		this.#carry.run(this.#merchant, terminal, place.epoch, place.sequence, origin.epoch, origin.sequence);
	}

	unsettled(terminal: string | undefined): UnsettledPayment[] {
		return this.#unsettled.all(this.#merchant, terminal ?? null, terminal ?? null).map((row) => {
			const { answerOutcome: outcome, answerReference: reference, answeredMs } = row;
			const isAnswered = outcome !== null && reference !== null && answeredMs !== null;
			return {
				...fromStored(row),
				terminal: row.terminal,
				answer: isAnswered ? { outcome, reference, answeredMs } : undefined,
			};
		});
	}

	addOrphan(terminal: string, { by, attempt }: OrphanRow): void {
		this.#addOrphan.run(this.#merchant, terminal, by.epoch, by.sequence, attempt.epoch, attempt.sequence);
	}

	orphans(terminal: string): OrphanRow[] {
		return this.#orphans
			.all(this.#merchant, terminal)
			.map(({ epoch, sequence, attemptEpoch, attemptSequence }) => ({
				by: { epoch, sequence },
				attempt: { epoch: attemptEpoch, sequence: attemptSequence },
			}));
	}

	removeOrphan(terminal: string, { by, attempt }: OrphanRow): void {
		this.#removeOrphan.run(this.#merchant, terminal, by.epoch, by.sequence, attempt.epoch, attempt.sequence);
	}

	answer(terminal: string, origin: Place): AnswerRow | undefined {
		return this.#answer.get(this.#merchant, terminal, origin.epoch, origin.sequence);
	}

	addAnswer(terminal: string, origin: Place, { outcome, reference, sealed, answeredMs }: AnswerRow): void {
		this.#addAnswer.run(
			this.#merchant,
			terminal,
			origin.epoch,
			origin.sequence,
			outcome,
			reference,
			sealed,
			answeredMs,
		);
	}

	pendingAnswers(terminal: string): Uint8Array[] {
		return this.#pendingAnswers.all(this.#merchant, terminal).map((row) => row.sealed);
	}

	clear(): void {
		for (const table of folded)
			this.#database.prepare<Values>(`DELETE FROM ${table} WHERE merchant = ?`).run(this.#merchant);
	}
}

function fromStored(row: StoredPayment): Payment {
	return {
		tenderKind: row.tenderKind,
		amountMinor: row.amountMinor,
		currency: row.currency,
		basket: row.basket,
		staff: row.staff,
		shift: row.shift,
		wallMs: row.wallMs,
		day: row.day,
		outcome: row.outcome,
		reference: row.reference,
		fitting: row.fitting,
		misfitMinor: row.misfitMinor,
		receipt: row.receipt,
		origin: { epoch: row.epoch, sequence: row.sequence },
		place: { epoch: row.presentEpoch, sequence: row.presentSequence },
		key: row.key ?? undefined,
		outcomeAt: { epoch: row.outcomeEpoch, sequence: row.outcomeSequence },
		closed: closedCodes[row.closed]!,
		isAnswered: row.answered !== 0,
		unresolvedHeldMinor: row.unresolvedHeldMinor,
		mismatchHeldMinor: row.mismatchHeldMinor,
	};
}
