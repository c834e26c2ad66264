// The dashboard's questions in SQL.
import type { Database } from "better-sqlite3";
import type { DaySums, ItemSum, LedgerReports, ReceiptFilter, ReceiptRow, ShiftRow, TaxSum, TerminalDay } from "../reports.js";

const receiptColumns = `terminal, epoch, sequence, receipt_number AS receiptNumber, shift, wall_ms AS wallMs, currency, total_minor AS totalMinor,
	tax_minor AS taxMinor, cash_minor AS cashMinor, card_minor AS cardMinor, units`;

export class SqliteReports implements LedgerReports {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	day(day: number): DaySums {
		const sums = this.#database
			.prepare<[number], DaySums>(
				`SELECT coalesce(sum(total_minor), 0) AS grossMinor, count(*) AS sales, coalesce(sum(units), 0) AS units,
				coalesce(sum(tax_minor), 0) AS taxMinor, coalesce(sum(cash_minor), 0) AS cashMinor, coalesce(sum(card_minor), 0) AS cardMinor
				FROM receipts WHERE day = ?`,
			)
			.get(day);
		if (!sums) throw new Error("an aggregate always has a row");
		return sums;
	}

	hours(day: number): { readonly hour: number; readonly grossMinor: number }[] {
		return this.#database
			.prepare<[number], { hour: number; grossMinor: number }>(
				"SELECT hour, sum(total_minor) AS grossMinor FROM receipts WHERE day = ? GROUP BY hour ORDER BY hour",
			)
			.all(day);
	}

	terminals(day: number): TerminalDay[] {
		return this.#database
			.prepare<[number], TerminalDay>(
				`SELECT terminal, sum(total_minor) AS grossMinor, count(*) AS sales FROM receipts WHERE day = ?
				GROUP BY terminal ORDER BY terminal`,
			)
			.all(day);
	}

	receiptCount(terminal: string): { readonly lastReceiptNumber: number; readonly sales: number } {
		const counted = this.#database
			.prepare<[string], { lastReceiptNumber: number; sales: number }>(
				"SELECT coalesce(max(receipt_number), 0) AS lastReceiptNumber, count(*) AS sales FROM receipts WHERE terminal = ?",
			)
			.get(terminal);
		if (!counted) throw new Error("an aggregate always has a row");
		return counted;
	}

	bestSellers(fromDay: number, toDay: number, limit: number): ItemSum[] {
		return this.#database
			.prepare<[number, number, number], ItemSum>(
				`SELECT sku, name, sum(quantity) AS quantity, sum(gross_minor) AS grossMinor FROM receipt_lines WHERE day BETWEEN ? AND ?
				GROUP BY sku, name ORDER BY 4 DESC, sku, name LIMIT ?`,
			)
			.all(fromDay, toDay, limit);
	}

	receipts(filter: ReceiptFilter): ReceiptRow[] {
		const { wallMs, terminal, epoch, sequence } = filter.before;
		const order =
			"AND (wall_ms, terminal, epoch, sequence) < (?, ?, ?, ?) ORDER BY wall_ms DESC, terminal DESC, epoch DESC, sequence DESC LIMIT ?";
		const rest = [wallMs, terminal, epoch, sequence, filter.limit] as const;
		if (filter.terminal === undefined)
			return this.#database
				.prepare<(string | number)[], ReceiptRow>(`SELECT ${receiptColumns} FROM receipts WHERE true ${order}`)
				.all(...rest);
		return this.#database
			.prepare<(string | number)[], ReceiptRow>(`SELECT ${receiptColumns} FROM receipts WHERE terminal = ? ${order}`)
			.all(filter.terminal, ...rest);
	}

	receiptsByNumber(terminal: string, receiptNumber: number): ReceiptRow[] {
		return this.#database
			.prepare<[string, number], ReceiptRow>(
				`SELECT ${receiptColumns} FROM receipts WHERE terminal = ? AND receipt_number = ? ORDER BY epoch DESC, sequence DESC`,
			)
			.all(terminal, receiptNumber);
	}

	shifts(terminal: string | undefined, limit: number): ShiftRow[] {
		// Sums are taken by the shift's number over all epochs: a shift may outlive the chain it was opened in.
		return this.#database
			.prepare<[string | null, string | null, number], ShiftRow>(
				`SELECT s.terminal, s.epoch, s.shift, opened_ms AS openedMs, closed_ms AS closedMs, float_minor AS floatMinor,
				reported_gross_minor AS reportedGrossMinor, reported_sales AS reportedSales, expected_cash_minor AS expectedCashMinor,
				counted_minor AS countedMinor, coalesce(sum(r.total_minor), 0) AS grossMinor, count(r.sequence) AS sales,
				coalesce(sum(r.tax_minor), 0) AS taxMinor, coalesce(sum(r.cash_minor), 0) AS cashMinor,
				coalesce(sum(r.card_minor), 0) AS cardMinor
				FROM (SELECT * FROM shifts WHERE ? IS NULL OR terminal = ?
					ORDER BY coalesce(opened_ms, closed_ms) DESC, terminal, shift DESC LIMIT ?) s
				LEFT JOIN receipts r ON r.terminal = s.terminal AND r.shift = s.shift
				GROUP BY s.terminal, s.epoch, s.shift ORDER BY coalesce(opened_ms, closed_ms) DESC, s.terminal, s.shift DESC`,
			)
			.all(terminal ?? null, terminal ?? null, limit);
	}

	taxes(fromDay: number, toDay: number): TaxSum[] {
		return this.#database
			.prepare<[number, number], TaxSum>(
				`SELECT tax_rate AS rateBasisPoints, sum(gross_minor) AS grossMinor, sum(tax_minor) AS taxMinor FROM receipt_taxes
				WHERE day BETWEEN ? AND ? GROUP BY tax_rate ORDER BY tax_rate`,
			)
			.all(fromDay, toDay);
	}

	lastDay(): number | undefined {
		return this.#database.prepare<[], { day: number | null }>("SELECT max(day) AS day FROM receipts").get()?.day ?? undefined;
	}

	currency(): string | undefined {
		return this.#database.prepare<[], { currency: string }>("SELECT currency FROM receipts ORDER BY wall_ms DESC LIMIT 1").get()?.currency;
	}
}
