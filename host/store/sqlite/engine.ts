// A store in one SQLite file: WAL, every commit fsynced, one process at a time. Synchronous: `local.ts` calls it in its
// caller's thread, `worker.ts` in a dedicated thread.
import { join } from "node:path";
import Database from "better-sqlite3";
import { HostFault } from "../../faults.js";
import type { StorePart, SynchronousStore } from "../store.js";
import { SqliteCatalogs } from "./catalogs.js";
import { SqliteChains } from "./chains.js";
import { SqliteFirmware } from "./firmware.js";
import { SqliteGrants } from "./grants.js";
import { SqliteDocumentStore } from "./ledgers/document-store.js";
import { SqlitePaymentAnswers } from "./ledgers/payments.js";
import { openRows, SqliteLedgers } from "./ledgers/registry.js";
import { SqliteLog } from "./log.js";
import { migrations, versionBefore } from "./migrations.js";
import { SqliteNotices } from "./notices.js";
import { SqliteReports } from "./reports.js";
import { SqliteSettings } from "./settings.js";
import { SqliteEnrolments, SqliteTerminals } from "./terminals.js";

export class SqliteEngine {
	readonly parts: SynchronousStore;
	readonly #database: Database.Database;
	readonly #lock: Database.Database;

	/**
	 * Throws HostFault DATA_FOLDER_IN_USE, DATA_FOLDER_OLDER or DATA_FOLDER_NEWER. An undefined folder keeps everything
	 * in memory.
	 */
	constructor(folder: string | undefined, merchant: string) {
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
			this.parts = openParts(database, merchant);
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/** Calls a method of a part by name, in its own transaction. */
	call(part: StorePart, method: string, values: readonly unknown[]): unknown {
		const target = this.parts[part] as unknown as Readonly<Record<string, (...values: unknown[]) => unknown>>;
		return target[method]!(...values);
	}

	close(): void {
		this.#database.close();
		this.#lock.close();
	}
}

function openParts(database: Database.Database, merchant: string): SynchronousStore {
	const terminals = new SqliteTerminals(database, merchant);
	const enrolments = new SqliteEnrolments(database, merchant);
	const notices = new SqliteNotices(database, merchant);
	const settings = new SqliteSettings(database, merchant);
	const log = new SqliteLog(database, merchant, notices, terminals);
	const rows = openRows(database, merchant);
	return {
		terminals: new SqliteGrants(database, merchant, { terminals, enrolments, log }),
		chains: new SqliteChains(database, merchant, log, terminals),
		enrolments,
		catalogs: new SqliteCatalogs(database, merchant, settings),
		firmware: new SqliteFirmware(database, merchant),
		notices,
		ledgers: new SqliteLedgers({ database, merchant, rows, log, notices }),
		documents: new SqliteDocumentStore(database, merchant, rows.documents, rows.numbers),
		payments: new SqlitePaymentAnswers(database, merchant, log, rows.payments),
		reports: new SqliteReports(database, merchant),
		settings,
	};
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
 * Holds a lock that the operating system releases when the process ends, even by kill -9. Other readers of host.db are
 * not blocked.
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
