// The catalog applied by each terminal, in SQLite.
import type { Database, Statement } from "better-sqlite3";
import type { AppliedCatalog } from "../../../ledger/catalogs/ledger.js";
import type { Values } from "../sql.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

interface StoredCatalog extends Omit<AppliedCatalog, "unapplied"> {
	/** JSON. */
	readonly unapplied: string;
}

export class SqliteAppliedCatalogs implements LedgerRows<
	readonly string[],
	readonly AppliedCatalog[],
	readonly AppliedCatalog[]
> {
	readonly #merchant: string;
	readonly #applied: Table;
	readonly #of: Statement<Values, StoredCatalog>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		const columns = ["epoch", "sequence", "version", "unapplied"];
		this.#applied = new Table(database, merchant, {
			...{ name: "applied_catalogs", key: ["terminal"], columns, onConflict: "replace" },
		});
		this.#of = database.prepare(
			`SELECT terminal, ${columns.join(", ")} FROM applied_catalogs WHERE merchant = ? AND terminal = ?`,
		);
	}

	load(terminals: readonly string[]): AppliedCatalog[] {
		const rows = terminals.flatMap((terminal) => this.#of.all(this.#merchant, terminal));
		return rows.map((row) => ({ ...row, unapplied: JSON.parse(row.unapplied) as string[] }));
	}

	apply(rows: readonly AppliedCatalog[]): void {
		for (const { terminal, epoch, sequence, version, unapplied } of rows)
			this.#applied.put({ terminal, epoch, sequence, version, unapplied: JSON.stringify(unapplied) });
	}

	clear(): void {
		this.#applied.clear();
	}
}
