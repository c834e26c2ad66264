// What somebody allowed whom in SQLite, a row a record.
import type { Database } from "better-sqlite3";
import type { Nothing } from "../../../ledger/ledger.js";
import type { Override } from "../../../ledger/staff/ledger.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

export class SqliteOverrides implements LedgerRows<Nothing, Nothing, readonly Override[]> {
	readonly #overrides: Table;

	constructor(database: Database, merchant: string) {
		this.#overrides = new Table(database, merchant, {
			name: "overrides",
			key: ["terminal", "epoch", "sequence"],
			columns: ["staff", "approved_by", "shift", "wall_ms", "permission", "reason"],
			onConflict: "fail",
		});
	}

	load(): Nothing {
		return null;
	}

	apply(overrides: readonly Override[]): void {
		for (const { approvedBy, wallMs, right, ...override } of overrides)
			this.#overrides.put({ ...override, approved_by: approvedBy, wall_ms: wallMs, permission: right });
	}

	clear(): void {
		this.#overrides.clear();
	}
}
