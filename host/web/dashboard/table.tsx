// A table with sorting, filtering and CSV export. Columns define a row's plain values and, optionally, how cells look.
import type { ComponentChildren } from "preact";
import { useId, useMemo, useState } from "preact/hooks";
import { formatMinor } from "../../../firmware/core/money.js";
import { type CsvCell, Decimal, writeCsv } from "../../csv-writer.js";
import { download } from "./download.js";
import { amountIn, decimalsOf } from "./format.js";
import { Empty, Skeleton } from "./parts.js";

export interface Column<Row> {
	readonly title: string;
	/** The sort key. */
	value(row: Row): string | number;
	/** The text for the filter and the CSV file; the value by default. */
	text?(row: Row): string;
	/** What the CSV file gets instead of the text: columns of its own, in a form that programs read. */
	readonly csv?: ReadonlyArray<{ readonly title: string; value(row: Row): CsvCell }>;
	/** The content of the cell; the text or else the value by default. */
	cell?(row: Row): ComponentChildren;
	/** Right-aligned tabular figures. */
	readonly numeric?: boolean;
	/** Hidden on narrow screens. */
	readonly wide?: boolean;
}

export interface DataTableOptions<Row> {
	/** Name of the table for screen readers and the CSV file. */
	readonly caption: string;
	readonly columns: ReadonlyArray<Column<Row>>;
	/** Undefined while loading. */
	readonly rows: readonly Row[] | undefined;
	rowKey(row: Row): string;
	/** Shown when there are no rows: what will appear here, and when. */
	readonly empty: ComponentChildren;
	/** True to hide the filter, for tables of a few rows. */
	readonly plain?: boolean;
	/** Of the CSV file that the host makes of all rows, where not all are loaded. By default those are saved. */
	readonly csvAddress?: string;
	/** Replaces filter and CSV button where the host does both, over more rows than are loaded. */
	readonly tools?: ComponentChildren;
}

interface Order {
	readonly column: number;
	readonly descending: boolean;
}

function compare(a: string | number, b: string | number): number {
	if (typeof a === "number" && typeof b === "number") return a - b;
	return String(a).localeCompare(String(b), "en", { numeric: true });
}

export function DataTable<Row>(options: DataTableOptions<Row>) {
	const { caption, columns, rows, rowKey, empty, plain, csvAddress, tools } = options;
	const [order, setOrder] = useState<Order | undefined>();
	const [query, setQuery] = useState("");
	const shown = useMemo(() => arrange(rows ?? [], columns, query, order), [rows, query, order, columns]);

	if (!rows) return <Skeleton lines={6} label={`${caption} is loading`} />;
	if (rows.length === 0) return <Empty>{empty}</Empty>;
	const sortBy = (column: number): void =>
		setOrder((last) => ({
			column,
			descending: last?.column === column ? !last.descending : columns[column]?.numeric === true,
		}));
	return (
		<div class="table">
			{tools ? null : (
				<div class="table-tools">
					{plain ? null : (
						<Filter
							caption={caption}
							query={query}
							counts={{ shown: shown.length, all: rows.length }}
							onQuery={setQuery}
						/>
					)}
					<SaveButton caption={caption} address={csvAddress} onSave={() => save(caption, columns, shown)} />
				</div>
			)}
			{/* Focusable, so that a wide table can be scrolled by keyboard. */}
			<div class="table-scroll" tabIndex={0} role="region" aria-label={caption}>
				<table>
					<caption class="unseen">{caption}</caption>
					<thead>
						<tr>
							{columns.map((column, index) => (
								<Heading
									key={column.title}
									column={column}
									order={order?.column === index ? order : undefined}
									onSort={() => sortBy(index)}
								/>
							))}
						</tr>
					</thead>
					<tbody>
						{shown.map((row) => (
							<tr key={rowKey(row)}>
								{columns.map((column) => (
									<td key={column.title} class={classesOf(column)}>
										{column.cell ? column.cell(row) : (column.text?.(row) ?? column.value(row))}
									</td>
								))}
							</tr>
						))}
					</tbody>
				</table>
			</div>
			{shown.length === 0 ? (
				<p class="quiet">Nothing matches “{query}”. Clear the filter to see all rows.</p>
			) : null}
		</div>
	);
}

interface SaveOptions {
	readonly caption: string;
	/** Undefined where the loaded rows are saved. */
	readonly address: string | undefined;
	onSave(): void;
}

