// Upload and download of the catalog's items as CSV.
import { type Static, Type } from "typebox";
import { columnsText } from "../../catalog-columns.js";
import type { CatalogContext, CatalogPreview as Preview } from "../../context.js";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { App } from "../app.js";
import { CatalogItems, CatalogPreview, Problem, Published } from "../schemas.js";

const bodyLimit = hostLimits.csvBytesMax;

export function catalogRoutes(app: App, context: CatalogContext): void {
	app.get("/api/catalog.csv", { schema: { summary: "The items of the latest catalog" } }, async (_request, reply) =>
		reply.type("text/csv; charset=utf-8").send(await context.catalogCsv()),
	);

	app.get(
		"/api/catalog",
		{
			schema: {
				summary: "The items of the latest catalog, for choosing among them",
				response: { 200: CatalogItems },
			},
		},
		async () => {
			const source = await context.catalogSource();
			const items = (source?.items ?? []).map(({ sku, name, category, priceMinor }) => ({
				...{ sku, name, category, priceMinor },
			}));
			const { currency = "", version = 0, taxClasses = [] } = source ?? {};
			return { currency, version, taxClasses: taxClasses.map(({ name }) => name), items };
		},
	);

	void app.register(async (scope: App) => {
		scope.addContentTypeParser("text/csv", { parseAs: "buffer", bodyLimit }, (_request, body, done) =>
			done(null, body),
		);
		scope.post(
			"/api/catalog/preview",
			{
				bodyLimit,
				schema: {
					summary: "What a catalog from text/csv would change; nothing is published",
					response: { 200: CatalogPreview, 422: Problem },
				},
			},
			async (request) => previewView(await context.previewCatalog(csvOf(request.body))),
		);

		scope.put(
			"/api/catalog",
			{
				bodyLimit,
				schema: {
					summary: `Publish a catalog from text/csv: ${columnsText}`,
					querystring: Type.Object({
						digest: Type.Optional(
							Type.String({ maxLength: 64, description: "Of a preview: publish only what it showed" }),
						),
					}),
					response: { 200: Published, 409: Problem, 422: Problem },
				},
			},
			async (request) => {
				const { version, warnings } = await context.publishCatalog(csvOf(request.body), request.query.digest);
				return { version, warnings: [...warnings] };
			},
		);
	});
}

/** Throws HostFault HTTP_UNSUPPORTED. */
function csvOf(body: unknown): Buffer {
	if (!Buffer.isBuffer(body)) throw new HostFault("HTTP_UNSUPPORTED", "send text/csv");
	return body;
}

function previewView(preview: Preview): Static<typeof CatalogPreview> {
	const { added, removed, changed, warnings, ...more } = preview;
	return {
		...{ ...more, added: [...added], removed: [...removed], warnings: [...warnings] },
		changed: changed.map((item) => ({ ...item, fields: [...item.fields] })),
	};
}
