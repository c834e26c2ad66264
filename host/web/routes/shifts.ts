// Shifts, each with its sums in the ledger.
import { Readable } from "node:stream";
import { Type } from "typebox";
import type { PeopleContext, ReportsContext, ShiftRow } from "../../context.js";
import type { App } from "../app.js";
import { Shift } from "../schemas.js";
import { shiftLines } from "../shift-lines.js";
import { personNames } from "../staff-names.js";
import { sumsView } from "../views.js";
import { Page, pageRows } from "./page.js";

const ShiftPage = Type.Object({
	...Page.properties,
	offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
});

export function shiftRoutes(app: App, context: ReportsContext & PeopleContext): void {
	app.get(
		"/api/shifts",
		{ schema: { summary: "Shifts, newest first", querystring: ShiftPage, response: { 200: Type.Array(Shift) } } },
		async (request) => {
			const { terminal, limit = pageRows, offset } = request.query;
			const shifts = await context.reports.shifts(terminal, limit, offset);
			return shifts.map(({ isReplaced, ...shift }) => ({
				...{ ...shift, replaced: isReplaced, sums: sumsView(shift.sums) },
				agrees: agreesWithClose(shift),
			}));
		},
	);

	app.get(
		"/api/shifts.csv",
		{
			schema: {
				summary: "All shifts as CSV, newest first",
				querystring: Type.Object({ terminal: Page.properties.terminal }),
			},
		},
		async (request, reply) => {
			const names = await personNames(context);
			void reply.header("content-disposition", 'attachment; filename="shifts.csv"');
			return reply
				.type("text/csv; charset=utf-8")
				.send(Readable.from(shiftLines(context, names, request.query.terminal)));
		},
	);
}

type ReportedShift = Pick<ShiftRow, "currency" | "reportedGrossMinor" | "reportedDocuments" | "sums">;

/** Whether the sums that the terminal reported at close equal the ledger; null while the shift is open. */
function agreesWithClose({ currency, reportedGrossMinor, reportedDocuments, sums }: ReportedShift): boolean | null {
	if (reportedGrossMinor === null) return null;
	const grossMinor = sums.currencies.find((one) => one.currency === currency)?.grossMinor ?? 0;
	const isOfOneCurrency = sums.currencies.every((one) => one.currency === currency);
	return isOfOneCurrency && grossMinor === reportedGrossMinor && sums.sales + sums.others === reportedDocuments;
}
