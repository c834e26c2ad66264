import { useState } from "preact/hooks";
import { useApi } from "../api.js";
import { CashMovements } from "../cash-movements.js";
import { amountIn, tendersText } from "../format.js";
import { Overrides } from "../overrides.js";
import { PageHead, Problem } from "../parts.js";
import { type StaffText, useStaff } from "../people.js";
import { terminalAddress } from "../route.js";
import { sumsOf } from "../sums.js";
import { amountColumn, currencyColumn, DataTable, type Column } from "../table.js";
import type { ShiftRow } from "../types.js";
import { useTimes } from "../zone.js";
import { terminalName, type PageOptions } from "./options.js";

/** A table's rows that the host gives at a time. */
const pageRows = 200;

const currency = (row: ShiftRow): string => row.currency;

export function ShiftsPage({ overview, version }: PageOptions) {
	const [offset, setOffset] = useState(0);
	const shifts = useApi<readonly ShiftRow[]>(`/api/shifts?limit=${pageRows}&offset=${offset}`, version);
	const nameOf = terminalName(overview);
	const { dateTime } = useTimes();
	const staffText = useStaff(version);
	const columns = columnsOf(nameOf, dateTime, staffText);
	return (
		<main id="main" class="page">
			<PageHead title="Shifts">
				<p class="quiet">
					“Drawer” compares the counted cash with the float plus the cash taken, cash held for open sales and
					cash that was paid in or out included.
				</p>
			</PageHead>
			<Problem text={shifts.error} />
			<DataTable
				caption="Shifts"
				columns={columns}
				rows={shifts.value}
				rowKey={(row) => `${row.terminal}/${row.epoch}/${row.shift}`}
				csvAddress="/api/shifts.csv"
				empty="A shift appears here when a terminal opens one. The counted cash is added when it is closed."
			/>
			<div class="pages">
				{offset === 0 ? null : (
					<button type="button" class="button" onClick={() => setOffset(Math.max(0, offset - pageRows))}>
						Newer shifts
					</button>
				)}
				{shifts.value?.length === pageRows ? (
					<button type="button" class="button" onClick={() => setOffset(offset + pageRows)}>
						Older shifts
					</button>
				) : null}
			</div>
			<CashMovements overview={overview} version={version} />
			<Overrides overview={overview} version={version} />
		</main>
	);
}

function columnsOf(
	nameOf: (terminal: string) => string,
	dateTime: (ms: number) => string,
	staffText: StaffText,
): ReadonlyArray<Column<ShiftRow>> {
	return [
		{
			title: "Terminal",
			value: (row) => nameOf(row.terminal),
			cell: (row) => <a href={terminalAddress(row.terminal)}>{nameOf(row.terminal)}</a>,
		},
		{ title: "Shift", value: (row) => row.shift, numeric: true },
		{
			title: "Opened",
			value: (row) => row.openedMs ?? 0,
			text: (row) => (row.openedMs === null ? "unknown" : dateTime(row.openedMs)),
			wide: true,
		},
		{
			title: "Closed",
			value: (row) => row.closedMs ?? Number.MAX_SAFE_INTEGER,
			text: (row) => (row.closedMs === null ? openText(row) : dateTime(row.closedMs)),
		},
		{ title: "By", value: (row) => byText(row, staffText), wide: true },
		{
			title: "Sales",
			value: (row) => row.sums.sales,
			text: salesText,
			numeric: true,
			wide: true,
		},
		amountColumn("Takings", currency, (row) => sumsOf(row.sums.currencies, row.currency).grossMinor),
		currencyColumn(currency),
		{ title: "Paid by", value: paidBy, wide: true },
		{
			title: "Drawer",
			value: drawerGap,
			cell: drawer,
			text: drawer,
		},
	];
}

function openText({ replaced }: ShiftRow): string {
	return replaced ? "not closed: terminal replaced" : "open";
}

/** Tenders by currency, with the code of currencies other than the shift's. */
function paidBy({ currency, heldMinor, paidInMinor, paidOutMinor, sums }: ShiftRow): string {
	const paid = sums.currencies
		.map((one) => `${one.currency === currency ? "" : `${one.currency} `}${tendersText(one.tenders, one.currency)}`)
		.join("; ");
	const held = heldMinor === 0 ? "" : `held for open sales ${amountIn(heldMinor, currency)}`;
	const paidIn = paidInMinor === 0 ? "" : `paid in ${amountIn(paidInMinor, currency)}`;
	const paidOut = paidOutMinor === 0 ? "" : `paid out ${amountIn(paidOutMinor, currency)}`;
	return [paid, held, paidIn, paidOut].filter((part) => part !== "").join("; ");
}

function salesText({ sums: { sales, others } }: ShiftRow): string {
	return others === 0 ? String(sales) : `${sales}, ${others} of a newer version`;
}

/** Counted minus expected cash; 0 when the cash was not counted. */
function drawerGap(row: ShiftRow): number {
	return row.countedMinor === null || row.expectedCashMinor === null ? 0 : row.countedMinor - row.expectedCashMinor;
}

function drawer(row: ShiftRow): string {
	if (row.closedMs === null) return row.replaced ? "not counted" : "open";
	if (row.countedMinor === null || row.expectedCashMinor === null) return "not counted";
	const gap = drawerGap(row);
	if (gap === 0) return "exact";
	return `${amountIn(Math.abs(gap), row.currency)} ${gap > 0 ? "over" : "short"}`;
}

/** Who opened it, and who closed it where that was somebody else. */
function byText({ openedBy, closedBy, closedMs }: ShiftRow, staffText: StaffText): string {
	if (openedBy === 0 && closedBy === 0) return "–";
	const isSame = closedMs === null || openedBy === closedBy;
	return isSame ? staffText(openedBy) : `${staffText(openedBy)}, ${staffText(closedBy)}`;
}
