// What SQLite's and the system's errors mean for the host.
import Database from "better-sqlite3";
import { HostFault, StoreFault } from "../../faults.js";

/** Result codes (sqlite.org/rescode.html) by which the database as a whole fails, not the one call. */
const busy = /^SQLITE_(BUSY|LOCKED|PROTOCOL)/;
const damaged = /^SQLITE_(CORRUPT|NOTADB)/;
const failed = /^SQLITE_(FULL|IOERR|CANTOPEN|READONLY|PERM|NOMEM|NOLFS|INTERRUPT|ABORT)/;
const closedMessage = "The database connection is not open";

/** The fault for an error of the engine; the error itself where only the call was wrong. */
export function storeFault(error: unknown): unknown {
	if (!(error instanceof Error) || error instanceof HostFault) return error;
	if (error.message === closedMessage) return new StoreFault("STORE_FAILED", closedMessage, { cause: error });
	const code = "code" in error ? String(error.code) : "";
	const detail = `${code}: ${error.message}`;
	if ("syscall" in error) return new StoreFault("STORE_FAILED", detail, { cause: error });
	if (!(error instanceof Database.SqliteError)) return error;
	if (busy.test(code)) return new StoreFault("STORE_BUSY", detail, { cause: error });
	if (damaged.test(code)) return new StoreFault("STORE_DAMAGED", detail, { cause: error });
	return failed.test(code) ? new StoreFault("STORE_FAILED", detail, { cause: error }) : error;
}

/** The same for an error while a data folder is opened. */
export function openingFault(error: unknown, folder: string | undefined): unknown {
	const fault = storeFault(error);
	if (!(fault instanceof StoreFault) || fault.code !== "STORE_FAILED") return fault;
	return new HostFault("DATA_FOLDER_UNUSABLE", `${folder}: ${fault.detail}`);
}
