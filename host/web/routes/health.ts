// Health check for process supervisors.
import type { HealthContext } from "../../context.js";
import type { App } from "../app.js";

export function healthRoutes(app: App, context: HealthContext): void {
	app.get("/healthz", { schema: { hide: true } }, async (_request, reply) => {
		const reasons = await context.troubles();
		const ok = reasons.length === 0;
		return reply.status(ok ? 200 : 503).send({ ok, ledgerLag: context.ledgerLag(), ...(!ok && { reasons }) });
	});
}
