// One terminal: its takings today, its state, receipts and chains.
import { useApi } from "../api.js";
import { clockText } from "../clock-text.js";
import { amountIn, count, counted } from "../format.js";
import { firmwareText } from "../firmware-text.js";
import { Figure, PageHead, Problem, Section, StateLabel } from "../parts.js";
import { ReceiptsTable } from "../receipts-table.js";
import { NewerNote, takingsOf } from "../sums.js";
import { DataTable, type Column } from "../table.js";
import type { TerminalDetail, TerminalSummary } from "../types.js";
import { useTimes } from "../zone.js";
import { terminalName, type PageOptions } from "./options.js";

export function TerminalPage({ terminal, overview, version }: PageOptions & { readonly terminal: string }) {
	const details = useApi<TerminalDetail>(`/api/terminals/${encodeURIComponent(terminal)}`, version);
	const summary = overview?.terminals.find((one) => one.terminal === terminal);
	const nameOf = terminalName(overview);
	const known = details.value;
	return (
		<main id="main" class="page">
			<PageHead title={nameOf(terminal)} back="#/">
				{summary && overview ? <StateLabel terminal={summary} nowMs={overview.wallMs} /> : null}
			</PageHead>
			<Problem text={details.error} />
			<section class="lead" aria-label="Today at this terminal">
				<div>
					<p class="quiet">Takings today</p>
					{takingsOf(summary, overview?.currency ?? "").map(({ currency, grossMinor }) => (
						<p key={currency} class="amount">
							{amountIn(grossMinor, currency)} <span class="unit">{currency}</span>
						</p>
					))}
				</div>
				<TerminalFigures summary={summary} known={known} />
			</section>
			{known ? <Unread known={known} /> : null}
			<Section title="Receipts">
				<ReceiptsTable terminal={terminal} version={version} nameOf={nameOf} />
			</Section>
			<Section title="Chains">
				<DataTable
					caption="Chains"
					columns={chainColumns}
					rows={known?.epochs}
					rowKey={(row) => String(row.epoch)}
					empty="A chain of signed records appears here when the terminal is enrolled."
					plain
				/>
			</Section>
		</main>
	);
}

interface TerminalFiguresOptions {
	readonly summary: TerminalSummary | undefined;
	readonly known: TerminalDetail | undefined;
}

function TerminalFigures({ summary, known }: TerminalFiguresOptions) {
	const { dateTime } = useTimes();
	return (
		<dl class="figures">
			<Figure name="sales today">{summary ? count(summary.salesToday) : "–"}</Figure>
			<Figure name="last receipt">{summary ? String(summary.lastReceiptNumber).padStart(4, "0") : "–"}</Figure>
			<Figure name="waiting at the terminal">
				{summary?.queueDepth === null || !summary ? "not reported" : count(summary.queueDepth)}
			</Figure>
			<Figure name="battery">
				{summary?.batteryPercent === null || !summary ? "mains" : `${summary.batteryPercent} %`}
			</Figure>
			<Figure name="clock">{clockText(summary?.clock ?? null)}</Figure>
			<Figure name="firmware">{firmwareText(summary?.firmware ?? null)}</Figure>
			<Figure name="records committed">{known ? count(known.committed) : "–"}</Figure>
			<Figure name="epoch">{known ? known.epoch : "–"}</Figure>
			<Figure name="last seen">{known && known.lastSeenMs > 0 ? dateTime(known.lastSeenMs) : "never"}</Figure>
		</dl>
	);
}

/** Batches of the terminal that were set aside, and records of a newer version. */
function Unread({ known }: { readonly known: TerminalDetail }) {
	const { dateTime } = useTimes();
	return (
		<>
			{known.setAsides.length > 0 ? (
				<Section title="Set aside">
					<DataTable
						caption="Set aside"
						columns={setAsideColumns(dateTime)}
						rows={known.setAsides}
						rowKey={(row) => `${row.code}/${row.receivedMs}/${row.detail}`}
						empty=""
						plain
					/>
				</Section>
			) : null}
			{known.newer.length > 0 ? (
				<Section title="Of a newer version">
					<NewerNote records={known.newer.reduce((sum, row) => sum + row.records, 0)} />
					<DataTable
						caption="Of a newer version"
						columns={newerColumns}
						rows={known.newer}
						rowKey={(row) => String(row.kind)}
						empty=""
						plain
					/>
				</Section>
			) : null}
		</>
	);
}

const newerColumns: ReadonlyArray<Column<TerminalDetail["newer"][number]>> = [
	{ title: "Kind", value: (row) => row.kind, numeric: true },
	{ title: "Records", value: (row) => row.records, text: (row) => count(row.records), numeric: true },
	{ title: "With a number", value: (row) => row.documents, text: (row) => count(row.documents), numeric: true },
];

type SetAside = TerminalDetail["setAsides"][number];

const setAsideColumns = (dateTime: (ms: number) => string): ReadonlyArray<Column<SetAside>> => [
	{ title: "Received", value: (row) => row.receivedMs, text: (row) => dateTime(row.receivedMs) },
	{ title: "Reason", value: (row) => row.code, cell: (row) => <span class="code">{row.code}</span> },
	{ title: "Detail", value: (row) => row.detail, wide: true },
	{ title: "Times", value: (row) => row.count, numeric: true },
];

const chainColumns: ReadonlyArray<Column<TerminalDetail["epochs"][number]>> = [
	{ title: "Epoch", value: (row) => row.epoch, numeric: true },
	{ title: "Records", value: (row) => row.committed, text: (row) => count(row.committed), numeric: true },
	{
		title: "State",
		value: (row) =>
			row.branches.length > 0 ? `${row.status}, ${counted(row.branches.length, "fork")}` : row.status,
	},
	{
		title: "Key (Ed25519)",
		value: (row) => row.publicKey,
		cell: (row) => <span class="hash">{row.publicKey}</span>,
		wide: true,
	},
];
