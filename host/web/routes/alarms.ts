// Open alarms, and those that operators have closed.
import { Type } from "typebox";
import type { ClosedAlarmsContext } from "../../context.js";
import type { App } from "../app.js";
import { HostFault } from "../../faults.js";
import { Alarm, ClosedAlarm, Problem } from "../schemas.js";
import { alarmsView, closedAlarmsView } from "../views.js";
import { Page, pageRows } from "./page.js";

const Closing = Type.Object({
	by: Type.String({ minLength: 1, maxLength: 64, description: "Who closes it" }),
	reason: Type.String({ minLength: 1, maxLength: 400, description: "What was found" }),
	count: Type.Integer({ minimum: 1, description: "As it was seen: an alarm that occurred again stays open" }),
});

export function alarmRoutes(app: App, context: ClosedAlarmsContext): void {
	app.get(
		"/api/alarms",
		{ schema: { summary: "Alarms, most money at risk first", response: { 200: Type.Array(Alarm) } } },
		async () => alarmsView(context),
	);

	app.get(
		"/api/alarms/closed",
		{
			schema: {
				summary: "Closed alarms, the newest closing first",
				querystring: Type.Object({ limit: Page.properties.limit }),
				response: { 200: Type.Array(ClosedAlarm) },
			},
		},
		async (request) => closedAlarmsView(context, request.query.limit ?? pageRows),
	);

	app.post(
		"/api/alarms/:id/close",
		{
			schema: {
				summary: "Close an alarm with a reason; it opens again when it occurs again",
				params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
				body: Closing,
				response: { 204: Type.Null(), 404: Problem },
			},
		},
		async (request, reply) => {
			const { by, reason, count } = request.body;
			const closing = { id: request.params.id, count, closedBy: by.trim(), reason: reason.trim() };
			if (closing.closedBy === "" || closing.reason === "")
				throw new HostFault("HTTP_BAD_REQUEST", "by and reason take a text");
			const isClosed = await context.notices.close({ ...closing, closedMs: context.clock.now() });
			if (!isClosed) throw new HostFault("ALARM_UNKNOWN", String(closing.id));
			context.alarmsChanged();
			return reply.status(204).send(null);
		},
	);
}
