// Tax sums.
import { Type } from "typebox";
import type { ReportsContext } from "../../context.js";
import type { App } from "../app.js";
import { DayRange, TaxSum } from "../schemas.js";
import { daysOf } from "./page.js";

export function taxRoutes(app: App, { reports }: ReportsContext): void {
	app.get(
		"/api/taxes",
		{
			schema: {
				summary: "Tax by currency, rate, authority and jurisdiction",
				querystring: DayRange,
				response: { 200: Type.Array(TaxSum) },
			},
		},
		async (request) => reports.taxes(...daysOf(request.query)),
	);
}
