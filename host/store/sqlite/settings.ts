// Settings of the data folder, in SQLite.
import type { Database, Statement } from "better-sqlite3";
import type { SettingStore, Synchronous } from "../store.js";
import type { Values } from "./sql.js";

export class SqliteSettings implements Synchronous<SettingStore> {
	readonly #merchant: string;
	readonly #owner: Statement<[], { merchant: string }>;
	readonly #get: Statement<Values, { value: string }>;
	readonly #set: Statement<Values>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		this.#owner = database.prepare("SELECT merchant FROM settings LIMIT 1");
		this.#get = database.prepare("SELECT value FROM settings WHERE merchant = ? AND key = ?");
		this.#set = database.prepare(
			"INSERT INTO settings VALUES (?, ?, ?) ON CONFLICT (merchant, key) DO UPDATE SET value = excluded.value",
		);
	}

	owner(): string | undefined {
		return this.#owner.get()?.merchant;
	}

	get(key: string): string | undefined {
		return this.#get.get(this.#merchant, key)?.value;
	}

	set(key: string, value: string): void {
		this.#set.run(this.#merchant, key, value);
	}
}
