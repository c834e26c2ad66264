// Cash that was paid in and out, as rows and as CSV.
import { Readable } from "node:stream";
import { Type } from "typebox";
import { cashReasonName } from "../../../firmware/wire/record.js";
import type { CashMovementRow, ReportsContext } from "../../context.js";
import { writeCsv } from "../../csv-writer.js";
import { hostLimits } from "../../limits.js";
import type { App } from "../app.js";
import { amountCell, timeCell } from "../csv-cells.js";
import { CashMovement } from "../schemas.js";
import { Page, pageRows } from "./page.js";

const MovementPage = Type.Object({
	...Page.properties,
	shift: Type.Optional(Type.Integer({ minimum: 0, maximum: hostLimits.numberMax })),
	offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
});
const columns = ["time", "terminal", "shift", "number", "staff", "reason", "currency", "amount"];

export function cashMovementRoutes(app: App, { reports }: ReportsContext): void {
	app.get(
		"/api/cash-movements",
		{
			schema: {
				summary: "Cash that was paid in and out, newest first",
				querystring: MovementPage,
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
		(request, reply) => {
			void reply.header("content-disposition", 'attachment; filename="cash-movements.csv"');
			return reply.type("text/csv; charset=utf-8").send(Readable.from(lines(reports, request.query.terminal)));
		},
	);
}

async function* lines(reports: ReportsContext["reports"], terminal: string | undefined): AsyncGenerator<string> {
	yield writeCsv([columns]);
	for (let offset = 0; ; offset += hostLimits.pageRowsMax) {
		const rows = await reports.cashMovements({ terminal }, hostLimits.pageRowsMax, offset);
		if (rows.length > 0) yield writeCsv(rows.map(cellsOf));
		if (rows.length < hostLimits.pageRowsMax) return;
	}
}

function cellsOf({ wallMs, terminal, shift, number, staff, reason, currency, cashMinor }: CashMovementRow) {
	const name = cashReasonName(reason) ?? reason;
	return [timeCell(wallMs), terminal, shift, number, staff, name, currency, amountCell(cashMinor, currency)];
}
