// Terminals: a summary of each, and one with its chains.
import { Type } from "typebox";
import type { TerminalsContext } from "../../context.js";
import { HostFault } from "../../faults.js";
import type { App } from "../app.js";
import { Identifier, TerminalDetail, TerminalSummary } from "../schemas.js";
import { terminalsView, terminalView } from "../views.js";

export function terminalRoutes(app: App, context: TerminalsContext): void {
	app.get(
		"/api/terminals",
		{ schema: { summary: "All terminals", response: { 200: Type.Array(TerminalSummary) } } },
		async () => terminalsView(context),
	);

	app.get(
		"/api/terminals/:terminal",
		{
			schema: {
				summary: "One terminal with its chains",
				params: Type.Object({ terminal: Identifier }),
				response: { 200: TerminalDetail },
			},
		},
		async (request) => {
			const view = await terminalView(context, request.params.terminal);
			if (!view) throw new HostFault("HTTP_NOT_FOUND", "terminal");
			return view;
		},
	);
}
