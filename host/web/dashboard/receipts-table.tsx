// The table of receipts of one or all terminals. It includes training sales and documents of a newer version, which are
// marked.
import { useState } from "preact/hooks";
import { useApi } from "./api.js";
import { money, tenderName } from "./format.js";
import { Problem } from "./parts.js";
import { receiptAddress, terminalAddress } from "./route.js";
import { amountColumn, currencyColumn, DataTable, type Column } from "./table.js";
import type { ReceiptRow, ReceiptRows } from "./types.js";
import { useTimes } from "./zone.js";

const pageRows = 100;

export interface ReceiptsTableOptions {
	readonly terminal?: string;
	readonly version: number;
	nameOf(terminal: string): string;
}

export function ReceiptsTable({ terminal, version, nameOf }: ReceiptsTableOptions) {
	/** Position of the page that is shown. Undefined for the newest receipts, the only page that is updated live. */
	const [before, setBefore] = useState<string | undefined>();
	const { dateTime } = useTimes();
	const of = terminal === undefined ? "" : `terminal=${encodeURIComponent(terminal)}&`;
	const from = before === undefined ? "" : `&before=${encodeURIComponent(before)}`;
	const receipts = useApi<ReceiptRows>(
		`/api/receipts?${of}limit=${pageRows}${from}`,
		before === undefined ? version : 0,
	);
	const columns = columnsOf(terminal, nameOf, dateTime);
	return (
		<>
			<Problem text={receipts.error} />
			<DataTable
				caption="Receipts"
				columns={columns}
				rows={receipts.value?.receipts}
				rowKey={(row) => `${row.terminal}/${row.epoch}/${row.sequence}`}
				empty="Each sale appears here within two seconds of being paid, or once its terminal is online again."
			/>
			<div class="pages">
				{before === undefined ? null : (
					<button type="button" class="button" onClick={() => setBefore(undefined)}>
						Newest receipts
					</button>
				)}
				{receipts.value?.next ? (
					<button type="button" class="button" onClick={() => setBefore(receipts.value?.next ?? undefined)}>
						Older receipts
					</button>
				) : null}
			</div>
		</>
	);
}

function columnsOf(
	terminal: string | undefined,
	nameOf: ReceiptsTableOptions["nameOf"],
	dateTime: (ms: number) => string,
): ReadonlyArray<Column<ReceiptRow>> {
	const currency = (row: ReceiptRow): string => row.currency;
	return [
		{
			title: "Receipt",
			value: (row) => row.number,
			text: numberText,
			cell: (row) => <a href={receiptAddress(row.terminal, row.number, row.series)}>{numberText(row)}</a>,
		},
		...(terminal === undefined
			? [
					{
						title: "Terminal",
						value: (row: ReceiptRow) => nameOf(row.terminal),
						cell: (row: ReceiptRow) => <a href={terminalAddress(row.terminal)}>{nameOf(row.terminal)}</a>,
					},
				]
			: []),
		{
			title: "Time",
			value: (row) => row.wallMs,
			text: (row) => dateTime(row.wallMs),
			cell: (row) => <span class="moment">{dateTime(row.wallMs)}</span>,
			wide: terminal === undefined,
		},
		amountColumn("Total", currency, (row) => row.totalMinor),
		currencyColumn(currency),
		{ title: "Paid by", value: paidBy },
		amountColumn("incl. tax", currency, (row) => row.taxMinor, true),
		{ title: "Units", value: (row) => row.units, numeric: true, wide: true },
		{
			title: "Staff",
			value: (row) => row.staff,
			text: (row) => (row.staff === 0 ? "–" : String(row.staff)),
			numeric: true,
			wide: true,
		},
	];
}

/** "0041" for receipts; other documents with their series. */
export function numberText({ series, number }: Pick<ReceiptRow, "series" | "number">): string {
	const digits = String(number).padStart(4, "0");
	if (series === 1) return digits;
	return series === 3 ? `training ${digits}` : `series ${series}, ${digits}`;
}

function paidBy(row: ReceiptRow): string {
	if (row.type === "training") return `training, ${money(row.practisedMinor, row.currency)}, not counted`;
	if (row.type === "newer") return "of a newer version";
	return row.tenders.map(({ kind }) => tenderName(kind)).join(" and ");
}
