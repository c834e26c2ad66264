// The table of receipts of one or all terminals. It includes training sales and documents of a newer version, which are
// marked.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { get, useApi } from "./api.js";
import { counted, money, tenderName } from "./format.js";
import { Problem } from "./parts.js";
import { receiptAddress, terminalAddress } from "./route.js";
import { amountColumn, currencyColumn, DataTable, type Column } from "./table.js";
import type { ReceiptCount, ReceiptRow, ReceiptRows } from "./types.js";
import { type StaffText, useStaff } from "./people.js";
import { useTimes } from "./zone.js";

const pageRows = 100;
/** Typing pauses this long before the host searches. */
const typingMs = 250;

export interface ReceiptsTableOptions {
	readonly terminal?: string;
	readonly version: number;
	nameOf(terminal: string): string;
}

export function ReceiptsTable({ terminal, version, nameOf }: ReceiptsTableOptions) {
	/** Position of the page that is shown. Undefined for the newest receipts, the only page that is updated live. */
	const [before, setBefore] = useState<string | undefined>();
	const [filter, setFilter] = useState<ReceiptFilter>(noFilter);
	const { dateTime } = useTimes();
	const staffText = useStaff(0);
	const filterText = filterQuery(filter);
	const change = (changed: Partial<ReceiptFilter>): void => {
		setFilter({ ...filter, ...changed });
		setBefore(undefined);
	};
	const of = terminal === undefined ? "" : `terminal=${encodeURIComponent(terminal)}&`;
	const from = before === undefined ? "" : `&before=${encodeURIComponent(before)}`;
	const receipts = useApi<ReceiptRows>(
		`/api/receipts?${of}${filterText}limit=${pageRows}${from}`,
		before === undefined ? version : 0,
	);
	const matching = useCount(`${of}${filterText}`, version);
	const columns = columnsOf(terminal, nameOf, dateTime, staffText);
	return (
		<>
			<Problem text={receipts.error} />
			<ReceiptTools filter={filter} address={`/api/receipts.csv?${of}${filterText}`} onChange={change} />
			<p class="quiet" role="status">
				{countText(matching, filterText !== "")}
			</p>
			<DataTable
				caption="Receipts"
				columns={columns}
				rows={receipts.value?.receipts}
				rowKey={(row) => `${row.terminal}/${row.epoch}/${row.sequence}`}
				empty={filterText === "" ? emptyText : receipts.value?.next ? furtherText : noMatchText}
				tools={<></>}
			/>
			<div class="pages">
				{before === undefined ? null : (
					<button type="button" class="button" onClick={() => setBefore(undefined)}>
						Newest receipts
					</button>
				)}
				{receipts.value?.next ? (
					<button type="button" class="button" onClick={() => setBefore(receipts.value?.next ?? undefined)}>
						{filterText === "" ? "Older receipts" : "Search older receipts"}
					</button>
				) : null}
			</div>
		</>
	);
}

interface Counted {
	readonly query: string;
	/** Of the page when counting began. */
	readonly version: number;
	readonly count: number;
	readonly isWhole: boolean;
	/** Whether it took several requests. */
	readonly isLong: boolean;
}

/** How many receipts match, counted piece by piece. A count of several pieces is not repeated with every sale. */
function useCount(query: string, version: number): Counted | undefined {
	const [held, setHeld] = useState<Counted | undefined>();
	const present = held?.query === query ? held : undefined;
	const countedAt = present?.isLong ? present.version : version;
	useEffect(() => {
		const aborter = new AbortController();
		const count = async (): Promise<void> => {
			let sum = 0;
			let before = "";
			for (let isLong = present?.isLong ?? false; ; isLong = true) {
				const piece = await get<ReceiptCount>(`/api/receipts/count?${query}${before}`, aborter.signal);
				sum += piece.count;
				setHeld({ query, version: countedAt, count: sum, isWhole: piece.next === null, isLong });
				if (piece.next === null) return;
				before = `before=${encodeURIComponent(piece.next)}`;
			}
		};
		// The list of receipts, which is fetched with it, shows what is wrong.
		count().catch(() => undefined);
		return () => aborter.abort();
	}, [query, countedAt]);
	return present;
}

function countText(counting: Counted | undefined, isFiltered: boolean): string {
	if (!counting) return "Counting …";
	const { count, isWhole } = counting;
	const matches = isFiltered ? (count === 1 ? " matches" : " match") : "";
	return `${counted(count, "receipt")}${matches}${isWhole ? "" : " so far"}`;
}

interface ReceiptFilter {
	readonly search: string;
	/** Business days, "2026-05-02"; empty for no bound. */
	readonly from: string;
	readonly to: string;
}

const noFilter: ReceiptFilter = { search: "", from: "", to: "" };
const emptyText = "Each sale appears here within two seconds of being paid, or once its terminal is online again.";
const noMatchText = "No receipt matches. Clear the search and the days to see all receipts.";
const furtherText = "None of the receipts searched so far matches. Search older receipts.";

/** Ends with "&" unless it is empty. */
function filterQuery(filter: ReceiptFilter): string {
	const set = Object.entries(filter).filter(([, value]) => value.trim() !== "");
	return set.map(([name, value]) => `${name}=${encodeURIComponent(value.trim())}&`).join("");
}

interface ReceiptToolsOptions {
	readonly filter: ReceiptFilter;
	/** Of the CSV file with all receipts that match. */
	readonly address: string;
	onChange(change: Partial<ReceiptFilter>): void;
}

function ReceiptTools({ filter, address, onChange }: ReceiptToolsOptions) {
	const id = useId();
	const [typed, setTyped] = useState(filter.search);
	const pending = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
	useEffect(() => () => clearTimeout(pending.current), []);
	const search = (text: string): void => {
		setTyped(text);
		clearTimeout(pending.current);
		pending.current = setTimeout(() => onChange({ search: text }), typingMs);
	};
	const day = (name: "from" | "to", label: string) => (
		<label>
			{label}{" "}
			<input
				type="date"
				value={filter[name]}
				onChange={(event) => onChange({ [name]: event.currentTarget.value })}
			/>
		</label>
	);
	return (
		<form class="table-tools" role="search" onSubmit={(event) => event.preventDefault()}>
			<label class="unseen" for={id}>
				Search receipts
			</label>
			<input
				id={id}
				type="search"
				placeholder="Number, item, total, stall"
				value={typed}
				maxLength={80}
				onInput={(event) => search(event.currentTarget.value)}
			/>
			{day("from", "from")}
			{day("to", "to")}
			<a class="button small" href={address} download="receipts.csv">
				Save as CSV
			</a>
		</form>
	);
}

function columnsOf(
	terminal: string | undefined,
	nameOf: ReceiptsTableOptions["nameOf"],
	dateTime: (ms: number) => string,
	staffText: StaffText,
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
			text: (row) => staffText(row.staff),
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
	const tenders = row.tenders.map(({ kind }) => tenderName(kind)).join(" and ");
	const uncertain = [
		...(row.unconfirmedMinor === 0 ? [] : [`${money(row.unconfirmedMinor, row.currency)} not yet confirmed`]),
		...(row.notChargedMinor === 0 ? [] : [`${money(row.notChargedMinor, row.currency)} not charged`]),
	];
	return [tenders, ...uncertain].join(", ");
}
