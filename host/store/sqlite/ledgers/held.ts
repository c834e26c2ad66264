// Cash held for open sales in SQLite, by shift.
import type { Database } from "better-sqlite3";
import type { HeldSum } from "../../../ledger/held/ledger.js";
import type { Nothing } from "../../../ledger/ledger.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

export class SqliteHeldCash implements LedgerRows<Nothing, Nothing, readonly HeldSum[]> {
	readonly #sums: Table;

	constructor(database: Database, merchant: string) {
		const key = ["terminal", "shift", "currency"];
		this.#sums = new Table(database, merchant, {
			...{ name: "held_cash", key, columns: ["amount_minor"], onConflict: "add" },
		});
	}

	load(): Nothing {
		return null;
	}

	apply(sums: readonly HeldSum[]): void {
		for (const { terminal, shift, currency, amountMinor } of sums)
			this.#sums.put({ terminal, shift, currency, amount_minor: amountMinor });
	}

	clear(): void {
		this.#sums.clear();
	}
}
