// Cash that was paid in and out, as rows and as CSV.
import { Readable } from "node:stream";
import { Type } from "typebox";
import { cashReasonName } from "../../../firmware/wire/record.js";
import type { CashMovementRow, PeopleContext, ReportsContext } from "../../context.js";
import type { CsvCell } from "../../csv-writer.js";
import type { App } from "../app.js";
import { amountCell, timeCell } from "../csv-cells.js";
import { csvPages } from "../csv-pages.js";
import { CashMovement } from "../schemas.js";
import { personNames, type PersonNames } from "../staff-names.js";
import { Page, pageRows, ShiftPage } from "./page.js";

const columns = ["time", "terminal", "shift", "number", "staff", "reason", "currency", "amount", "staff_name"];

export function cashMovementRoutes(app: App, context: ReportsContext & PeopleContext): void {
	const { reports } = context;
	app.get(
		"/api/cash-movements",
		{
			schema: {
				summary: "Cash that was paid in and out, newest first",
				querystring: ShiftPage,
				response: { 200: Type.Array(CashMovement) },
			},
		},
		async (request) => {
			const { limit = pageRows, offset, ...filter } = request.query;
			return reports.cashMovements(filter, limit, offset);
		},
	);

	app.get(
		"/api/cash-movements.csv",
		{
			schema: {
				summary: "Cash that was paid in and out as CSV, newest first",
				querystring: Type.Object({ terminal: Page.properties.terminal }),
			},
		},
		async (request, reply) => {
			const names = await personNames(context);
			void reply.header("content-disposition", 'attachment; filename="cash-movements.csv"');
			const { terminal } = request.query;
			const rows = csvPages(
				columns,
				(limit, offset) => reports.cashMovements({ terminal }, limit, offset),
				(row) => cellsOf(row, names),
			);
			return reply.type("text/csv; charset=utf-8").send(Readable.from(rows));
		},
	);
}

function cellsOf(row: CashMovementRow, names: PersonNames): readonly CsvCell[] {
	const { wallMs, terminal, shift, number, staff, reason, currency, cashMinor } = row;
	return [
		...[timeCell(wallMs), terminal, shift, number, staff, cashReasonName(reason) ?? reason],
		...[currency, amountCell(cashMinor, currency), names(staff)],
	];
}
