// Live events for dashboards.
import type { EventsContext } from "../../context.js";
import type { App } from "../app.js";
import { EventStream } from "../event-stream.js";
import type { SessionContext } from "./session.js";

export function eventRoutes(app: App, context: EventsContext & SessionContext): void {
	const stream = new EventStream(context);
	app.addHook("preClose", async () => stream.close());
	app.get(
		"/api/events",
		{ schema: { summary: "Live events: overview, receipt, terminal, alarm, payment, catalog, flags" } },
		async (request, reply) => {
			await stream.add(reply, context.security.permit(request));
			return reply;
		},
	);
}
