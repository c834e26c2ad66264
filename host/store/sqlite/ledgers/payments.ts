// Payment attempts as folded by the ledger, and the answers of operators, in SQLite.
import type { Database, Statement } from "better-sqlite3";
import type { Place } from "../../../../firmware/wire/record.js";
import type { UnconfirmedTender } from "../../../ledger/confirmations/ledger.js";
import { isSettled, type Payment } from "../../../ledger/payments/payment.js";
import type {
	CarriedPlace,
	EpochKeyRow,
	HeldOrphan,
	HeldRecord,
	OrphanRow,
	PaymentsChanges,
	PaymentsState,
	PaymentsWants,
	TerminalPayment,
	TerminalPlace,
	UnknownCredit,
} from "../../../ledger/payments/rows.js";
import { hostLimits } from "../../../limits.js";
import type { AnswerRow, PaymentStore, Synchronous, UnsettledPayment } from "../../store.js";
import type { SqliteLog } from "../log.js";
import { places, type Values } from "../sql.js";
import type { LedgerRows } from "./rows.js";
import { type Row, Table } from "./tables.js";

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

interface StoredUnconfirmed extends Omit<UnconfirmedTender, "place" | "attempt">, PlaceRow {
	readonly attemptEpoch: number;
	readonly attemptSequence: number;
}

interface StoredOrphan extends PlaceRow {
	readonly attemptEpoch: number;
	readonly attemptSequence: number;
	readonly payload: Uint8Array;
}

const columns = `p.terminal, p.epoch, p.sequence, present_epoch AS presentEpoch, present_sequence AS presentSequence,
	key, tender_kind AS tenderKind, amount_minor AS amountMinor, currency, basket, staff, shift, wall_ms AS wallMs, day,
	p.outcome, p.reference, outcome_epoch AS outcomeEpoch, outcome_sequence AS outcomeSequence, closed, fitting,
	misfit_minor AS misfitMinor, receipt, answered, unresolved_held_minor AS unresolvedHeldMinor,
	mismatch_held_minor AS mismatchHeldMinor`;
const closedCodes = ["no", "known", "newer"] as const;
const at = "merchant = ? AND terminal = ? AND epoch = ? AND sequence = ?";
const placeColumns = ["terminal", "epoch", "sequence"];
const attemptColumns = ["attempt_epoch", "attempt_sequence"];

