// What somebody allowed whom.
import type { RightName } from "../../../firmware/policy/staff.js";
import { overrideReasonName, type OverrideReasonName } from "../../../firmware/wire/records/overridden.js";
import { rightName } from "../right-names.js";
import { useApi } from "./api.js";
import { Problem, Section } from "./parts.js";
import { useStaff } from "./people.js";
import { terminalName, type PageOptions } from "./pages/options.js";
import { rightTexts } from "./rights.js";
import { terminalAddress } from "./route.js";
import { type Column, DataTable } from "./table.js";
import type { OverrideRow } from "./types.js";
import { useTimes } from "./zone.js";

const reasons: Readonly<Record<OverrideReasonName, string>> = {
	customerAsked: "the customer asked",
	mistake: "a mistake",
	breakCover: "cover for a break",
	check: "a check",
	other: "other",
};

export function Overrides({ overview, version }: PageOptions) {
	const overrides = useApi<readonly OverrideRow[]>("/api/overrides?limit=200", version);
	const nameOf = terminalName(overview);
	const staffText = useStaff(version);
	const { dateTime } = useTimes();
	const columns: ReadonlyArray<Column<OverrideRow>> = [
		{ title: "Time", value: (row) => row.wallMs, text: (row) => dateTime(row.wallMs) },
		{
			title: "Terminal",
			value: (row) => nameOf(row.terminal),
			cell: (row) => <a href={terminalAddress(row.terminal)}>{nameOf(row.terminal)}</a>,
		},
		{ title: "Shift", value: (row) => row.shift, numeric: true, wide: true },
		{ title: "Who", value: (row) => staffText(row.staff) },
		{ title: "What", value: ({ right }) => textOf(rightName(right), rightTexts, `right ${right}`) },
		{ title: "Allowed by", value: (row) => staffText(row.approvedBy) },
		{ title: "Why", value: ({ reason }) => textOf(overrideReasonName(reason), reasons, `reason ${reason}`) },
	];
	return (
		<Section title="Allowed by somebody else">
			<Problem text={overrides.error} />
			<DataTable
				caption="Allowed by somebody else"
				columns={columns}
				rows={overrides.value}
				rowKey={(row) => `${row.terminal}/${row.epoch}/${row.sequence}`}
				csvAddress="/api/overrides.csv"
				empty="What a person may not do and somebody else allowed, with a PIN, appears here."
			/>
		</Section>
	);
}

function textOf<Name extends RightName | OverrideReasonName>(
	name: Name | undefined,
	texts: Readonly<Record<Name, string>>,
	unknown: string,
): string {
	return name === undefined ? unknown : texts[name];
}
