// The merchant of a data folder, read before the store is opened for a merchant.
import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

/** Undefined for a new folder, and for one that only opening the store can judge. */
export function ownerOf(folder: string): string | undefined {
	const path = join(folder, "host.db");
	if (!existsSync(path)) return undefined;
	let database: Database.Database | undefined;
	try {
		database = new Database(path, { readonly: true, fileMustExist: true });
		return database.prepare<[], { merchant: string }>("SELECT merchant FROM settings LIMIT 1").get()?.merchant;
	} catch {
		return undefined;
	} finally {
		database?.close();
	}
}
