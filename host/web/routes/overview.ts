// The overview of today's business day.
import type { OverviewContext } from "../../context.js";
import type { App } from "../app.js";
import { Overview } from "../schemas.js";
import { Shared } from "../shared.js";
import { overviewView } from "../views.js";

export function overviewRoutes(app: App, context: OverviewContext): void {
	const overview = new Shared(() => overviewView(context));
	app.get(
		"/api/overview",
		{ schema: { summary: "Takings, terminals and alarms of today", response: { 200: Overview } } },
		() => overview.get(),
	);
}
