// Tables of one merchant, as the ledgers' files write them.
import type { Database, Statement } from "better-sqlite3";
import { adding, insertInto, type Named, replacing, type Value, type Values } from "../sql.js";

export type Row = Readonly<Record<string, Value>>;

export interface TableOptions {
	readonly name: string;
	/** Of the primary key, without the merchant. */
	readonly key: readonly string[];
	/** All others. */
	readonly columns: readonly string[];
	/** What becomes of the other columns where the key is there already. */
	readonly onConflict: "fail" | "ignore" | "replace" | "add";
}

/** A table into which rows are put by the names of their columns. */
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

	/** By the columns of the key. */
	remove(key: Row): void {
		this.#remove.run({ merchant: this.#merchant, ...key });
	}

	clear(): void {
		this.#clear.run(this.#merchant);
	}
}
