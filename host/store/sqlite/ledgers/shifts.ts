// Shifts in SQLite: one row per terminal, shift and epoch. Openings and closings each write their own columns.
import type { Database } from "better-sqlite3";
import type { Nothing } from "../../../ledger/ledger.js";
import { expectedCash, type ShiftChange } from "../../../ledger/shifts/ledger.js";
import { insertInto, type Named, replacing, type Values } from "../sql.js";
import type { LedgerRows } from "./rows.js";

const head = ["merchant", "terminal", "shift", "epoch", "currency", "tax_mode", "float_minor"];
const opening = ["opened_ms", "opened_by"];
const closing = [
	...["closed_ms", "closed_by", "reported_gross_minor", "reported_documents", "expected_cash_minor", "counted_minor"],
];
const onConflict = "ON CONFLICT (merchant, terminal, shift, epoch) DO UPDATE SET";

export class SqliteShifts implements LedgerRows<Nothing, Nothing, readonly ShiftChange[]> {
	readonly #merchant: string;
	readonly #open;
	readonly #close;
	readonly #clear;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		this.#open = database.prepare<[Named]>(
			`${insertInto("shifts", [...head, ...opening])} ${onConflict} ${replacing([...opening, "float_minor"])}`,
		);
		this.#close = database.prepare<[Named]>(
			`${insertInto("shifts", [...head, ...closing])} ${onConflict} ${replacing(closing)}`,
		);
		this.#clear = database.prepare<Values>("DELETE FROM shifts WHERE merchant = ?");
	}

	load(): Nothing {
		return null;
	}

	apply(changes: readonly ShiftChange[]): void {
		for (const change of changes) {
			const { terminal, shift, epoch, totals, wallMs, staff, countedMinor } = change;
			const { currency, taxMode, floatMinor, grossMinor, sales, others } = totals;
			const row = {
				...{ merchant: this.#merchant, terminal, shift, epoch, currency, tax_mode: taxMode },
				float_minor: floatMinor,
			};
			if (change.kind === "opened") {
				this.#open.run({ ...row, opened_ms: wallMs, opened_by: staff });
				continue;
			}
			this.#close.run({
				...{ ...row, closed_ms: wallMs, closed_by: staff, reported_gross_minor: grossMinor },
				...{ reported_documents: sales + others, expected_cash_minor: expectedCash(totals) },
				counted_minor: countedMinor < 0 ? null : countedMinor,
			});
		}
	}

	clear(): void {
		this.#clear.run(this.#merchant);
	}
}
