// Cash that was paid in and out in SQLite, a row a record.
import type { Database } from "better-sqlite3";
import type { CashMovement } from "../../../ledger/cash-movements/ledger.js";
import type { Nothing } from "../../../ledger/ledger.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

export class SqliteCashMovements implements LedgerRows<Nothing, Nothing, readonly CashMovement[]> {
	readonly #movements: Table;

	constructor(database: Database, merchant: string) {
		this.#movements = new Table(database, merchant, {
			name: "cash_movements",
			key: ["terminal", "epoch", "sequence"],
			columns: ["number", "staff", "shift", "wall_ms", "currency", "cash_minor", "reason"],
			onConflict: "fail",
		});
	}

	load(): Nothing {
		return null;
	}

	apply(movements: readonly CashMovement[]): void {
		for (const { wallMs, cashMinor, ...movement } of movements)
			this.#movements.put({ ...movement, wall_ms: wallMs, cash_minor: cashMinor });
	}

	clear(): void {
		this.#movements.clear();
	}
}
