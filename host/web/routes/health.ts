// Health check for process supervisors.
import type { HealthContext } from "../../context.js";
import type { App } from "../app.js";

export function healthRoutes(app: App, context: HealthContext): void {
	app.get("/healthz", { schema: { hide: true } }, async (_request, reply) => {
		const ok = await context.isHealthy();
		return reply.status(ok ? 200 : 503).send({ ok, ledgerLag: context.ledgerLag() });
	});
}
