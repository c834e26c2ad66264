// What somebody allowed whom, as rows and as CSV.
import { Readable } from "node:stream";
import { Type } from "typebox";
import { overrideReasonName } from "../../../firmware/wire/record.js";
import type { OverrideRow, PeopleContext, ReportsContext } from "../../context.js";
import type { CsvCell } from "../../csv-writer.js";
import type { App } from "../app.js";
import { timeCell } from "../csv-cells.js";
import { csvPages } from "../csv-pages.js";
import { rightName } from "../right-names.js";
import { Override } from "../schemas.js";
import { personNames, type PersonNames } from "../staff-names.js";
import { Page, pageRows, ShiftPage } from "./page.js";

const columns = [
	...["time", "terminal", "shift", "staff", "staff_name", "right", "approved_by", "approved_by_name", "reason"],
];

export function overrideRoutes(app: App, context: ReportsContext & PeopleContext): void {
	app.get(
		"/api/overrides",
		{
			schema: {
				summary: "What somebody allowed whom, newest first",
				querystring: ShiftPage,
				response: { 200: Type.Array(Override) },
			},
		},
		async (request) => {
			const { limit = pageRows, offset, ...filter } = request.query;
			return context.reports.overrides(filter, limit, offset);
		},
	);

	app.get(
		"/api/overrides.csv",
		{
			schema: {
				summary: "What somebody allowed whom as CSV, newest first",
				querystring: Type.Object({ terminal: Page.properties.terminal }),
			},
		},
		async (request, reply) => {
			const names = await personNames(context);
			void reply.header("content-disposition", 'attachment; filename="overrides.csv"');
			const { terminal } = request.query;
			const rows = csvPages(
				columns,
				(limit, offset) => context.reports.overrides({ terminal }, limit, offset),
				(row) => cellsOf(row, names),
			);
			return reply.type("text/csv; charset=utf-8").send(Readable.from(rows));
		},
	);
}

function cellsOf(row: OverrideRow, names: PersonNames): readonly CsvCell[] {
	const { wallMs, terminal, shift, staff, right, approvedBy, reason } = row;
	return [
		...[timeCell(wallMs), terminal, shift, staff, names(staff), rightName(right) ?? right],
		...[approvedBy, names(approvedBy), overrideReasonName(reason) ?? reason],
	];
}
