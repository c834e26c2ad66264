// Whether the host works, for whoever supervises it.
import type { HealthContext } from "../../context.js";
import type { App } from "../app.js";

export function healthRoutes(app: App, context: HealthContext): void {
	app.get("/healthz", { schema: { hide: true } }, async () => ({
		ok: await context.isHealthy(),
		ledgerLag: context.ledgerLag(),
	}));
}
