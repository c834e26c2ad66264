import { useMemo } from "preact/hooks";
import { useApi } from "../api.js";
import { amount, dateTime } from "../format.js";
import { PageHead, Problem } from "../parts.js";
import { stallAddress } from "../route.js";
import { DataTable, moneyColumn, type Column } from "../table.js";
import type { ShiftRow } from "../types.js";
import { formatOf, stallName, type PageOptions } from "./options.js";

export function ShiftsPage({ overview, version }: PageOptions) {
	const shifts = useApi<readonly ShiftRow[]>("/api/shifts", version);
	const format = formatOf(overview);
	const nameOf = stallName(overview);
	const columns = useMemo<ReadonlyArray<Column<ShiftRow>>>(
		() => [
			{
				title: "Stall",
				value: (row) => nameOf(row.terminal),
				cell: (row) => <a href={stallAddress(row.terminal)}>{nameOf(row.terminal)}</a>,
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
				text: (row) => (row.closedMs === null ? "open" : dateTime(row.closedMs)),
			},
			{ title: "Sales", value: (row) => row.sales, numeric: true, wide: true },
			moneyColumn("Takings", format, (row) => row.grossMinor),
			moneyColumn("Cash", format, (row) => row.cashMinor, true),
			moneyColumn("Card", format, (row) => row.cardMinor, true),
			{ title: "Drawer", value: drawerGap, cell: (row) => drawer(row, format.decimals), text: (row) => drawer(row, format.decimals) },
		],
		[overview],
	);
	return (
		<main id="main" class="page">
			<PageHead title="Shifts">
				<p class="quiet">“Drawer” compares the cash that was counted with the float plus the cash taken.</p>
			</PageHead>
			<Problem text={shifts.error} />
			<DataTable
				caption="Shifts"
				columns={columns}
				rows={shifts.value}
				rowKey={(row) => `${row.terminal}/${row.epoch}/${row.shift}`}
				empty="A shift appears here when a stall opens one, with its count when the stall closes it."
			/>
		</main>
	);
}

/** Counted less expected; 0 where nothing was counted. */
function drawerGap(row: ShiftRow): number {
	return row.countedMinor === null || row.expectedCashMinor === null ? 0 : row.countedMinor - row.expectedCashMinor;
}

function drawer(row: ShiftRow, decimals: number): string {
	if (row.closedMs === null) return "open";
	if (row.countedMinor === null || row.expectedCashMinor === null) return "not counted";
	const gap = drawerGap(row);
	if (gap === 0) return "right";
	return `${amount(Math.abs(gap), decimals)} ${gap > 0 ? "over" : "short"}`;
}
