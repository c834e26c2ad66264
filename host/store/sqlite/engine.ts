// A store in one SQLite file: WAL, every commit fsynced, one process at a time. Synchronous: `local.ts` calls it in its
// caller's thread, `worker.ts` in a dedicated thread.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import { createPrivately } from "../../private-folder.js";
import type { StorePart, SynchronousStore } from "../store.js";
import { AcknowledgedMark } from "./acknowledged-mark.js";
import { SqliteCatalogs } from "./catalogs.js";
import { SqliteChains } from "./chains.js";
import { openingFault, storeFault } from "./fault.js";
import { SqliteFirmware } from "./firmware.js";
import { SqliteGrants } from "./grants.js";
import { checkHeads, checkIntegrity } from "./integrity.js";
import { SqliteDocumentStore } from "./ledgers/document-store.js";
import { SqlitePaymentAnswers } from "./ledgers/payments.js";
import { openRows, SqliteLedgers } from "./ledgers/registry.js";
import { SqliteLog } from "./log.js";
import { migrations, versionBefore } from "./migrations.js";
import { SqliteNotices } from "./notices.js";
import { OpenFiles } from "./open-files.js";
import type { StoreOptions } from "./port.js";
import { SqliteReports } from "./reports.js";
import { SqliteRights } from "./rights.js";
import { SqliteSettings } from "./settings.js";
import { SqliteEnrolments, SqliteTerminals } from "./terminals.js";

export class SqliteEngine {
	readonly parts: SynchronousStore;
	/** Whether all of the database was found whole. If not, it is too large for a check while a start waits. */
	readonly isChecked: boolean;
	readonly #database: Database.Database;
	readonly #lock: Database.Database;
	readonly #files: OpenFiles;
	readonly #mark: AcknowledgedMark;

	/**
	 * Throws HostFault DATA_FOLDER_*, STORE_MISSING, STORE_BEHIND, STORE_BUSY or STORE_DAMAGED. An undefined folder
	 * keeps everything in memory.
	 */
	constructor({ folder, merchant, isRestored = false }: StoreOptions) {
		let lock: Database.Database | undefined;
		let database: Database.Database | undefined;
		try {
			lock = lockFolder(folder);
			const path = folder === undefined ? ":memory:" : join(folder, "host.db");
			if (folder !== undefined) {
				demandDatabase(folder);
				createPrivately(path);
			}
			this.isChecked = folder === undefined || sizeOf(path) + sizeOf(`${path}-wal`) <= hostLimits.checkedBytesMax;
			database = new Database(path, { timeout: hostLimits.storeBusyMs });
			openDatabase(database, this.isChecked);
			this.parts = openParts(database, merchant);
			this.#mark = new AcknowledgedMark(database, merchant, folder);
			if (!isRestored) this.#mark.demandReached();
			// From now on a locked database fails at once, and the call is tried again without holding up its thread.
			database.pragma("busy_timeout = 0");
		} catch (error) {
			database?.close();
			lock?.close();
			throw openingFault(error, folder);
		}
		this.#database = database;
		this.#lock = lock;
		this.#files = new OpenFiles(folder);
		this.#files.demandSame();
	}

	/** Calls a method of a part by name, in its own transaction. Throws StoreFault where the whole database fails. */
	call(part: StorePart, method: string, values: readonly unknown[]): unknown {
		const target = this.parts[part] as unknown as Readonly<Record<string, (...values: unknown[]) => unknown>>;
		try {
			// An ack follows this call.
			if (part === "chains" && method === "commit") this.#files.demandSame();
			const value = target[method]!(...values);
			this.#mark.follow(`${part}.${method}`);
			return value;
		} catch (error) {
			throw storeFault(error);
		}
	}

	close(): void {
		this.#mark.close();
		this.#database.close();
		this.#lock.close();
	}
}

function openDatabase(database: Database.Database, isChecked: boolean): void {
	const isNew = Number(database.pragma("page_count", { simple: true })) === 0;
	database.pragma("journal_mode = WAL");
	database.pragma("synchronous = FULL");
	database.pragma("foreign_keys = ON");
	// Secrets of enrolment codes that were deleted are not to be found in the file.
	database.pragma("secure_delete = ON");
	// 16 MB of log between checkpoints: a checkpoint costs two more fsyncs and random writes.
	database.pragma("wal_autocheckpoint = 4000");
	const version = versionOf(database);
	// Older tables may lack what the check reads; migrations read and write all that they change.
	if (!isNew && version === newestVersion) (isChecked ? checkIntegrity : checkHeads)(database);
	migrate(database, version);
}

/** SQLite takes a file of this size for a new one. */
const emptyBytesMax = 1;

/**
 * SQLite makes a missing database anew and deletes a log that it does not belong to. Throws HostFault STORE_MISSING
 * where there has been one.
 */
function demandDatabase(folder: string): void {
	if (sizeOf(join(folder, "host.db")) > emptyBytesMax) return;
	const left = ["host.key", "host.db-wal", "host.mark"].find((name) => sizeOf(join(folder, name)) > 0);
	if (left !== undefined) throw new HostFault("STORE_MISSING", `${folder} has ${left}`);
}

function sizeOf(path: string): number {
	return existsSync(path) ? statSync(path).size : 0;
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
		rights: new SqliteRights(database, merchant, log, terminals),
		settings,
	};
}

const newestVersion = versionBefore + migrations.length;

/** Throws HostFault DATA_FOLDER_NEWER or DATA_FOLDER_OLDER. */
function versionOf(database: Database.Database): number {
	const version = Number(database.pragma("user_version", { simple: true }));
	if (version > newestVersion) throw new HostFault("DATA_FOLDER_NEWER", `schema ${version}`);
	if (version > 0 && version <= versionBefore) throw new HostFault("DATA_FOLDER_OLDER", `schema ${version}`);
	return version;
}

function migrate(database: Database.Database, version: number): void {
	// Without a step nothing is written, so that a host starts beside a program that holds the write lock.
	if (version === newestVersion) return;
	database
		.transaction(() => {
			for (const step of migrations.slice(Math.max(0, version - versionBefore))) database.exec(step);
			database.pragma(`user_version = ${newestVersion}`);
		})
		.immediate();
}

/**
 * Holds a lock that the operating system releases when the process ends, even by kill -9. Other readers of host.db are
 * not blocked.
 */
function lockFolder(folder: string | undefined): Database.Database {
	const path = folder === undefined ? ":memory:" : join(folder, "host.lock");
	if (folder !== undefined) createPrivately(path);
	const lock = new Database(path, { timeout: 0 });
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