export class SqlitePayments implements LedgerRows<PaymentsWants, PaymentsState, PaymentsChanges> {
	readonly #merchant: string;
	readonly #payments: Table;
	readonly #places: Table;
	readonly #orphans: Table;
	readonly #unknown: Table;
	readonly #find: Statement<Values, StoredPayment>;
	readonly #originOf: Statement<Values, PlaceRow>;
	readonly #unsettled: Statement<Values, StoredPayment>;
	readonly #orphansOf: Statement<Values, StoredOrphan>;
	readonly #unknownOf: Statement<Values, PlaceRow & { attemptEpoch: number; attemptSequence: number }>;
	readonly #record: Statement<Values, { payload: Uint8Array }>;
	readonly #epochs: Statement<Values, Omit<EpochKeyRow, "isQuarantined"> & { isQuarantined: number }>;
	readonly #answered: Statement<Values, PlaceRow>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		const table = (name: string, key: string[], others: string[], onConflict: "ignore" | "replace"): Table =>
			new Table(database, merchant, { name, key, columns: others, onConflict });
		this.#payments = table("payments", placeColumns, changing, "replace");
		this.#places = table("payment_places", placeColumns, ["origin_epoch", "origin_sequence"], "replace");
		this.#orphans = table("payment_orphans", [...placeColumns, ...attemptColumns], [], "ignore");
		this.#unknown = table("payment_unknown", [...placeColumns, ...attemptColumns], [], "ignore");
		this.#find = database.prepare(`SELECT ${columns} FROM payments p WHERE ${at}`);
		this.#originOf = database.prepare(
			`SELECT origin_epoch AS epoch, origin_sequence AS sequence FROM payment_places WHERE ${at}`,
		);
		this.#unsettled = database.prepare(
			`SELECT ${columns} FROM payments p WHERE merchant = ? AND terminal = ? AND settled = 0`,
		);
		// CROSS JOIN fixes the join order: there are few orphans and many records.
		this.#orphansOf = database.prepare(
			`SELECT o.epoch, o.sequence, attempt_epoch AS attemptEpoch, attempt_sequence AS attemptSequence, r.payload
			FROM payment_orphans o CROSS JOIN records r USING (merchant, terminal, epoch, sequence)
			WHERE o.merchant = ? AND o.terminal = ? ORDER BY o.epoch, o.sequence, attempt_epoch, attempt_sequence`,
		);
		this.#unknownOf = database.prepare(
			`SELECT epoch, sequence, attempt_epoch AS attemptEpoch, attempt_sequence AS attemptSequence
			FROM payment_unknown WHERE merchant = ? AND terminal = ?`,
		);
		this.#record = database.prepare(`SELECT payload FROM records WHERE ${at}`);
		this.#epochs = database.prepare(
			`SELECT terminal, epoch, public_key AS publicKey, status = 'quarantined' AS isQuarantined FROM epochs
			WHERE merchant = ? AND terminal = ?`,
		);
		this.#answered = database.prepare(
			"SELECT epoch, sequence FROM payment_answers WHERE merchant = ? AND terminal = ?",
		);
	}

	load({ places: named, terminals, reviewed, forked }: PaymentsWants): PaymentsState {
		const orphans = terminals.flatMap((terminal) => this.orphansOf(terminal));
		const payments: TerminalPayment[] = [];
		const carried: CarriedPlace[] = [];
		const records: HeldRecord[] = [];
		const wanted = [...named, ...orphans.map(({ terminal, attempt: place }) => ({ terminal, place }))];
		for (const { terminal, place } of wanted) {
			const origin = this.originOf(terminal, place);
			if (origin) carried.push({ terminal, place, origin });
			const payment = this.find(terminal, origin ?? place);
			if (payment) payments.push({ terminal, payment });
			else records.push(...this.recordAt(terminal, place));
		}
		for (const terminal of reviewed)
			for (const row of this.#unsettled.all(this.#merchant, terminal))
				payments.push({ terminal, payment: fromStored(row) });
		const touched = new Set([...wanted.map(({ terminal }) => terminal), ...reviewed, ...forked]);
		return {
			...{ payments, carried, orphans, records },
			unknown: forked.flatMap((terminal) => this.unknownOf(terminal)),
			epochs: [...touched].flatMap((terminal) => this.epochsOf(terminal)),
			answered: reviewed.flatMap((terminal) => this.answeredOf(terminal)),
		};
	}

	apply({ payments, carried, orphansAdded, orphansRemoved, unknown }: PaymentsChanges): void {
		for (const { terminal, payment } of payments) this.#payments.put({ terminal, ...columnsOf(payment) });
		for (const { terminal, place, origin } of carried)
			this.#places.put({ terminal, ...place, origin_epoch: origin.epoch, origin_sequence: origin.sequence });
		for (const orphan of orphansAdded) this.#orphans.put(pairOf(orphan));
		for (const orphan of orphansRemoved) this.#orphans.remove(pairOf(orphan));
		for (const credit of unknown) this.#unknown.put(pairOf(credit));
	}

	clear(): void {
		for (const table of [this.#payments, this.#places, this.#orphans, this.#unknown]) table.clear();
	}

	find(terminal: string, origin: Place): Payment | undefined {
		const row = this.#find.get(this.#merchant, terminal, origin.epoch, origin.sequence);
		return row && fromStored(row);
	}

	private originOf(terminal: string, { epoch, sequence }: Place): Place | undefined {
		return this.#originOf.get(this.#merchant, terminal, epoch, sequence);
	}

	private recordAt(terminal: string, place: Place): HeldRecord[] {
		const row = this.#record.get(this.#merchant, terminal, place.epoch, place.sequence);
		return row ? [{ terminal, place, payload: row.payload }] : [];
	}

	private orphansOf(terminal: string): HeldOrphan[] {
		return this.#orphansOf
			.all(this.#merchant, terminal)
			.map(({ epoch, sequence, attemptEpoch, attemptSequence, payload }) => ({
				...{ terminal, by: { epoch, sequence }, payload },
				attempt: { epoch: attemptEpoch, sequence: attemptSequence },
			}));
	}

	private unknownOf(terminal: string): UnknownCredit[] {
		return this.#unknownOf
			.all(this.#merchant, terminal)
			.map(({ epoch, sequence, attemptEpoch, attemptSequence }) => ({
				...{ terminal, by: { epoch, sequence } },
				attempt: { epoch: attemptEpoch, sequence: attemptSequence },
			}));
	}

	private epochsOf(terminal: string): EpochKeyRow[] {
		const rows = this.#epochs.all(this.#merchant, terminal);
		return rows.map((row) => ({ ...row, isQuarantined: row.isQuarantined !== 0 }));
	}

	private answeredOf(terminal: string): TerminalPlace[] {
		return this.#answered.all(this.#merchant, terminal).map((place) => ({ terminal, place }));
	}
}

/** Unsettled payments for operators, and the operators' answers. */
export class SqlitePaymentAnswers implements Synchronous<PaymentStore> {
	readonly #database: Database;
	readonly #merchant: string;
	readonly #log: SqliteLog;
	readonly #payments: SqlitePayments;
	readonly #unsettled: Statement<Values, StoredUnsettled>;
	readonly #answer: Statement<Values, AnswerRow>;
	readonly #addAnswer: Statement<Values>;
	readonly #pendingAnswers: Statement<Values, { sealed: Uint8Array }>;
	readonly #unconfirmed: Statement<Values, StoredUnconfirmed>;
	readonly #isUnconfirmed: Statement<Values>;

	constructor(database: Database, merchant: string, log: SqliteLog, payments: SqlitePayments) {
		this.#database = database;
		this.#merchant = merchant;
		this.#log = log;
		this.#payments = payments;
		this.#unsettled = database.prepare(
			`SELECT * FROM (SELECT ${columns}, a.outcome AS answerOutcome, a.reference AS answerReference,
			a.answered_ms AS answeredMs, row_number()
			OVER (PARTITION BY p.terminal ORDER BY p.wall_ms, p.epoch, p.sequence) AS turn
			FROM payments p LEFT JOIN payment_answers a USING (merchant, terminal, epoch, sequence)
			WHERE p.merchant = ? AND p.settled = 0 ORDER BY turn, p.wall_ms LIMIT ${hostLimits.unsettledShownMax})
			ORDER BY wallMs, terminal, epoch, sequence`,
		);
		this.#answer = database.prepare(
			`SELECT outcome, reference, sealed, answered_ms AS answeredMs FROM payment_answers WHERE ${at}`,
		);
		this.#unconfirmed = database.prepare(
			`SELECT terminal, epoch, sequence, tender, attempt_epoch AS attemptEpoch,
			attempt_sequence AS attemptSequence, tender_kind AS tenderKind, amount_minor AS amountMinor, currency,
			number, staff, shift, wall_ms AS wallMs, day
			FROM unconfirmed_tenders INDEXED BY unconfirmed_by_time
			WHERE merchant = ? AND outcome = 0 AND attempt_epoch > 0 ORDER BY wall_ms, terminal, epoch, sequence, tender
			LIMIT ${hostLimits.unsettledShownMax}`,
		);
		this.#isUnconfirmed = database.prepare(
			`SELECT 1 FROM unconfirmed_tenders WHERE merchant = ? AND terminal = ? AND attempt_epoch = ?
			AND attempt_sequence = ? AND outcome = 0 LIMIT 1`,
		);
		this.#addAnswer = database.prepare(`INSERT INTO payment_answers VALUES (${places(8)}) ON CONFLICT DO NOTHING`);
		this.#pendingAnswers = database.prepare(
			`SELECT a.sealed FROM payment_answers a JOIN payments p USING (merchant, terminal, epoch, sequence)
			WHERE a.merchant = ? AND a.terminal = ? AND p.settled = 0 AND p.outcome NOT IN (1, 2, 4)
			ORDER BY a.epoch, a.sequence`,
		);
	}

	find(terminal: string, origin: Place): Payment | undefined {
		return this.#payments.find(terminal, origin);
	}

	unsettled(): UnsettledPayment[] {
		return this.#unsettled.all(this.#merchant).map((row) => {
			const { answerOutcome: outcome, answerReference: reference, answeredMs } = row;
			const isAnswered = outcome !== null && reference !== null && answeredMs !== null;
			return {
				...fromStored(row),
				terminal: row.terminal,
				answer: isAnswered ? { outcome, reference, answeredMs } : undefined,
			};
		});
	}

	answer(terminal: string, { epoch, sequence }: Place): AnswerRow | undefined {
		return this.#answer.get(this.#merchant, terminal, epoch, sequence);
	}

	addAnswer(terminal: string, { epoch, sequence }: Place, answer: AnswerRow): boolean {
		const add = this.#database.transaction(() => {
			const { outcome, reference, sealed, answeredMs } = answer;
			const values = [terminal, epoch, sequence, outcome, reference, sealed, answeredMs];
			if (this.#addAnswer.run(this.#merchant, ...values).changes === 0) return false;
			this.#log.append("answer", { terminal, epoch, first: sequence, last: sequence, atMs: answeredMs });
			return true;
		});
		return add.immediate();
	}

	unconfirmed(): UnconfirmedTender[] {
		return this.#unconfirmed
			.all(this.#merchant)
			.map(({ epoch, sequence, attemptEpoch, attemptSequence, ...row }) => ({
				...{ ...row, place: { epoch, sequence } },
				attempt: { epoch: attemptEpoch, sequence: attemptSequence },
			}));
	}

	isUnconfirmed(terminal: string, { epoch, sequence }: Place): boolean {
		return this.#isUnconfirmed.get(this.#merchant, terminal, epoch, sequence) !== undefined;
	}

	pendingAnswers(terminal: string): Uint8Array[] {
		return this.#pendingAnswers.all(this.#merchant, terminal).map((row) => row.sealed);
	}
}

