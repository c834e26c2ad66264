// Shifts as lines of CSV, like those of receipts. A shift in which a foreign writer mixed currencies has a line for
// each.
import type { ReportsContext, ShiftRow } from "../context.js";
import { type CsvCell, writeCsv } from "../csv-writer.js";
import { hostLimits } from "../limits.js";
import type { PersonNames } from "./staff-names.js";
import { amountCell, tenderCells, tenderColumns, timeCell } from "./csv-cells.js";

const columns = [
	...["terminal", "shift", "epoch", "opened", "closed", "opened_by", "closed_by", "currency", "sales"],
	...["newer_documents", "takings", ...tenderColumns, "float", "cash_held", "cash_expected", "cash_counted"],
	...["drawer_difference", "paid_in", "paid_out", "opened_by_name", "closed_by_name"],
];

export async function* shiftLines(
	{ reports }: Pick<ReportsContext, "reports">,
	names: PersonNames,
	terminal: string | undefined,
): AsyncGenerator<string> {
	yield writeCsv([columns]);
	for (let offset = 0; ; offset += hostLimits.pageRowsMax) {
		const shifts = await reports.shifts(terminal, hostLimits.pageRowsMax, offset);
		if (shifts.length > 0) yield writeCsv(shifts.flatMap((row) => rowsOf(row, names)));
		if (shifts.length < hostLimits.pageRowsMax) return;
	}
}

function rowsOf(row: ShiftRow, names: PersonNames): (readonly CsvCell[])[] {
	const others = row.sums.currencies.flatMap(({ currency }) => (currency === row.currency ? [] : [currency]));
	return [cellsOf(row, names), ...others.map((currency) => otherCellsOf(row, currency))];
}

function cellsOf(row: ShiftRow, names: PersonNames): readonly CsvCell[] {
	const { currency, expectedCashMinor, countedMinor, sums } = row;
	const isCounted = countedMinor !== null && expectedCashMinor !== null;
	return [
		...[...headOf(row), currency, sums.sales, sums.others, ...takingsOf(row, currency)],
		...[row.floatMinor, row.heldMinor, expectedCashMinor, countedMinor].map((minor) => amountCell(minor, currency)),
		amountCell(isCounted ? countedMinor - expectedCashMinor : null, currency),
		...[row.paidInMinor, row.paidOutMinor].map((minor) => amountCell(minor, currency)),
		...[names(row.openedBy), names(row.closedBy)],
	];
}

/** What is counted once for the shift stays empty. */
function otherCellsOf(row: ShiftRow, currency: string): readonly CsvCell[] {
	return [...headOf(row), currency, "", "", ...takingsOf(row, currency), ...Array<string>(9).fill("")];
}

function headOf({ terminal, shift, epoch, openedMs, closedMs, openedBy, closedBy }: ShiftRow): readonly CsvCell[] {
	return [terminal, shift, epoch, timeCell(openedMs), timeCell(closedMs), openedBy, closedBy];
}

function takingsOf({ sums }: ShiftRow, currency: string): readonly CsvCell[] {
	const { grossMinor = 0, tenders = [] } = sums.currencies.find((one) => one.currency === currency) ?? {};
	return [amountCell(grossMinor, currency), ...tenderCells(tenders, currency)];
}
