// Voided sales in SQLite.
import type { Database } from "better-sqlite3";
import type { Nothing } from "../../../ledger/ledger.js";
import type { VoidRow } from "../../../ledger/voids/ledger.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

export class SqliteVoids implements LedgerRows<Nothing, Nothing, readonly VoidRow[]> {
	readonly #voids: Table;

	constructor(database: Database, merchant: string) {
		this.#voids = new Table(database, merchant, {
			name: "voids",
			key: ["terminal", "epoch", "sequence"],
			columns: ["staff", "shift", "wall_ms", "day", "currency", "total_minor"],
			onConflict: "fail",
		});
	}

	load(): Nothing {
		return null;
	}

	apply(rows: readonly VoidRow[]): void {
		for (const { terminal, epoch, sequence, booked, currency, totalMinor } of rows) {
			const { staff, shift, wallMs, day } = booked;
			this.#voids.put({
				...{ terminal, epoch, sequence, staff, shift, wall_ms: wallMs, day, currency },
				total_minor: totalMinor,
			});
		}
	}

	clear(): void {
		this.#voids.clear();
	}
}