const changing = [
	...["present_epoch", "present_sequence", "key", "tender_kind", "amount_minor", "currency", "basket", "staff"],
	...["shift", "wall_ms", "day", "outcome", "reference", "outcome_epoch", "outcome_sequence", "closed", "fitting"],
	...["misfit_minor", "receipt", "answered", "settled", "unresolved_held_minor", "mismatch_held_minor"],
];

function columnsOf(p: Payment): Row {
	return {
		...{ epoch: p.origin.epoch, sequence: p.origin.sequence, present_epoch: p.place.epoch },
		...{ present_sequence: p.place.sequence, key: p.key ?? null, tender_kind: p.tenderKind },
		...{ amount_minor: p.amountMinor, currency: p.currency, basket: p.basket, staff: p.staff, shift: p.shift },
		...{ wall_ms: p.wallMs, day: p.day, outcome: p.outcome, reference: p.reference },
		...{ outcome_epoch: p.outcomeAt.epoch, outcome_sequence: p.outcomeAt.sequence },
		...{ closed: closedCodes.indexOf(p.closed), fitting: p.fitting, misfit_minor: p.misfitMinor },
		...{ receipt: p.receipt, answered: p.isAnswered ? 1 : 0, settled: isSettled(p) ? 1 : 0 },
		...{ unresolved_held_minor: p.unresolvedHeldMinor, mismatch_held_minor: p.mismatchHeldMinor },
	};
}

function pairOf({ terminal, by, attempt }: OrphanRow): Row {
	return { terminal, ...by, attempt_epoch: attempt.epoch, attempt_sequence: attempt.sequence };
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
