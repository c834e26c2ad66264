// Tables of one merchant, for the ledgers' files.
import type { Database, Statement } from "better-sqlite3";
import { adding, insertInto, type Named, replacing, type Value, type Values } from "../sql.js";

export type Row = Readonly<Record<string, Value>>;

export interface TableOptions {
	readonly name: string;
	/** Columns of the primary key, without the merchant. */
	readonly key: readonly string[];
	/** All other columns. */
	readonly columns: readonly string[];
	/** How the other columns are updated if the key already exists. */
	readonly onConflict: "fail" | "ignore" | "replace" | "add";
}

/** A table whose rows are written by column name. */
export class Table {
	readonly #merchant: string;
	readonly #put: Statement<[Named]>;
	readonly #remove: Statement<[Named]>;
	readonly #clear: Statement<Values>;

	constructor(database: Database, merchant: string, { name, key, columns, onConflict }: TableOptions) {
		this.#merchant = merchant;
		const insert = insertInto(name, ["merchant", ...key, ...columns]);
		const conflict = `ON CONFLICT (${["merchant", ...key].join(", ")}) DO`;
		const ends = {
			fail: "",
			ignore: `${conflict} NOTHING`,
			replace: `${conflict} UPDATE SET ${replacing(columns)}`,
			add: `${conflict} UPDATE SET ${adding(name, columns)}`,
		};
		this.#put = database.prepare(`${insert} ${ends[onConflict]}`);
		const named = ["merchant", ...key].map((column) => `${column} = @${column}`);
		this.#remove = database.prepare(`DELETE FROM ${name} WHERE ${named.join(" AND ")}`);
		this.#clear = database.prepare(`DELETE FROM ${name} WHERE merchant = ?`);
	}

	put(row: Row): void {
		this.#put.run({ merchant: this.#merchant, ...row });
	}

	/** `key` names all columns of the key. */
	remove(key: Row): void {
		this.#remove.run({ merchant: this.#merchant, ...key });
	}

	clear(): void {
		this.#clear.run(this.#merchant);
	}
}
