// The ledger's projection in SQLite.
import type { Database, Statement } from "better-sqlite3";
import type { LedgerEntry, LedgerTotals, ReceiptEntry, ReceiptState } from "../../ledger/entry.js";
import type { ShiftNumbers } from "../../../firmware/wire/record.js";
import type { LedgerStore } from "../store.js";

const projections = ["receipts", "receipt_lines", "receipt_taxes", "receipt_tenders", "no_sales", "voids", "shifts"];
const places = (count: number): string => Array.from({ length: count }, () => "?").join(", ");
type Values = (string | number | Uint8Array | null)[];

export class SqliteLedger implements LedgerStore {
	readonly #database: Database;
	readonly #receipt: Statement<Values>;
	readonly #line: Statement<Values>;
	readonly #tax: Statement<Values>;
	readonly #tender: Statement<Values>;
	readonly #noSale: Statement<Values>;
	readonly #void: Statement<Values>;
	readonly #shiftOpened: Statement<Values>;
	readonly #shiftClosed: Statement<Values>;
	readonly #hasReceipt: Statement<[string, number], { found: number }>;

	constructor(database: Database) {
		this.#database = database;
		this.#receipt = database.prepare(`INSERT INTO receipts VALUES (${places(18)})`);
		this.#line = database.prepare(`INSERT INTO receipt_lines VALUES (${places(10)})`);
		// A foreign writer may list one rate twice: their sum is what counts.
		this.#tax = database.prepare(
			`INSERT INTO receipt_taxes VALUES (${places(7)}) ON CONFLICT (terminal, epoch, sequence, tax_rate)
			DO UPDATE SET gross_minor = gross_minor + excluded.gross_minor, tax_minor = tax_minor + excluded.tax_minor`,
		);
		this.#tender = database.prepare(`INSERT INTO receipt_tenders VALUES (${places(7)})`);
		this.#noSale = database.prepare(`INSERT INTO no_sales VALUES (${places(7)})`);
		this.#void = database.prepare(`INSERT INTO voids VALUES (${places(7)})`);
		this.#shiftOpened = database.prepare(
			`INSERT INTO shifts (terminal, epoch, shift, opened_ms, float_minor) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (terminal, epoch, shift) DO UPDATE SET opened_ms = excluded.opened_ms, float_minor = excluded.float_minor`,
		);
		this.#shiftClosed = database.prepare(
			`INSERT INTO shifts (terminal, epoch, shift, closed_ms, float_minor, reported_gross_minor, reported_sales, expected_cash_minor,
			counted_minor) VALUES (${places(9)}) ON CONFLICT (terminal, epoch, shift) DO UPDATE SET closed_ms = excluded.closed_ms,
			reported_gross_minor = excluded.reported_gross_minor, reported_sales = excluded.reported_sales,
			expected_cash_minor = excluded.expected_cash_minor, counted_minor = excluded.counted_minor`,
		);
		this.#hasReceipt = database.prepare("SELECT 1 AS found FROM receipts WHERE terminal = ? AND receipt_number = ? LIMIT 1");
	}

	apply(terminal: string, epoch: number, sequence: number, entry: LedgerEntry): void {
		switch (entry.type) {
			case "receipt":
				return this.#applyReceipt(terminal, epoch, sequence, entry);
			case "noSale":
				this.#noSale.run(terminal, epoch, sequence, entry.noSaleNumber, entry.shift, entry.wallMs, entry.day);
				return;
			case "void":
				this.#void.run(terminal, epoch, sequence, entry.shift, entry.wallMs, entry.day, entry.totalMinor);
				return;
			case "shiftOpened":
				this.#shiftOpened.run(terminal, epoch, entry.shift, entry.wallMs, entry.floatMinor);
				return;
			case "shiftClosed": {
				const { totals } = entry;
				const counted = entry.countedMinor < 0 ? null : entry.countedMinor;
				const expected = totals.floatMinor + totals.cashMinor;
				this.#shiftClosed.run(
					...[terminal, epoch, entry.shift, entry.wallMs, totals.floatMinor, totals.grossMinor, totals.sales, expected, counted],
				);
				return;
			}
		}
	}

	hasReceipt(terminal: string, receiptNumber: number): boolean {
		return this.#hasReceipt.get(terminal, receiptNumber) !== undefined;
	}

	lastNumbers(terminal: string): ShiftNumbers {
		return this.#database
			.prepare<Record<string, string>, ShiftNumbers>(
				`SELECT (SELECT coalesce(max(shift), 0) FROM shifts WHERE terminal = :terminal) AS shift,
				(SELECT coalesce(max(receipt_number), 0) FROM receipts WHERE terminal = :terminal) AS receiptNumber,
				(SELECT coalesce(max(no_sale_number), 0) FROM no_sales WHERE terminal = :terminal) AS noSaleNumber`,
			)
			.get({ terminal })!;
	}

	totals(): LedgerTotals {
		const sums = this.#database
			.prepare<[], LedgerTotals>(
				`SELECT count(*) AS sales, (SELECT count(*) FROM no_sales) AS noSales, coalesce(sum(lines), 0) AS lines,
				coalesce(sum(units), 0) AS units, coalesce(sum(total_minor), 0) AS grossMinor, coalesce(sum(tax_minor), 0) AS taxMinor,
				coalesce(sum(cash_minor), 0) AS cashMinor, coalesce(sum(card_minor), 0) AS cardMinor FROM receipts`,
			)
			.get();
		if (!sums) throw new Error("an aggregate always has a row");
		return sums;
	}

	receiptStates(): Iterable<ReceiptState> {
		return this.#database
			.prepare<[], ReceiptState>(
				`SELECT terminal, 'receipt' AS type, receipt_number AS number, content FROM receipts
				UNION ALL SELECT terminal, 'noSale', no_sale_number, x'' FROM no_sales ORDER BY 1, 2 DESC, 3, 4`,
			)
			.iterate();
	}

	clear(): void {
		for (const table of projections) this.#database.exec(`DELETE FROM ${table}`);
	}

	#applyReceipt(terminal: string, epoch: number, sequence: number, r: ReceiptEntry): void {
		const key: Values = [terminal, epoch, sequence];
		this.#receipt.run(
			...[...key, r.receiptNumber, r.shift, r.wallMs, r.day, r.hour, r.currency, r.totalMinor, r.roundingMinor, r.changeMinor],
			...[r.taxMinor, r.cashMinor, r.cardMinor, r.lines.length, r.units, r.content],
		);
		r.lines.forEach((line, position) =>
			this.#line.run(...key, position, r.day, line.sku, line.name, line.quantity, line.grossMinor, line.taxRateBasisPoints),
		);
		for (const tax of r.taxes) this.#tax.run(...key, tax.rateBasisPoints, r.day, tax.grossMinor, tax.taxMinor);
		r.tenders.forEach((tender, position) => this.#tender.run(...key, position, tender.kind, tender.amountMinor, tender.reference));
	}
}
