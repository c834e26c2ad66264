// Open alarms.
import { Type } from "typebox";
import type { AlarmsContext } from "../../context.js";
import type { App } from "../app.js";
import { Alarm } from "../schemas.js";
import { alarmsView } from "../views.js";

export function alarmRoutes(app: App, context: AlarmsContext): void {
	app.get(
		"/api/alarms",
		{ schema: { summary: "Alarms, most money at risk first", response: { 200: Type.Array(Alarm) } } },
		async () => alarmsView(context),
	);
}
