// The HTTP face: API, live events, metrics and the dashboard's files. Its fastify instance also owns the host's log.
import swagger from "@fastify/swagger";
import fastifyStatic from "@fastify/static";
import fastify, { type FastifyInstance, LogController } from "fastify";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { Host, HostOptions } from "../main.js";
import type { App, TypeBoxProvider } from "./app.js";
import { EventStream } from "./event-stream.js";
import { problemHandler } from "./problems.js";
import { controlRoutes } from "./routes/control.js";
import { firmwareRoutes } from "./routes/firmware.js";
import { paymentRoutes } from "./routes/payments.js";
import { reportRoutes } from "./routes/reports.js";
import { isLoopback, loopbackNames, Security } from "./security.js";

/** Reached without a token, as asked for and as routed: what holds nothing, and the page that asks for the token. */
const openPaths = /^\/(healthz|api\/session|api\/openapi\.json|(?!api\/|metrics).*)$/;

const headers = {
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"cross-origin-resource-policy": "same-site",
	"content-security-policy":
		"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
		"frame-ancestors 'self' http://127.0.0.1:* http://localhost:*",
};

/**
 * `host` is called only once requests come. Throws HostFault HTTP_NOT_AUTHORISED when it would listen beyond loopback
 * without a token.
 */
export function openWeb(options: HostOptions, host: () => Host): FastifyInstance {
	const { httpHost = "127.0.0.1", operatorToken, dashboardDir } = options;
	if (!isLoopback(httpHost) && operatorToken === undefined)
		throw new HostFault("HTTP_NOT_AUTHORISED", `listening on ${httpHost} needs an operator token`);
	const app: App = fastify({
		logger: {
			level: options.logLevel ?? "info",
			...(options.logStream ? { stream: options.logStream } : {}),
			redact: [
				"req.headers.authorization",
				"req.headers.cookie",
				"*.password",
				"*.secret",
				"*.token",
				"password",
				"secret",
				"token",
			],
		},
		logController: new LogController({ disableRequestLogging: true }),
		bodyLimit: hostLimits.httpBodyBytesMax,
		requestTimeout: 30_000,
		forceCloseConnections: true,
	}).withTypeProvider<TypeBoxProvider>();
	const hostNames = options.hostNames ?? (isLoopback(httpHost) ? [...loopbackNames] : undefined);
	const security = new Security({ operatorToken, hostNames, now: () => host().clock.now() });
	let events: EventStream | undefined;

	app.setErrorHandler(problemHandler(host));
	app.setNotFoundHandler(() => {
		throw new HostFault("HTTP_NOT_FOUND");
	});
	app.addHook("onRequest", async (request, reply) => {
		void reply.headers(headers);
		const path = request.url.split("?", 1)[0]!;
		if (path.startsWith("/api/")) void reply.header("cache-control", "no-store");
		// The router reads "/%61pi" as "/api": what it found counts beside what was asked for.
		security.check(request, openPaths.test(path) && openPaths.test(request.routeOptions.url ?? path));
	});
	app.addHook("preClose", async () => events?.close());

	void app.register(swagger, { openapi: { openapi: "3.1.0", info: { title: "Tillmark host", version: "1" } } });
	void app.register(async (scope: App) => {
		reportRoutes(scope, host);
		controlRoutes(scope, host, security);
		firmwareRoutes(scope, host);
		paymentRoutes(scope, host);
		scope.get(
			"/api/events",
			{ schema: { summary: "Live events: overview, receipt, terminal, alarm, payment, catalog" } },
			(_request, reply) => {
				events ??= new EventStream(host());
				events.add(reply);
			},
		);
		scope.get("/api/openapi.json", { schema: { hide: true } }, () => app.swagger());
		scope.get("/healthz", { schema: { hide: true } }, async () => ({
			ok: (await host().store.settings.owner()) !== undefined,
			ledgerLag: host().ledgers.lag,
		}));
		scope.get("/metrics", { schema: { hide: true } }, async (_request, reply) => {
			const { registry } = host().metrics;
			return reply.type(registry.contentType).send(await registry.metrics());
		});
		if (dashboardDir === undefined)
			scope.get("/", { schema: { hide: true } }, () => ({ api: "/api/openapi.json" }));
		else void scope.register(fastifyStatic, { root: dashboardDir, cacheControl: false });
	});
	return app as unknown as FastifyInstance;
}
