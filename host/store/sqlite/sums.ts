// Sums by currency: for days from the rows of the ledger of days, for a shift from its documents.
import type { Database } from "better-sqlite3";
import type { TenderTotal } from "../../../firmware/wire/record.js";
import type { Sums } from "../../ledger/entry.js";
import { currencyOf, type Values } from "./sql.js";

interface CountRow {
	readonly sales: number;
	readonly noSales: number;
	readonly trainingSales: number;
	readonly others: number;
	readonly lines: number;
	readonly units: number;
}

interface CurrencyRow {
	readonly currency: string;
	readonly grossMinor: number;
	readonly taxMinor: number;
	readonly roundingMinor: number;
	readonly others: number;
	readonly othersMinor: number;
}

interface TenderRow extends TenderTotal {
	readonly currency: string;
}

/** `where` is a condition on documents `d`. */
export function sumsOverDocuments(database: Database, where: string, values: Values): Sums {
	const counts = database
		.prepare<Values, CountRow>(
			`SELECT coalesce(sum(type = 'sale'), 0) AS sales, coalesce(sum(type = 'noSale'), 0) AS noSales,
			coalesce(sum(type = 'training'), 0) AS trainingSales, coalesce(sum(type = 'newer'), 0) AS others,
			coalesce(sum(lines), 0) AS lines, coalesce(sum(units), 0) AS units FROM documents d WHERE ${where}`,
		)
		.get(...values)!;
	const currencies = database
		.prepare<Values, CurrencyRow>(
			`SELECT ${currencyOf("d")} AS currency, sum(total_minor) AS grossMinor, sum(tax_minor) AS taxMinor,
			sum(rounding_minor) AS roundingMinor, sum(type = 'newer') AS others,
			sum(CASE type WHEN 'newer' THEN total_minor ELSE 0 END) AS othersMinor
			FROM documents d WHERE ${where} AND type IN ('sale', 'newer') GROUP BY 1 ORDER BY 1`,
		)
		.all(...values);
	const tenders = database
		.prepare<Values, TenderRow>(
			`SELECT ${currencyOf("d")} AS currency, t.kind, sum(t.amount_minor) AS amountMinor FROM documents d
			JOIN document_tenders t USING (merchant, terminal, epoch, sequence) WHERE ${where}
			GROUP BY 1, 2 ORDER BY 1, 2`,
		)
		.all(...values);
	return sumsOf(counts, currencies, tenders);
}

/** Both days are included. */
export function sumsOfDays(database: Database, merchant: string, fromDay: number, toDay: number): Sums {
	const where = "d.merchant = ? AND d.day BETWEEN ? AND ?";
	const values = [merchant, fromDay, toDay];
	const counts = database
		.prepare<Values, CountRow>(
			`SELECT coalesce(sum(sales), 0) AS sales, coalesce(sum(no_sales), 0) AS noSales,
			coalesce(sum(training_sales), 0) AS trainingSales, coalesce(sum(others), 0) AS others,
			coalesce(sum(lines), 0) AS lines, coalesce(sum(units), 0) AS units FROM day_terminals d WHERE ${where}`,
		)
		.get(...values)!;
	const currencies = database
		.prepare<Values, CurrencyRow>(
			`SELECT ${currencyOf("d")} AS currency, sum(gross_minor) AS grossMinor, sum(tax_minor) AS taxMinor,
			sum(rounding_minor) AS roundingMinor, sum(others) AS others, sum(others_minor) AS othersMinor
			FROM day_terminals d WHERE ${where} GROUP BY 1 HAVING sum(sales + others) > 0 ORDER BY 1`,
		)
		.all(...values);
	const tenders = database
		.prepare<Values, TenderRow>(
			`SELECT ${currencyOf("d")} AS currency, kind, sum(amount_minor) AS amountMinor FROM day_tenders d
			WHERE ${where} GROUP BY 1, 2 ORDER BY 1, 2`,
		)
		.all(...values);
	return sumsOf(counts, currencies, tenders);
}

function sumsOf(counts: CountRow, currencies: readonly CurrencyRow[], tenders: readonly TenderRow[]): Sums {
	return {
		...counts,
		currencies: currencies.map((row) => ({
			...row,
			tenders: tenders
				.filter(({ currency }) => currency === row.currency)
				.map(({ kind, amountMinor }) => ({ kind, amountMinor })),
		})),
	};
}
