// Changing routes: enrolment codes, catalogs, sessions.
import { Type } from "typebox";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { Host } from "../../main.js";
import type { App } from "../app.js";
import { Identifier, Problem } from "../schemas.js";
import type { Security } from "../security.js";

export function controlRoutes(app: App, host: () => Host, security: Security): void {
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
			security.login(request.body.token, reply);
			return reply.status(204).send(null);
		},
	);

	app.post(
		"/api/enrolments",
		{
			schema: {
				summary: "A one-time code for a terminal, new or replaced",
				body: Type.Object({ terminal: Identifier, name: Type.Optional(Type.String({ maxLength: 40 })) }),
				response: {
					201: Type.Object({ code: Type.String(), codeId: Type.String(), expiresMs: Type.Integer() }),
				},
			},
		},
		async (request, reply) => {
			const { terminal, name } = request.body;
			const known = await host().store.terminals.find(terminal);
			return reply.status(201).send(await host().enrol(terminal, name?.trim() || known?.name || terminal));
		},
	);

	app.get(
		"/api/catalog.csv",
		{ schema: { summary: "The items of the catalog as last published" } },
		async (_request, reply) => reply.type("text/csv; charset=utf-8").send(await host().catalogs.csv()),
	);

	void app.register(async (scope) => {
		scope.addContentTypeParser(
			"text/csv",
			{ parseAs: "buffer", bodyLimit: hostLimits.csvBytesMax },
			(_request, body, done) => done(null, body),
		);
		scope.put(
			"/api/catalog",
			{
				bodyLimit: hostLimits.csvBytesMax,
				schema: {
					summary:
						"Publish a catalog from text/csv: sku,name,category,price_minor,currency,tax_class[,barcodes]",
					response: { 200: Type.Object({ version: Type.Integer() }), 422: Problem },
				},
			},
			async (request) => {
				if (!Buffer.isBuffer(request.body)) throw new HostFault("HTTP_UNSUPPORTED", "send text/csv");
				return { version: await host().publishCatalog(request.body) };
			},
		);
	});
}
