// Upload and download of the catalog's items as CSV.
import { columnsText } from "../../catalog-columns.js";
import type { CatalogContext } from "../../context.js";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { App } from "../app.js";
import { Problem, Published } from "../schemas.js";

const bodyLimit = hostLimits.csvBytesMax;

export function catalogRoutes(app: App, context: CatalogContext): void {
	app.get("/api/catalog.csv", { schema: { summary: "The items of the latest catalog" } }, async (_request, reply) =>
		reply.type("text/csv; charset=utf-8").send(await context.catalogCsv()),
	);

	void app.register(async (scope) => {
		scope.addContentTypeParser("text/csv", { parseAs: "buffer", bodyLimit }, (_request, body, done) =>
			done(null, body),
		);
		scope.put(
			"/api/catalog",
			{
				bodyLimit,
				schema: {
					summary: `Publish a catalog from text/csv: ${columnsText}`,
					response: { 200: Published, 422: Problem },
				},
			},
			async (request) => {
				if (!Buffer.isBuffer(request.body)) throw new HostFault("HTTP_UNSUPPORTED", "send text/csv");
				const { version, warnings } = await context.publishCatalog(request.body);
				return { version, warnings: [...warnings] };
			},
		);
	});
}
