// Browser sessions.
import { Type } from "typebox";
import type { App } from "../app.js";
import { Body, Problem } from "../schemas.js";
import type { Security } from "../security.js";

export interface SessionContext {
	readonly security: Pick<Security, "login" | "logout" | "needsToken" | "permit">;
}

export function sessionRoutes(app: App, { security }: SessionContext): void {
	app.get(
		"/api/session",
		{
			schema: {
				summary: "Whether the API needs a session or the token",
				response: { 200: Type.Object({ needed: Type.Boolean() }) },
			},
		},
		async () => ({ needed: security.needsToken }),
	);

	app.post(
		"/api/session",
		{
			schema: {
				summary: "Exchange the operator's token for a session cookie",
				body: Body({ token: Type.String({ maxLength: 200 }) }),
				response: { 204: Type.Null(), 401: Problem, 429: Problem },
			},
		},
		async (request, reply) => {
			await security.login(request.body.token, request, reply);
			return reply.status(204).send(null);
		},
	);

	app.delete(
		"/api/session",
		{ schema: { summary: "End the session", response: { 204: Type.Null() } } },
		async (request, reply) => {
			security.logout(request, reply);
			return reply.status(204).send(null);
		},
	);
}
