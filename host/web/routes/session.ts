// Browser sessions.
import { Type } from "typebox";
import type { App } from "../app.js";
import { Problem } from "../schemas.js";
import type { Security } from "../security.js";

export interface SessionContext {
	readonly security: Pick<Security, "login">;
}

export function sessionRoutes(app: App, { security }: SessionContext): void {
	app.post(
		"/api/session",
		{
			schema: {
				summary: "Exchange the operator's token for a session cookie",
				body: Type.Object({ token: Type.String({ maxLength: 200 }) }),
				response: { 204: Type.Null(), 401: Problem },
			},
		},
		async (request, reply) => {
			await security.login(request.body.token, request, reply);
			return reply.status(204).send(null);
		},
	);
}
