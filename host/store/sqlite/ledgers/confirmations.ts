// Tenders that were not confirmed when they were taken, and what is known of their payments, in SQLite.
import type { Database, Statement } from "better-sqlite3";
import type {
	ConfirmationsChanges,
	HeldAttempt,
	KnownOutcome,
	UnconfirmedTender,
} from "../../../ledger/confirmations/ledger.js";
import type { TerminalPlace } from "../../../ledger/payments/rows.js";
import type { Named } from "../sql.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

const place = ["terminal", "epoch", "sequence"];

export class SqliteConfirmations implements LedgerRows<
	readonly TerminalPlace[],
	readonly HeldAttempt[],
	ConfirmationsChanges
> {
	readonly #merchant: string;
	readonly #tenders: Table;
	readonly #outcomes: Table;
	readonly #held: Statement<[Named], Omit<HeldAttempt, keyof TerminalPlace>>;
	readonly #settle: Statement<[Named]>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		this.#tenders = new Table(database, merchant, {
			name: "unconfirmed_tenders",
			key: [...place, "tender"],
			columns: [
				...["attempt_epoch", "attempt_sequence", "tender_kind", "amount_minor", "currency", "number", "staff"],
				...["shift", "wall_ms", "day", "outcome"],
			],
			onConflict: "fail",
		});
		this.#outcomes = new Table(database, merchant, {
			...{ name: "payment_confirmations", key: place, columns: ["outcome"], onConflict: "replace" },
		});
		const of = "merchant = @merchant AND terminal = @terminal";
		const attempt = `${of} AND attempt_epoch = @epoch AND attempt_sequence = @sequence`;
		const at = `${of} AND epoch = @epoch AND sequence = @sequence`;
		this.#held = database.prepare(
			`SELECT coalesce((SELECT outcome FROM payment_confirmations WHERE ${at}), 0) AS outcome,
			coalesce((SELECT outcome FROM payment_answers WHERE ${at}), 0) AS answer,
			coalesce((SELECT sum(amount_minor) FROM unconfirmed_tenders WHERE ${attempt}), 0) AS tenderedMinor,
			coalesce((SELECT max(currency) FROM unconfirmed_tenders WHERE ${attempt}), '') AS currency`,
		);
		this.#settle = database.prepare(`UPDATE unconfirmed_tenders SET outcome = @outcome WHERE ${attempt}`);
	}

	load(wants: readonly TerminalPlace[]): HeldAttempt[] {
		return wants.map((each) => ({ ...each, ...this.#held.get(this.named(each))! }));
	}

	apply({ tenders, outcomes }: ConfirmationsChanges): void {
		for (const tender of tenders) this.addTender(tender);
		for (const each of outcomes) this.addOutcome(each);
	}

	clear(): void {
		this.#tenders.clear();
		this.#outcomes.clear();
	}

	private addTender(row: UnconfirmedTender): void {
		const { terminal, tender, attempt, tenderKind, amountMinor, currency, number, staff, shift, wallMs, day } = row;
		this.#tenders.put({
			...{ terminal, ...row.place, tender, attempt_epoch: attempt.epoch, attempt_sequence: attempt.sequence },
			...{ tender_kind: tenderKind, amount_minor: amountMinor, currency, number, staff, shift },
			...{ wall_ms: wallMs, day, outcome: 0 },
		});
	}

	private addOutcome(each: KnownOutcome): void {
		const { terminal, outcome } = each;
		this.#outcomes.put({ terminal, ...each.place, outcome });
		this.#settle.run({ ...this.named(each), outcome });
	}

	private named({ terminal, place: { epoch, sequence } }: TerminalPlace): Named {
		return { merchant: this.#merchant, terminal, epoch, sequence };
	}
}
