// Items sold, as CSV.
import type { ReportsContext } from "../../context.js";
import { writeCsv } from "../../csv-writer.js";
import type { App } from "../app.js";
import { DayRange } from "../schemas.js";
import { daysOf } from "./page.js";

const header = ["sku", "name", "currency", "quantity", "amount_minor"];
/** A negative limit means no limit. */
const everything = -1;

export function itemRoutes(app: App, { reports }: ReportsContext): void {
	app.get("/api/items.csv", { schema: { summary: "Items sold", querystring: DayRange } }, async (request, reply) => {
		const items = await reports.bestSellers(...daysOf(request.query), everything);
		const rows = items.map((item) => [item.sku, item.name, item.currency, item.quantity, item.amountMinor]);
		return reply.type("text/csv; charset=utf-8").send(writeCsv([header, ...rows]));
	});
}
