// The HTTP face: a fastify instance whose log is the host's log.
import fastify, { type FastifyInstance, LogController } from "fastify";
import { hostLimits } from "../limits.js";
import type { Host, HostOptions } from "../main.js";

export function openWeb(options: HostOptions, host: () => Host): FastifyInstance {
	const app = fastify({
		logger: {
			level: options.logLevel ?? "info",
			...(options.logStream ? { stream: options.logStream } : {}),
			redact: ["req.headers.authorization", "req.headers.cookie", "password", "secret", "token"],
		},
		bodyLimit: hostLimits.httpBodyBytesMax,
		logController: new LogController({ disableRequestLogging: true }),
	});
	app.get("/healthz", () => ({ ok: host().store.setting("merchant") !== undefined }));
	return app;
}
