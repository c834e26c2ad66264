// Cash that was paid in and out.
import { cashReasonName, type CashReasonName } from "../../../firmware/wire/records/cash-moved.js";
import { useApi } from "./api.js";
import { Problem, Section } from "./parts.js";
import { type StaffText, useStaff } from "./people.js";
import { terminalName, type PageOptions } from "./pages/options.js";
import { terminalAddress } from "./route.js";
import { amountColumn, currencyColumn, type Column, DataTable } from "./table.js";
import type { CashMovementRow } from "./types.js";
import { useTimes } from "./zone.js";

const reasons: Readonly<Record<CashReasonName, string>> = {
	floatTopUp: "float",
	bankDrop: "bank",
	expense: "expense",
	tipOut: "tips",
	other: "other",
};

export function CashMovements({ overview, version }: PageOptions) {
	const movements = useApi<readonly CashMovementRow[]>("/api/cash-movements?limit=200", version);
	const nameOf = terminalName(overview);
	const staffText = useStaff(version);
	const { dateTime } = useTimes();
	const columns = columnsOf(nameOf, dateTime, staffText);
	return (
		<Section title="Paid in and out">
			<Problem text={movements.error} />
			<DataTable
				caption="Paid in and out"
				columns={columns}
				rows={movements.value}
				rowKey={(row) => `${row.terminal}/${row.epoch}/${row.sequence}`}
				csvAddress="/api/cash-movements.csv"
				empty="What is put into a drawer or taken out of it, but not for a sale, appears here."
			/>
		</Section>
	);
}

function columnsOf(
	nameOf: (terminal: string) => string,
	dateTime: (ms: number) => string,
	staffText: StaffText,
): ReadonlyArray<Column<CashMovementRow>> {
	return [
		{ title: "Time", value: (row) => row.wallMs, text: (row) => dateTime(row.wallMs) },
		{
			title: "Terminal",
			value: (row) => nameOf(row.terminal),
			cell: (row) => <a href={terminalAddress(row.terminal)}>{nameOf(row.terminal)}</a>,
		},
		{ title: "Shift", value: (row) => row.shift, numeric: true },
		{ title: "Number", value: (row) => row.number, numeric: true, wide: true },
		{ title: "Staff", value: (row) => staffText(row.staff), wide: true },
		{ title: "For", value: reasonOf },
		amountColumn(
			"Amount",
			(row: CashMovementRow) => row.currency,
			(row) => row.cashMinor,
		),
		currencyColumn((row: CashMovementRow) => row.currency),
	];
}

function reasonOf({ reason, cashMinor }: CashMovementRow): string {
	const name = cashReasonName(reason);
	return `${cashMinor < 0 ? "out" : "in"}: ${name ? reasons[name] : `reason ${reason}`}`;
}
