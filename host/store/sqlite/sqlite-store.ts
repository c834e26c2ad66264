// The store in one SQLite file: WAL, every commit fsynced, one process at a time.
import { join } from "node:path";
import Database from "better-sqlite3";
import { HostFault } from "../../faults.js";
import type { Store } from "../store.js";
import { SqliteChains } from "./chains.js";
import { SqliteFirmware } from "./firmware.js";
import { SqliteLedger } from "./ledger.js";
import { migrations } from "./migrations.js";
import { SqliteNotices } from "./notices.js";
import { SqliteReports } from "./reports.js";
import { SqliteCatalogs, SqliteEnrolments, SqliteTerminals } from "./terminals.js";

export class SqliteStore implements Store {
	readonly terminals: SqliteTerminals;
	readonly chains: SqliteChains;
	readonly enrolments: SqliteEnrolments;
	readonly catalogs: SqliteCatalogs;
	readonly firmware: SqliteFirmware;
	readonly notices: SqliteNotices;
	readonly ledger: SqliteLedger;
	readonly reports: SqliteReports;
	readonly #database: Database.Database;
	readonly #lock: Database.Database;

	/** Throws HostFault DATA_FOLDER_IN_USE or DATA_FOLDER_NEWER. An undefined folder keeps everything in memory. */
	constructor(folder: string | undefined) {
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
			this.terminals = new SqliteTerminals(database);
			this.chains = new SqliteChains(database);
			this.enrolments = new SqliteEnrolments(database);
			this.catalogs = new SqliteCatalogs(database);
			this.firmware = new SqliteFirmware(database);
			this.notices = new SqliteNotices(database);
			this.ledger = new SqliteLedger(database);
			this.reports = new SqliteReports(database);
		} catch (error) {
			this.close();
			throw error;
		}
	}

	setting(key: string): string | undefined {
		return this.#database.prepare<[string], { value: string }>("SELECT value FROM settings WHERE key = ?").get(key)?.value;
	}

	setSetting(key: string, value: string): void {
		this.#database
			.prepare<[string, string]>("INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
			.run(key, value);
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
	if (version > migrations.length) throw new HostFault("DATA_FOLDER_NEWER", `schema ${version}`);
	database
		.transaction(() => {
			for (const step of migrations.slice(version)) database.exec(step);
			database.pragma(`user_version = ${migrations.length}`);
		})
		.immediate();
}

/** Holds a lock that the system drops with the process, kill -9 included; other readers of host.db are not in its way. */
function lockFolder(folder: string | undefined): Database.Database {
	const lock = new Database(folder === undefined ? ":memory:" : join(folder, "host.lock"), { timeout: 0 });
	try {
		lock.pragma("locking_mode = EXCLUSIVE");
		lock.exec("BEGIN EXCLUSIVE");
	} catch (error) {
		lock.close();
		if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) throw new HostFault("DATA_FOLDER_IN_USE", folder);
		throw error;
	}
	return lock;
}
