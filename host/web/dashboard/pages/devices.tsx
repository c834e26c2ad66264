// The terminals, the form that enrols a terminal, and the upload of the catalog.
import { useApi } from "../api.js";
import { CatalogForm } from "../catalog-form.js";
import { EnrolmentForm } from "../enrolment-form.js";
import { clockText } from "../clock-text.js";
import { count } from "../format.js";
import { firmwareText } from "../firmware-text.js";
import { PageHead, Problem, Section, StateLabel } from "../parts.js";
import { terminalAddress } from "../route.js";
import { DataTable, type Column } from "../table.js";
import type { TerminalSummary } from "../types.js";
import { useTimes } from "../zone.js";
import type { PageOptions } from "./options.js";

const clockColumn: Column<TerminalSummary> = {
	title: "Clock",
	value: (row) => Math.abs(row.clock?.skewMs ?? 0),
	text: (row) => clockText(row.clock),
	wide: true,
};

export function DevicesPage({ overview, version }: PageOptions) {
	const terminals = useApi<readonly TerminalSummary[]>("/api/terminals", version);
	const nowMs = overview?.wallMs ?? 0;
	const { dateTime } = useTimes();
	const columns: ReadonlyArray<Column<TerminalSummary>> = [
		{
			title: "Terminal",
			value: (row) => row.name || row.terminal,
			cell: (row) => <a href={terminalAddress(row.terminal)}>{row.name || row.terminal}</a>,
		},
		{ title: "State", value: (row) => row.state, cell: (row) => <StateLabel terminal={row} nowMs={nowMs} /> },
		{
			title: "Queue",
			value: (row) => row.queueDepth ?? 0,
			text: (row) => (row.queueDepth === null ? "–" : count(row.queueDepth)),
			numeric: true,
		},
		{
			title: "Battery",
			value: (row) => row.batteryPercent ?? 101,
			text: (row) => (row.batteryPercent === null ? "mains" : `${row.batteryPercent} %`),
			numeric: true,
			wide: true,
		},
		clockColumn,
		{
			title: "Firmware",
			value: (row) => row.firmware?.version ?? 0,
			text: (row) => firmwareText(row.firmware),
			wide: true,
		},
		{
			title: "Records",
			value: (row) => row.committed,
			text: (row) => count(row.committed),
			numeric: true,
			wide: true,
		},
		{
			title: "Last seen",
			value: (row) => row.lastSeenMs,
			text: (row) => (row.lastSeenMs > 0 ? dateTime(row.lastSeenMs) : "never"),
			wide: true,
		},
	];
	return (
		<main id="main" class="page">
			<PageHead title="Devices" />
			<Problem text={terminals.error} />
			<DataTable
				caption="Terminals"
				columns={columns}
				rows={terminals.value}
				rowKey={(row) => row.terminal}
				empty="Terminals appear here once they are enrolled. Make a code below and scan it at the terminal."
			/>
			<div class="two">
				<Section title="Enrol a terminal">
					<EnrolmentForm />
				</Section>
				<Section title="Catalog">
					<CatalogForm />
				</Section>
			</div>
		</main>
	);
}
