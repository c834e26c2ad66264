// Counts of records of a newer version in SQLite.
import type { Database } from "better-sqlite3";
import type { Nothing } from "../../../ledger/ledger.js";
import type { NewerCount } from "../../../ledger/newer/ledger.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

export class SqliteNewer implements LedgerRows<Nothing, Nothing, readonly NewerCount[]> {
	readonly #counts: Table;

	constructor(database: Database, merchant: string) {
		this.#counts = new Table(database, merchant, {
			name: "newer_counts",
			key: ["terminal", "kind"],
			columns: ["records", "documents", "total_minor", "cash_minor"],
			onConflict: "add",
		});
	}

	load(): Nothing {
		return null;
	}

	apply(counts: readonly NewerCount[]): void {
		for (const { terminal, kind, records, documents, totalMinor, cashMinor } of counts) {
			const sums = { records, documents, total_minor: totalMinor, cash_minor: cashMinor };
			this.#counts.put({ terminal, kind, ...sums });
		}
	}

	clear(): void {
		this.#counts.clear();
	}
}
