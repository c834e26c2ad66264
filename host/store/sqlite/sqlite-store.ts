// The store in one SQLite file: WAL, every commit fsynced, one process at a time.
import { join } from "node:path";
import Database from "better-sqlite3";
import { HostFault } from "../../faults.js";
import type { Store } from "../store.js";
import { SqliteCatalogs } from "./catalogs.js";
import { SqliteChains } from "./chains.js";
import { SqliteFirmware } from "./firmware.js";
import { SqliteLedger } from "./ledger.js";
import { migrations, versionBefore } from "./migrations.js";
import { SqliteNotices } from "./notices.js";
import { SqlitePayments } from "./payments.js";
import { SqliteReports } from "./reports.js";
import { SqliteEnrolments, SqliteTerminals } from "./terminals.js";

export class SqliteStore implements Store {
	readonly terminals: SqliteTerminals;
	readonly chains: SqliteChains;
	readonly enrolments: SqliteEnrolments;
	readonly catalogs: SqliteCatalogs;
	readonly firmware: SqliteFirmware;
	readonly notices: SqliteNotices;
	readonly ledger: SqliteLedger;
	readonly payments: SqlitePayments;
	readonly reports: SqliteReports;
	readonly #database: Database.Database;
	readonly #lock: Database.Database;
	readonly #merchant: string;

	/**
	 * Throws HostFault DATA_FOLDER_IN_USE, DATA_FOLDER_OLDER or DATA_FOLDER_NEWER. An undefined folder keeps everything
	 * in memory.
	 */
	constructor(folder: string | undefined, merchant: string) {
		this.#merchant = merchant;
		this.#lock = lockFolder(folder);
		const database = new Database(folder === undefined ? ":memory:" : join(folder, "host.db"));
		this.#database = database;
		try {
			database.pragma("journal_mode = WAL");
			database.pragma("synchronous = FULL");
			database.pragma("foreign_keys = ON");
			// 16 MB of log between checkpoints: a checkpoint costs two more fsyncs and random writes.
			database.pragma("wal_autocheckpoint = 4000");
			migrate(database);
			this.terminals = new SqliteTerminals(database, merchant);
			this.chains = new SqliteChains(database, merchant);
			this.enrolments = new SqliteEnrolments(database, merchant);
			this.catalogs = new SqliteCatalogs(database, merchant);
			this.firmware = new SqliteFirmware(database, merchant);
			this.notices = new SqliteNotices(database, merchant);
			this.ledger = new SqliteLedger(database, merchant);
			this.payments = new SqlitePayments(database, merchant);
			this.reports = new SqliteReports(database, merchant);
		} catch (error) {
			this.close();
			throw error;
		}
	}

	owner(): string | undefined {
		return this.#database.prepare<[], { merchant: string }>("SELECT merchant FROM settings LIMIT 1").get()
			?.merchant;
	}

	setting(key: string): string | undefined {
		return this.#database
			.prepare<[string, string], { value: string }>("SELECT value FROM settings WHERE merchant = ? AND key = ?")
			.get(this.#merchant, key)?.value;
	}

	setSetting(key: string, value: string): void {
		this.#database
			.prepare<[string, string, string]>(
				"INSERT INTO settings VALUES (?, ?, ?) ON CONFLICT (merchant, key) DO UPDATE SET value = excluded.value",
			)
			.run(this.#merchant, key, value);
	}

	transaction<T>(work: () => T): T {
		return this.#database.transaction(work).immediate();
	}

	close(): void {
		this.#database.close();
		this.#lock.close();
	}
}

function migrate(database: Database.Database): void {
	const version = Number(database.pragma("user_version", { simple: true }));
	const newest = versionBefore + migrations.length;
	if (version > newest) throw new HostFault("DATA_FOLDER_NEWER", `schema ${version}`);
	if (version > 0 && version <= versionBefore) throw new HostFault("DATA_FOLDER_OLDER", `schema ${version}`);
	database
		.transaction(() => {
			for (const step of migrations.slice(Math.max(0, version - versionBefore))) database.exec(step);
			database.pragma(`user_version = ${newest}`);
		})
		.immediate();
}

/**
 * Holds a lock that the system drops with the process, kill -9 included; other readers of host.db are not in its way.
 */
function lockFolder(folder: string | undefined): Database.Database {
	const lock = new Database(folder === undefined ? ":memory:" : join(folder, "host.lock"), { timeout: 0 });
	try {
		lock.pragma("locking_mode = EXCLUSIVE");
		lock.exec("BEGIN EXCLUSIVE");
	} catch (error) {
		lock.close();
		if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY"))
			throw new HostFault("DATA_FOLDER_IN_USE", folder);
		throw error;
	}
	return lock;
}
