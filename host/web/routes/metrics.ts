// Counters for Prometheus.
import type { MetricsContext } from "../../context.js";
import type { App } from "../app.js";

export function metricsRoutes(app: App, { metrics }: MetricsContext): void {
	app.get("/metrics", { schema: { hide: true } }, async (_request, reply) =>
		reply.type(metrics.contentType).send(await metrics.text()),
	);
}
