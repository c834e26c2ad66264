// The HTTP server: API, live events, metrics and the dashboard's files. Its fastify instance also provides the host's
// log.
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import swagger from "@fastify/swagger";
import fastify, { LogController } from "fastify";
import type { WebContext } from "../context.js";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { HostOptions } from "../options.js";
import type { App, TypeBoxProvider } from "./app.js";
import { boundConnections } from "./connections.js";
import { pageHeaders } from "./headers.js";
import { isLoopback, loopbackNames } from "./origin.js";
import { problemHandler } from "./problems.js";
import { routes } from "./routes/registry.js";
import { loginFailures, Security } from "./security.js";

/** Paths that need no token, because they reveal nothing secret or are needed for the login. */
const openPaths = /^\/(healthz|api\/session|api\/openapi\.json|(?!api\/|metrics).*)$/;

const headers = pageHeaders({
	frameAncestors: ["'self'", "http://127.0.0.1:*", "http://localhost:*"],
	resourcePolicy: "same-site",
	hasInlineStyles: true,
});

const secretFields = [
	"req.headers.authorization",
	"req.headers.cookie",
	...["*.password", "*.secret", "*.token", "password", "secret", "token"],
];

/** Throws HostFault HTTP_NOT_AUTHORISED when it would listen beyond loopback without a token. */
export function createApp({ httpHost = "127.0.0.1", operatorToken, logLevel, logStream }: HostOptions): App {
	if (!isLoopback(httpHost) && operatorToken === undefined)
		throw new HostFault("HTTP_NOT_AUTHORISED", `listening on ${httpHost} needs an operator token`);
	return fastify({
		logger: {
			...{ level: logLevel ?? "info", redact: secretFields, serializers: { error: errorFields } },
			...(logStream && { stream: logStream }),
		},
		logController: new LogController({ disableRequestLogging: true }),
		bodyLimit: hostLimits.httpBodyBytesMax,
		requestTimeout: 30_000,
		http: { headersTimeout: hostLimits.httpHeadMs, connectionsCheckingInterval: hostLimits.httpReviewMs },
		forceCloseConnections: true,
	}).withTypeProvider<TypeBoxProvider>();
}

/** JSON shows nothing of an error by itself. `code`: the engine's or the system's own, such as SQLITE_FULL. */
function errorFields(error: unknown): unknown {
	if (!(error instanceof Error)) return error;
	const { message, stack } = error;
	return { message, stack, ...("code" in error && { code: error.code }) };
}

/** Adds all routes, hooks and error handlers. */
export async function serveRoutes(app: App, options: HostOptions, context: WebContext): Promise<void> {
	const { httpHost = "127.0.0.1", operatorToken, dashboardDir } = options;
	boundConnections(app.server, () => context.refuse("HTTP_TOO_MANY", { detail: "connections" }));
	app.setErrorHandler(problemHandler(context));
	app.setNotFoundHandler(() => {
		throw new HostFault("HTTP_NOT_FOUND");
	});
	await app.register(cookie);
	await app.register(helmet, headers);
	await app.register(rateLimit, { global: false });
	const countFailure = app.createRateLimit({ ...loginFailures, keyGenerator: () => "login" });
	const security = new Security({
		operatorToken,
		hostNames: options.hostNames ?? (isLoopback(httpHost) ? loopbackNames : undefined),
		clock: context.clock,
		isFlood: async (request) => {
			const failures = await countFailure(request);
			return !failures.isAllowed && failures.isExceeded;
		},
	});
	app.addHook("onRequest", async (request, reply) => {
		const path = request.url.split("?", 1)[0]!;
		if (path.startsWith("/api/")) void reply.header("cache-control", "no-store");
		// The router decodes "/%61pi" to "/api", so both the requested path and the matched route have to be open.
		security.check(request, openPaths.test(path) && openPaths.test(request.routeOptions.url ?? path));
	});
	await app.register(swagger, { openapi: { openapi: "3.1.0", info: { title: "Tillmark host", version: "1" } } });
	await app.register(async (scope: App) => {
		for (const addRoutes of routes) addRoutes(scope, { ...context, security });
		scope.get("/api/openapi.json", { schema: { hide: true } }, () => app.swagger());
		if (dashboardDir === undefined)
			scope.get("/", { schema: { hide: true } }, () => ({ api: "/api/openapi.json" }));
		else await scope.register(fastifyStatic, { root: dashboardDir, cacheControl: false });
	});
}
