// Sums of business days in SQLite. Writes add to the stored values.
import type { Database, Statement } from "better-sqlite3";
import type { DaysChanges, ReceiptSum } from "../../../ledger/days/ledger.js";
import type { Nothing } from "../../../ledger/ledger.js";
import { places, type Values } from "../sql.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

const sumsOfTerminals = [
	...["sales", "no_sales", "training_sales", "others", "lines", "units", "gross_minor", "tax_minor"],
	...["rounding_minor", "others_minor"],
];

export class SqliteDays implements LedgerRows<Nothing, Nothing, DaysChanges> {
	readonly #merchant: string;
	readonly #terminals: Table;
	readonly #hours: Table;
	readonly #tenders: Table;
	readonly #items: Table;
	readonly #taxes: Table;
	readonly #addReceipts: Statement<Values>;
	readonly #clearReceipts: Statement<Values>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		const table = (name: string, key: string[], columns: string[]): Table =>
			new Table(database, merchant, { name, key, columns, onConflict: "add" });
		this.#terminals = table("day_terminals", ["day", "terminal", "currency", "shift"], sumsOfTerminals);
		this.#hours = table("day_hours", ["day", "hour", "currency", "terminal", "shift"], ["gross_minor"]);
		this.#tenders = table("day_tenders", ["day", "kind", "currency", "terminal", "shift"], ["amount_minor"]);
		this.#items = table("day_items", ["day", "currency", "sku", "name"], ["quantity", "amount_minor"]);
		this.#taxes = table(
			"day_taxes",
			["day", "currency", "tax_mode", "rate", "authority", "jurisdiction"],
			["base_minor", "tax_minor"],
		);
		this.#addReceipts = database.prepare(
			`INSERT INTO receipt_counts VALUES (${places(4)}) ON CONFLICT (merchant, terminal) DO UPDATE SET
			documents = documents + excluded.documents, last_number = max(last_number, excluded.last_number)`,
		);
		this.#clearReceipts = database.prepare("DELETE FROM receipt_counts WHERE merchant = ?");
	}

	load(): Nothing {
		return null;
	}

	apply({ terminals, hours, tenders, items, taxes, receipts }: DaysChanges): void {
		for (const { day, terminal, currency, shift, ...sum } of terminals)
			this.#terminals.put({
				...{ day, terminal, currency, shift, sales: sum.sales, no_sales: sum.noSales },
				...{ training_sales: sum.trainingSales, others: sum.others, lines: sum.lines, units: sum.units },
				...{ gross_minor: sum.grossMinor, tax_minor: sum.taxMinor, rounding_minor: sum.roundingMinor },
				others_minor: sum.othersMinor,
			});
		for (const { day, hour, currency, terminal, shift, grossMinor } of hours)
			this.#hours.put({ day, hour, currency, terminal, shift, gross_minor: grossMinor });
		for (const { day, kind, currency, terminal, shift, amountMinor } of tenders)
			this.#tenders.put({ day, kind, currency, terminal, shift, amount_minor: amountMinor });
		for (const { day, currency, sku, name, quantity, amountMinor } of items)
			this.#items.put({ day, currency, sku, name, quantity, amount_minor: amountMinor });
		for (const { day, currency, taxMode, rateMillipercent, ...sum } of taxes) {
			const { authority, jurisdiction, baseMinor, taxMinor } = sum;
			this.#taxes.put({
				...{ day, currency, tax_mode: taxMode, rate: rateMillipercent, authority, jurisdiction },
				...{ base_minor: baseMinor, tax_minor: taxMinor },
			});
		}
		for (const each of receipts) this.addReceipts(each);
	}

	clear(): void {
		for (const table of [this.#terminals, this.#hours, this.#tenders, this.#items, this.#taxes]) table.clear();
		this.#clearReceipts.run(this.#merchant);
	}

	private addReceipts({ terminal, documents, lastNumber }: ReceiptSum): void {
		this.#addReceipts.run(this.#merchant, terminal, documents, lastNumber);
	}
}
