// The rows of every ledger in SQLite, and the transaction that writes them together with their cursors.
import type { Database, Statement } from "better-sqlite3";
import type { AlarmNotice } from "../../../alarms.js";
import type { LedgerCursors, LedgerStep, LedgerStore } from "../../../ledger/ledger-store.js";
import {
	type ChangesMap,
	type LedgerChanges,
	type LedgerName,
	ledgerNames,
	ledgers,
	type LedgerStates,
	type LedgerWants,
	type StateMap,
	type WantsMap,
} from "../../../ledger/registry.js";
import type { LogEntry } from "../../../ledger/slice.js";
import type { Synchronous } from "../../store.js";
import type { SqliteLog } from "../log.js";
import type { SqliteNotices } from "../notices.js";
import type { Values } from "../sql.js";
import { SqliteBranches } from "./branches.js";
import { SqliteCashMovements } from "./cash-movements.js";
import { SqliteAppliedCatalogs } from "./catalogs.js";
import { NoRows } from "./checks.js";
import { SqliteConfirmations } from "./confirmations.js";
import { SqliteCouponUses } from "./coupons.js";
import { SqliteDays } from "./days.js";
import { SqliteDocuments } from "./documents.js";
import { SqliteEpochLinks } from "./epochs.js";
import { SqliteHeldCash } from "./held.js";
import { SqliteNewer } from "./newer.js";
import { SqliteNumbers } from "./numbers.js";
import { SqlitePayments } from "./payments.js";
import { SqliteRightMoves } from "./rights.js";
import type { LedgerRows } from "./rows.js";
import { SqliteShifts } from "./shifts.js";
import { SqliteOverrides } from "./staff.js";
import { SqliteNamedTexts } from "./texts.js";
import { SqliteVoids } from "./voids.js";

type AllRows = { readonly [Name in LedgerName]: LedgerRows<WantsMap[Name], StateMap[Name], ChangesMap[Name]> };

export function openRows(database: Database, merchant: string) {
	return {
		documents: new SqliteDocuments(database, merchant),
		numbers: new SqliteNumbers(database, merchant),
		days: new SqliteDays(database, merchant),
		checks: new NoRows(),
		times: new NoRows(),
		shifts: new SqliteShifts(database, merchant),
		held: new SqliteHeldCash(database, merchant),
		cashMovements: new SqliteCashMovements(database, merchant),
		staff: new SqliteOverrides(database, merchant),
		voids: new SqliteVoids(database, merchant),
		newer: new SqliteNewer(database, merchant),
		payments: new SqlitePayments(database, merchant),
		confirmations: new SqliteConfirmations(database, merchant),
		coupons: new SqliteCouponUses(database, merchant),
		rights: new SqliteRightMoves(database, merchant),
		catalogs: new SqliteAppliedCatalogs(database, merchant),
		epochs: new SqliteEpochLinks(database, merchant),
		branches: new SqliteBranches(database, merchant),
		texts: new SqliteNamedTexts(database, merchant),
	} satisfies AllRows;
}

export interface LedgersOptions {
	readonly database: Database;
	readonly merchant: string;
	readonly rows: AllRows;
	readonly log: SqliteLog;
	readonly notices: SqliteNotices;
}

export class SqliteLedgers implements Synchronous<LedgerStore> {
	readonly #options: LedgersOptions;
	readonly #cursors: Statement<Values, { ledger: string; number: number }>;
	readonly #setCursor: Statement<Values>;
	readonly #apply: (step: LedgerStep) => AlarmNotice[] | undefined;
	readonly #reset: (names: readonly LedgerName[]) => void;

	constructor(options: LedgersOptions) {
		this.#options = options;
		const { database } = options;
		this.#cursors = database.prepare("SELECT ledger, number FROM ledger_cursors WHERE merchant = ?");
		this.#setCursor = database.prepare(
			`INSERT INTO ledger_cursors VALUES (?, ?, ?)
			ON CONFLICT (merchant, ledger) DO UPDATE SET number = excluded.number`,
		);
		const apply = database.transaction((step: LedgerStep) => this.take(step));
		const reset = database.transaction((names: readonly LedgerName[]) => this.forget(names));
		this.#apply = (step) => apply.immediate(step);
		this.#reset = (names) => reset.immediate(names);
	}

	cursors(): LedgerCursors {
		const rows = this.#cursors.all(this.#options.merchant);
		const held = new Map(rows.map(({ ledger, number }) => [ledger, number]));
		const cursors = Object.fromEntries(ledgerNames.map((name) => [name, held.get(name) ?? 0]));
		return { head: this.#options.log.number(), cursors: cursors as Record<LedgerName, number> };
	}

	read(after: number, recordsMax: number): LogEntry[] {
		return this.#options.log.read(after, recordsMax);
	}

	load(wants: LedgerWants): LedgerStates {
		const rows: AllRows = this.#options.rows;
		const load = <Name extends LedgerName>(name: Name): StateMap[Name] =>
			rows[name].load(wants[name] as WantsMap[Name]);
		return Object.fromEntries(namesIn(wants).map((name) => [name, load(name)]));
	}

	/**
	 * Does not fsync. Rows lost in a power cut are folded from the log again, because their cursor is lost with them.
	 */
	apply(step: LedgerStep): AlarmNotice[] | undefined {
		const { database } = this.#options;
		database.pragma("synchronous = NORMAL");
		try {
			return this.#apply(step);
		} finally {
			database.pragma("synchronous = FULL");
		}
	}

	reset(names: readonly LedgerName[]): void {
		this.#reset(names);
	}

	private take({ names, from, to, changes, alarms }: LedgerStep): AlarmNotice[] | undefined {
		const { merchant, notices } = this.#options;
		const { cursors } = this.cursors();
		if (names.some((name) => cursors[name] !== from)) return undefined;
		for (const name of names) {
			this.write(name, changes);
			this.#setCursor.run(merchant, name, to);
		}
		return notices.change(alarms);
	}

	private write<Name extends LedgerName>(name: Name, changes: LedgerChanges): void {
		const rows: AllRows = this.#options.rows;
		rows[name].apply(changes[name] as ChangesMap[Name]);
	}

	private forget(names: readonly LedgerName[]): void {
		const { merchant, rows, notices } = this.#options;
		for (const name of names) {
			rows[name].clear();
			notices.forget(ledgers[name].codes);
			this.#setCursor.run(merchant, name, 0);
		}
	}
}

function namesIn(wants: LedgerWants): LedgerName[] {
	return ledgerNames.filter((name) => name in wants);
}
