// The table of receipts, for all stalls or for one.
import { useState } from "preact/hooks";
import { useApi } from "./api.js";
import { dateTime, type MoneyFormat } from "./format.js";
import { Problem } from "./parts.js";
import { receiptAddress, stallAddress } from "./route.js";
import { DataTable, moneyColumn, type Column } from "./table.js";
import type { ReceiptRow, ReceiptRows } from "./types.js";

const pageRows = 100;

export interface ReceiptsTableOptions {
	readonly terminal?: string;
	readonly format: MoneyFormat;
	readonly version: number;
	nameOf(terminal: string): string;
}

export function ReceiptsTable({ terminal, format, version, nameOf }: ReceiptsTableOptions) {
	/** Where the page shown begins; undefined for the newest receipts, which alone are live. */
	const [before, setBefore] = useState<string | undefined>();
	const of = terminal === undefined ? "" : `terminal=${encodeURIComponent(terminal)}&`;
	const from = before === undefined ? "" : `&before=${encodeURIComponent(before)}`;
	const receipts = useApi<ReceiptRows>(`/api/receipts?${of}limit=${pageRows}${from}`, before === undefined ? version : 0);
	const columns: ReadonlyArray<Column<ReceiptRow>> = [
		{
			title: "Receipt",
			value: (row) => row.receiptNumber,
			cell: (row) => <a href={receiptAddress(row.terminal, row.receiptNumber)}>{String(row.receiptNumber).padStart(4, "0")}</a>,
		},
		...(terminal === undefined
			? [
					{
						title: "Stall",
						value: (row: ReceiptRow) => nameOf(row.terminal),
						cell: (row: ReceiptRow) => <a href={stallAddress(row.terminal)}>{nameOf(row.terminal)}</a>,
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
		moneyColumn("Total", format, (row) => row.totalMinor),
		{ title: "Paid by", value: paidBy },
		moneyColumn("Tax in it", format, (row) => row.taxMinor, true),
		{ title: "Units", value: (row) => row.units, numeric: true, wide: true },
	];
	return (
		<>
			<Problem text={receipts.error} />
			<DataTable
				caption="Receipts"
				columns={columns}
				rows={receipts.value?.receipts}
				rowKey={(row) => `${row.terminal}/${row.epoch}/${row.sequence}`}
				empty="Each sale appears here within two seconds of being paid, or as soon as its terminal is online again."
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

function paidBy(row: ReceiptRow): string {
	if (row.cardMinor === 0) return "cash";
	return row.cashMinor === 0 ? "card" : "cash and card";
}
