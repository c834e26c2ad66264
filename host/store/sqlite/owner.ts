// The merchant of a data folder, read before the store is opened for a merchant.
import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { HostFault } from "../../faults.js";
import { openingFault } from "./fault.js";

/**
 * Undefined for a new folder, and for one whose store has no merchant yet. Throws HostFault STORE_DAMAGED, STORE_BUSY
 * or DATA_FOLDER_UNUSABLE where the store cannot be read: such a folder is not new.
 */
export function ownerOf(folder: string): string | undefined {
	const path = join(folder, "host.db");
	if (!existsSync(path)) return undefined;
	let database: Database.Database | undefined;
	try {
		database = new Database(path, { readonly: true, fileMustExist: true });
		return database.prepare<[], { merchant: string }>("SELECT merchant FROM settings LIMIT 1").get()?.merchant;
	} catch (error) {
		const fault = openingFault(error, folder);
		if (fault instanceof HostFault) throw fault;
		return undefined;
	} finally {
		database?.close();
	}
}
