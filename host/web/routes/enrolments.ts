// One-time enrolment codes.
import { Type } from "typebox";
import type { EnrolmentsContext } from "../../context.js";
import type { App } from "../app.js";
import { Body, Identifier } from "../schemas.js";

export function enrolmentRoutes(app: App, context: EnrolmentsContext): void {
	app.post(
		"/api/enrolments",
		{
			schema: {
				summary: "Issue a one-time code for a new or replaced terminal",
				body: Body({ terminal: Identifier, name: Type.Optional(Type.String({ maxLength: 40 })) }),
				response: {
					201: Type.Object({ code: Type.String(), codeId: Type.String(), expiresMs: Type.Integer() }),
				},
			},
		},
		async (request, reply) => {
			const { terminal, name } = request.body;
			const known = await context.terminals.find(terminal);
			const issued = await context.enrol(terminal, name?.trim() || known?.name || terminal);
			return reply.status(201).send(issued);
		},
	);
}
