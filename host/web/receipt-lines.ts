// Receipts as lines of CSV: ISO dates, signed decimal amounts, a column for each fact. Read page by page, so that a
// long list costs no memory and other requests take their turns.
import { findCurrency } from "../../firmware/core/currencies.js";
import { formatMinor } from "../../firmware/core/money.js";
import { TenderKind } from "../../firmware/wire/record.js";
import type { ReceiptFilter, ReceiptPosition, ReceiptRow, ReceiptsContext } from "../context.js";
import { type CsvCell, Decimal, writeCsv } from "../csv-writer.js";
import { hostLimits } from "../limits.js";

const columns = [
	...["terminal", "type", "series", "number", "time", "currency", "total", "tax", "cash", "card", "other_tenders"],
	...["training_total", "units", "staff", "shift", "epoch", "sequence"],
];
const newest = { wallMs: Number.MAX_SAFE_INTEGER, terminal: "", epoch: 0, sequence: 0 };

export async function* receiptLines(
	{ reports }: Pick<ReceiptsContext, "reports">,
	filter: Omit<ReceiptFilter, "before" | "limit">,
): AsyncGenerator<string> {
	yield writeCsv([columns]);
	let before: ReceiptPosition | undefined = newest;
	while (before) {
		const { receipts, next }: Awaited<ReturnType<typeof reports.receipts>> = await reports.receipts({
			...{ ...filter, before, limit: hostLimits.pageRowsMax },
		});
		if (receipts.length > 0) yield writeCsv(receipts.map(cellsOf));
		before = next;
	}
}

function cellsOf(row: ReceiptRow): readonly CsvCell[] {
	const { terminal, type, series, number, wallMs, currency, tenders, units, staff, shift, epoch, sequence } = row;
	const amount = (minor: number): Decimal => decimal(minor, currency);
	const tendered = (isOf: (kind: number) => boolean): Decimal =>
		amount(tenders.reduce((sum, { kind, amountMinor }) => sum + (isOf(kind) ? amountMinor : 0), 0));
	return [
		...[terminal, type, series, number, wallMs > 0 ? isoTime(wallMs) : "", currency],
		...[amount(row.totalMinor), amount(row.taxMinor), tendered((kind) => kind === TenderKind.cash)],
		tendered((kind) => kind === TenderKind.card),
		tendered((kind) => kind !== TenderKind.cash && kind !== TenderKind.card),
		...[amount(row.practisedMinor), units, staff, shift, epoch, sequence],
	];
}

/** "-183.15", with the currency's decimals. */
function decimal(minor: number, currency: string): Decimal {
	return new Decimal(formatMinor(minor, findCurrency(currency)?.decimals ?? 2));
}

/** "2026-05-02T09:00:00Z"; empty where a clock was beyond what dates can represent. */
function isoTime(ms: number): string {
	const date = new Date(ms);
	return Number.isNaN(date.getTime()) ? "" : `${date.toISOString().slice(0, 19)}Z`;
}
