// The dashboard's questions in SQL.
import type { Database } from "better-sqlite3";
import { Series, type TenderTotal } from "../../../firmware/wire/record.js";
import type { Sums } from "../../ledger/entry.js";
import type {
	AmountOf,
	HourSum,
	ItemSum,
	LedgerReports,
	NewerSum,
	ReceiptFilter,
	ReceiptRow,
	ShiftRow,
	TaxSum,
	TerminalDay,
} from "../reports.js";
import { currencyOf, type Values } from "./sql.js";
import { sumsOver } from "./sums.js";

const receiptColumns = `terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms AS wallMs,
	${currencyOf("documents")} AS currency, tax_mode AS taxMode, total_minor AS totalMinor, tax_minor AS taxMinor,
	practised_minor AS practisedMinor, units`;

type ReceiptHead = Omit<ReceiptRow, "tenders">;
type ShiftHead = Omit<ShiftRow, "sums">;

export class SqliteReports implements LedgerReports {
	readonly #database: Database;
	readonly #merchant: string;

	constructor(database: Database, merchant: string) {
		this.#database = database;
		this.#merchant = merchant;
	}

	day(day: number): Sums {
		return sumsOver(this.#database, "d.merchant = ? AND d.day = ?", [this.#merchant, day]);
	}

	hours(day: number): HourSum[] {
		return this.all(
			`SELECT hour, ${currencyOf("documents")} AS currency, sum(total_minor) AS grossMinor FROM documents
			WHERE merchant = ? AND day = ? AND type IN ('sale', 'newer') GROUP BY 1, 2 ORDER BY 1, 2`,
			day,
		);
	}

	terminals(day: number): TerminalDay[] {
		const rows = this.all<AmountOf & { terminal: string; sales: number }>(
			`SELECT terminal, ${currencyOf("documents")} AS currency, sum(total_minor) AS grossMinor, sum(type = 'sale') AS sales FROM documents
			WHERE merchant = ? AND day = ? AND type IN ('sale', 'newer') GROUP BY 1, 2 ORDER BY 1, 2`,
			day,
		);
		const days = new Map<string, { terminal: string; sales: number; takings: AmountOf[] }>();
		for (const { terminal, currency, grossMinor, sales } of rows) {
			const sums = days.get(terminal) ?? { terminal, sales: 0, takings: [] };
			sums.sales += sales;
			sums.takings.push({ currency, grossMinor });
			days.set(terminal, sums);
		}
		return [...days.values()];
	}

	receiptCount(terminal: string): { readonly lastReceiptNumber: number; readonly sales: number } {
		const [counted] = this.all<{ lastReceiptNumber: number; sales: number }>(
			`SELECT coalesce(max(number), 0) AS lastReceiptNumber, count(*) AS sales FROM documents
			WHERE merchant = ? AND terminal = ? AND series = ${Series.receipt}`,
			terminal,
		);
		return counted!;
	}

	bestSellers(fromDay: number, toDay: number, limit: number): ItemSum[] {
		return this.all(
			`SELECT sku, name, currency, sum(quantity) AS quantity, sum(amount_minor) AS amountMinor FROM document_lines
			WHERE merchant = ? AND day BETWEEN ? AND ? GROUP BY sku, name, currency ORDER BY 5 DESC, sku, name, currency LIMIT ?`,
			...[fromDay, toDay, limit],
		);
	}

	receipts(filter: ReceiptFilter): ReceiptRow[] {
		const { wallMs, terminal, epoch, sequence } = filter.before;
		const order = `AND type != 'noSale' AND (wall_ms, terminal, epoch, sequence) < (?, ?, ?, ?)
			ORDER BY wall_ms DESC, terminal DESC, epoch DESC, sequence DESC LIMIT ?`;
		const rest = [wallMs, terminal, epoch, sequence, filter.limit];
		const rows =
			filter.terminal === undefined
				? this.all<ReceiptHead>(`SELECT ${receiptColumns} FROM documents WHERE merchant = ? ${order}`, ...rest)
				: this.all<ReceiptHead>(
						`SELECT ${receiptColumns} FROM documents WHERE merchant = ? AND terminal = ? ${order}`,
						...[filter.terminal, ...rest],
					);
		return this.withTenders(rows);
	}

	receiptsByNumber(terminal: string, series: number, number: number): ReceiptRow[] {
		const rows = this.all<ReceiptHead>(
			`SELECT ${receiptColumns} FROM documents WHERE merchant = ? AND terminal = ? AND series = ? AND number = ?
			ORDER BY epoch DESC, sequence DESC`,
			...[terminal, series, number],
		);
		return this.withTenders(rows);
	}

	shifts(terminal: string | undefined, limit: number): ShiftRow[] {
		const rows = this.all<ShiftHead>(
			`SELECT terminal, epoch, shift, currency, opened_ms AS openedMs, closed_ms AS closedMs, opened_by AS openedBy, closed_by AS closedBy,
			float_minor AS floatMinor, reported_gross_minor AS reportedGrossMinor, reported_documents AS reportedDocuments,
			expected_cash_minor AS expectedCashMinor, counted_minor AS countedMinor FROM shifts
			WHERE merchant = ? AND (? IS NULL OR terminal = ?) ORDER BY coalesce(opened_ms, closed_ms) DESC, terminal, shift DESC, epoch DESC LIMIT ?`,
			...[terminal ?? null, terminal ?? null, limit],
		);
		// Sums are taken by the shift's number over all epochs: a shift may outlive the chain it was opened in.
		const where = "d.merchant = ? AND d.terminal = ? AND d.shift = ?";
		return rows.map((row) => ({
			...row,
			sums: sumsOver(this.#database, where, [this.#merchant, row.terminal, row.shift]),
		}));
	}

	taxes(fromDay: number, toDay: number): TaxSum[] {
		return this.all(
			`SELECT currency, tax_mode AS taxMode, rate AS rateMillipercent, authority, jurisdiction, sum(base_minor) AS baseMinor,
			sum(tax_minor) AS taxMinor FROM document_taxes WHERE merchant = ? AND day BETWEEN ? AND ?
			GROUP BY currency, tax_mode, rate, authority, jurisdiction ORDER BY currency, tax_mode, rate, authority, jurisdiction`,
			...[fromDay, toDay],
		);
	}

	newer(terminal: string): NewerSum[] {
		return this.all(
			`SELECT n.kind, count(*) AS records, count(d.number) AS documents, coalesce(sum(d.total_minor), 0) AS totalMinor,
			coalesce(sum(d.cash_minor), 0) AS cashMinor FROM newer_records n LEFT JOIN documents d USING (merchant, terminal, epoch, sequence)
			WHERE n.merchant = ? AND n.terminal = ? GROUP BY n.kind ORDER BY n.kind`,
			terminal,
		);
	}

	newerCount(): number {
		return this.all<{ records: number }>("SELECT count(*) AS records FROM newer_records WHERE merchant = ?")[0]!
			.records;
	}

	currency(): string | undefined {
		return this.all<{ currency: string }>(
			"SELECT currency FROM documents WHERE merchant = ? AND type = 'sale' ORDER BY wall_ms DESC LIMIT 1",
		)[0]?.currency;
	}

	private withTenders(rows: readonly ReceiptHead[]): ReceiptRow[] {
		const tenders = this.#database.prepare<Values, TenderTotal>(
			`SELECT kind, amount_minor AS amountMinor FROM document_tenders
			WHERE merchant = ? AND terminal = ? AND epoch = ? AND sequence = ? ORDER BY kind`,
		);
		return rows.map((row) => ({
			...row,
			tenders: tenders.all(this.#merchant, row.terminal, row.epoch, row.sequence),
		}));
	}

	/** `sql` asks for the merchant first. */
	private all<Row>(sql: string, ...values: Values): Row[] {
		return this.#database.prepare<Values, Row>(sql).all(this.#merchant, ...values);
	}
}
