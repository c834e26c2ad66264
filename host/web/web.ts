// The HTTP server: API, live events, metrics and the dashboard's files. Its fastify instance also provides the host's
// log.
import { createServer as createTlsServer } from "node:https";
import type { TlsOptions } from "node:tls";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import swagger from "@fastify/swagger";
import fastify, { type FastifyServerFactory, LogController, type RawServerDefault } from "fastify";
import type { WebContext } from "../context.js";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { HostOptions } from "../options.js";
import type { App, TypeBoxProvider } from "./app.js";
import { boundConnections } from "./connections.js";
import { pageHeaders } from "./headers.js";
import { isLoopback, loopbackNames } from "./origin.js";
import { readNumbers } from "./numbers.js";
import { answerBrokenRequest, problemHandler } from "./problems.js";
import { receiptPageRoute } from "./routes/receipt-links.js";
import { routes } from "./routes/registry.js";
import { Security, wrongTokens } from "./security.js";

/** Paths that need no token, because they reveal nothing secret or are needed for the login. */
const openPaths = /^\/(healthz|api\/session|api\/openapi\.json|(?!api\/|metrics).*)$/;

const headers = pageHeaders({ hasInlineStyles: true });

const secretFields = [
	"req.headers.authorization",
	"req.headers.cookie",
	...["*.password", "*.secret", "*.token", "password", "secret", "token"],
];

const requestTimeoutMs = 30_000;
const headLimits = {
	headersTimeout: hostLimits.httpHeadMs,
	connectionsCheckingInterval: hostLimits.httpReviewMs,
};
/** Of TLS, after which the time for the head of a request begins. */
const handshakeTimeout = hostLimits.httpHeadMs;
/** Node answers a request without Host by itself, without our body; `foreignHeader` refuses it as well. */
const requireHostHeader = false;

/** Throws HostFault HTTP_NOT_AUTHORISED or HTTP_IN_CLEAR if it would listen beyond loopback without a token or TLS. */
export function createApp(options: HostOptions, tls: TlsOptions | undefined): App {
	const { httpHost = "127.0.0.1", operatorToken, isBehindProxy = false, logLevel, logStream } = options;
	const reached = reachedBy(options);
	if (operatorToken === undefined && reached !== undefined)
		throw new HostFault("HTTP_NOT_AUTHORISED", `${reached} needs an operator token`);
	if (!isLoopback(httpHost) && !tls && !isBehindProxy) throw new HostFault("HTTP_IN_CLEAR", httpHost);
	const app: App = fastify({
		logger: {
			...{ level: logLevel ?? "info", redact: secretFields, serializers: { error: errorFields } },
			...(logStream && { stream: logStream }),
		},
		logController: new LogController({ disableRequestLogging: true }),
		bodyLimit: hostLimits.httpBodyBytesMax,
		requestTimeout: requestTimeoutMs,
		forceCloseConnections: true,
		// Limits count by the address that the proxy names, or all customers would share one.
		trustProxy: isBehindProxy && ((_address, hop): boolean => hop === 0),
		http: { requireHostHeader, ...headLimits },
		...(tls && { serverFactory: tlsServers(tls) }),
		// JSON says what type a value has: 5 is no name. See `readNumbers` for the parts of an address, which do not.
		ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
		// For addresses that the router cannot read, before there are hooks.
		frameworkErrors: (error, request, reply) => {
			void reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
			app.errorHandler(error, request, reply);
		},
		clientErrorHandler: answerBrokenRequest,
	}).withTypeProvider<TypeBoxProvider>();
	return app;
}

/** By what others than this machine's users reach the host: a proxy listens on loopback for all of them. */
function reachedBy({ httpHost = "127.0.0.1", isBehindProxy = false, hostNames = [] }: HostOptions): string | undefined {
	if (!isLoopback(httpHost)) return `listening on ${httpHost}`;
	const name = hostNames.find((each) => !isLoopback(each) && !loopbackNames.some((own) => own === each));
	return isBehindProxy ? "a reverse proxy" : name && `the name ${name}`;
}

function tlsServers(tls: TlsOptions): FastifyServerFactory<RawServerDefault> {
	return (handler) =>
		createTlsServer(
			{ ...tls, requireHostHeader, requestTimeout: requestTimeoutMs, ...headLimits, handshakeTimeout },
			handler,
		);
}

/** JSON shows nothing of an error by itself. `code`: the engine's or the system's own, such as SQLITE_FULL. */
function errorFields(error: unknown): unknown {
	if (!(error instanceof Error)) return error;
	const { message, stack } = error;
	return { message, stack, ...("code" in error && { code: error.code }) };
}

/**
 * The names by which browsers reach this host; undefined for every name. This machine's own names always count: its
 * tools use them, and no other machine's browser does.
 */
function namesOf({ httpHost = "127.0.0.1", hostNames }: HostOptions): readonly string[] | undefined {
	if (!hostNames && !isLoopback(httpHost)) return undefined;
	return [...loopbackNames, ...(hostNames ?? [])];
}

/** Adds all routes, hooks and error handlers. */
export async function serveRoutes(app: App, options: HostOptions, context: WebContext): Promise<void> {
	const { operatorToken, dashboardDir } = options;
	boundConnections(app.server, () => context.refuse("HTTP_TOO_MANY", { detail: "connections" }));
	app.setErrorHandler(problemHandler(context));
	app.server.on("clientError", ({ code }: NodeJS.ErrnoException) => {
		if (code !== "ECONNRESET") context.refuse("HTTP_BAD_REQUEST", { detail: code });
	});
	app.setNotFoundHandler(() => {
		throw new HostFault("HTTP_NOT_FOUND");
	});
	await app.register(cookie);
	await app.register(helmet, headers);
	await app.register(rateLimit, { global: false });
	const countWrong = app.createRateLimit(wrongTokens);
	const security = new Security({
		operatorToken,
		hostNames: namesOf(options),
		receiptName: options.settings?.receiptAddress && new URL(options.settings.receiptAddress).hostname,
		isSecure: options.webTls !== undefined || options.isBehindProxy === true,
		clock: context.clock,
		isFlood: async (request) => {
			const wrong = await countWrong(request);
			return !wrong.isAllowed && wrong.isExceeded;
		},
	});
	app.addHook("onRequest", async (request, reply) => {
		// The router takes "*" for "/".
		if (!/^(\/|https?:\/\/)/i.test(request.url))
			throw new HostFault("HTTP_BAD_REQUEST", "the address takes a path");
		const path = request.url.split("?", 1)[0]!;
		if (path.startsWith("/api/")) void reply.header("cache-control", "no-store");
		// The router decodes "/%61pi" to "/api", so both the requested path and the matched route have to be open.
		const { url: route = path } = request.routeOptions;
		const isOpen = openPaths.test(path) && openPaths.test(route);
		await security.check(request, { isOpen, isReceipt: route === receiptPageRoute });
	});
	app.addHook("preValidation", async (request) => {
		const { params, querystring } = request.routeOptions.schema ?? {};
		readNumbers(request.params, params);
		readNumbers(request.query, querystring);
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
