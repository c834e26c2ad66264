// Receipts as lines of CSV: ISO dates, signed decimal amounts, a column for each fact. Read page by page, so that a
// long list costs no memory and other requests take their turns.
import type { ReceiptFilter, ReceiptPosition, ReceiptRow, ReceiptsContext } from "../context.js";
import { type CsvCell, writeCsv } from "../csv-writer.js";
import { hostLimits } from "../limits.js";
import type { PersonNames } from "./staff-names.js";
import { amountCell, tenderCells, tenderColumns, timeCell } from "./csv-cells.js";

const columns = [
	...["terminal", "type", "series", "number", "time", "currency", "total", "tax", ...tenderColumns],
	...["not_confirmed", "not_charged", "training_total", "units", "staff", "shift", "epoch", "sequence"],
	"staff_name",
];
const newest = { wallMs: Number.MAX_SAFE_INTEGER, terminal: "", epoch: 0, sequence: 0 };

export async function* receiptLines(
	{ reports }: Pick<ReceiptsContext, "reports">,
	names: PersonNames,
	filter: Omit<ReceiptFilter, "before" | "limit">,
): AsyncGenerator<string> {
	yield writeCsv([columns]);
	let before: ReceiptPosition | undefined = newest;
	while (before) {
		const { receipts, next }: Awaited<ReturnType<typeof reports.receipts>> = await reports.receipts({
			...{ ...filter, before, limit: hostLimits.pageRowsMax },
		});
		if (receipts.length > 0) yield writeCsv(receipts.map((row) => cellsOf(row, names)));
		before = next;
	}
}

function cellsOf(row: ReceiptRow, names: PersonNames): readonly CsvCell[] {
	const { terminal, type, series, number, wallMs, currency, tenders, units, staff, shift, epoch, sequence } = row;
	return [
		...[terminal, type, series, number, timeCell(wallMs), currency],
		...[amountCell(row.totalMinor, currency), amountCell(row.taxMinor, currency)],
		...tenderCells(tenders, currency),
		...[row.unconfirmedMinor, row.notChargedMinor, row.practisedMinor].map((minor) => amountCell(minor, currency)),
		...[units, staff, shift, epoch, sequence, names(staff)],
	];
}