function SaveButton({ caption, address, onSave }: SaveOptions) {
	return address === undefined ? (
		<button type="button" class="button small" onClick={onSave}>
			Save as CSV
		</button>
	) : (
		<a class="button small" href={address} download={fileName(caption)}>
			Save all as CSV
		</a>
	);
}

interface FilterOptions {
	readonly caption: string;
	readonly query: string;
	readonly counts: { readonly shown: number; readonly all: number };
	onQuery(query: string): void;
}

function Filter({ caption, query, counts: { shown, all }, onQuery }: FilterOptions) {
	const id = useId();
	return (
		<>
			<label class="unseen" for={id}>
				Filter {caption}
			</label>
			<input
				id={id}
				type="search"
				placeholder="Filter"
				value={query}
				maxLength={80}
				onInput={(event) => onQuery(event.currentTarget.value)}
			/>
			<span class="quiet" role="status">
				{shown === all ? all : `${shown} of ${all}`}&nbsp;
				{all === 1 ? "row" : "rows"}
			</span>
		</>
	);
}

interface HeadingOptions<Row> {
	readonly column: Column<Row>;
	/** Undefined unless the table is sorted by this column. */
	readonly order: Order | undefined;
	onSort(): void;
}

function Heading<Row>({ column, order, onSort }: HeadingOptions<Row>) {
	return (
		<th scope="col" class={classesOf(column)} aria-sort={order && (order.descending ? "descending" : "ascending")}>
			<button type="button" onClick={onSort}>
				{column.title}
				<span aria-hidden="true" class="sort">
					{order ? (order.descending ? "↓" : "↑") : ""}
				</span>
			</button>
		</th>
	);
}

/** The rows that match the query, sorted. */
function arrange<Row>(
	rows: readonly Row[],
	columns: ReadonlyArray<Column<Row>>,
	query: string,
	order: Order | undefined,
): readonly Row[] {
	const wanted = query.trim().toLowerCase();
	const kept = rows.filter((row) => wanted === "" || columns.some((column) => textOf(column, row).includes(wanted)));
	const column = order && columns[order.column];
	if (!column) return kept;
	const sign = order.descending ? -1 : 1;
	return [...kept].sort((a, b) => sign * compare(column.value(a), column.value(b)));
}

function save<Row>(caption: string, columns: ReadonlyArray<Column<Row>>, rows: readonly Row[]): void {
	const written = columns.flatMap(
		(column) =>
			column.csv ?? [{ title: column.title, value: (row: Row) => column.text?.(row) ?? column.value(row) }],
	);
	const header = written.map((column) => column.title);
	const cells = rows.map((row) => written.map((column) => column.value(row)));
	download(fileName(caption), writeCsv([header, ...cells]), "text/csv");
}

/** "takings-by-hour.csv" */
function fileName(caption: string): string {
	return `${caption.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.csv`;
}

function textOf<Row>(column: Column<Row>, row: Row): string {
	return (column.text?.(row) ?? String(column.value(row))).toLowerCase();
}

function classesOf<Row>(column: Column<Row>): string {
	return `${column.numeric ? "numeric" : ""} ${column.wide ? "wide" : ""}`;
}

/** An amount for a CSV file: "-183.15". */
function decimalIn(minor: number, currency: string): Decimal {
	return new Decimal(formatMinor(minor, decimalsOf(currency)));
}

/**
 * A column of amounts in one currency, named in the title. Grouped digits in the cell, plain decimals in the CSV file.
 */
export function moneyColumn<Row>(
	title: string,
	currency: string,
	minor: (row: Row) => number,
	wide = false,
): Column<Row> {
	return {
		...amountColumn(`${title} (${currency})`, () => currency, minor, wide),
		cell: (row) => amountIn(minor(row), currency),
	};
}

/** A column of amounts whose currency differs by row and is shown after the amount. */
export function amountColumn<Row>(
	title: string,
	currency: (row: Row) => string,
	minor: (row: Row) => number,
	wide = false,
): Column<Row> {
	return {
		title,
		value: minor,
		text: (row) => formatMinor(minor(row), decimalsOf(currency(row))),
		csv: [{ title, value: (row) => decimalIn(minor(row), currency(row)) }],
		cell: (row) => (
			<>
				{amountIn(minor(row), currency(row))} <span class="unit">{currency(row)}</span>
			</>
		),
		numeric: true,
		wide,
	};
}

/** A currency column, which the CSV file needs beside an `amountColumn`. */
export function currencyColumn<Row>(currency: (row: Row) => string): Column<Row> {
	return { title: "Currency", value: currency, wide: true };
}
