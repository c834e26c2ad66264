// Which personal texts the records name, in SQLite: a row a line.
import type { Database } from "better-sqlite3";
import type { Nothing } from "../../../ledger/ledger.js";
import type { NamedText } from "../../../ledger/texts/ledger.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

export class SqliteNamedTexts implements LedgerRows<Nothing, Nothing, readonly NamedText[]> {
	readonly #texts: Table;

	constructor(database: Database, merchant: string) {
		this.#texts = new Table(database, merchant, {
			name: "named_texts",
			key: ["terminal", "epoch", "sequence", "line"],
			columns: ["digest"],
			onConflict: "fail",
		});
	}

	load(): Nothing {
		return null;
	}

	apply(texts: readonly NamedText[]): void {
		for (const text of texts) this.#texts.put({ ...text });
	}

	clear(): void {
		this.#texts.clear();
	}
}
