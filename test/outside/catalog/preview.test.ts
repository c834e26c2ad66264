// Issue 12: a file of items was published as soon as it was chosen, unseen. What would change is shown first, and
// nothing else than that is published afterwards.
import { afterEach, describe, expect, it } from "vitest";
import type { Host } from "../../../host/compose/single.js";
import { Fixture } from "../../host/fixture.js";
import { header } from "./file.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const file = (...rows: string[]): string => [`${header},barcodes`, ...rows, ""].join("\n");
const espresso = "ESP,Espresso,coffee,240,EUR,standard,";
const before = file(espresso, "TEA,Tea,coffee,200,EUR,reduced,", "BUN,Bun,,90,EUR,zero,");
const after = file("TEA,Mint tea,coffee,220,EUR,standard,4006381333931", espresso, "CAK,Cake,,350,EUR,zero,");

interface Answer {
	readonly status: number;
	readonly body: Record<string, unknown> & { readonly digest: string };
}

async function send(host: Host, method: "POST" | "PUT", url: string, payload: string): Promise<Answer> {
	const headers = { host: "localhost", "content-type": "text/csv" };
	const reply = await host.web.inject({ method, url, headers, payload });
	return { status: reply.statusCode, body: reply.json() };
}

const preview = (host: Host, csv: string): Promise<Answer> => send(host, "POST", "/api/catalog/preview", csv);

describe("the preview of a file of items", () => {
	it("names what would be added, removed and changed, with old and new, and publishes nothing", async () => {
		const host = await fixture.open();
		await host.publishCatalog(Buffer.from(before));
		const { status, body } = await preview(host, after);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			...{ currency: "EUR", currencyBefore: "EUR", unchanged: 1, warnings: [] },
			added: [{ sku: "CAK", name: "Cake", priceMinor: 350 }],
			removed: [{ sku: "BUN", name: "Bun", priceMinor: 90 }],
			changed: [
				{
					...{ sku: "TEA", name: "Mint tea" },
					fields: [
						{ column: "name", before: "Tea", after: "Mint tea" },
						{ column: "price_minor", before: "200", after: "220" },
						{ column: "tax_class", before: "reduced", after: "standard" },
						{ column: "barcodes", before: "", after: "4006381333931" },
					],
				},
			],
		});
		expect(await host.catalogs.version()).toBe(1);
	});

	it("is of a first catalog, too, and of another currency", async () => {
		const host = await fixture.open();
		const first = await preview(host, before);
		expect(first.body).toMatchObject({ currencyBefore: "", unchanged: 0, removed: [], changed: [] });
		expect(first.body["added"]).toHaveLength(3);
		await host.publishCatalog(Buffer.from(before));
		const other = await preview(host, before.replaceAll("EUR", "USD"));
		expect(other.body).toMatchObject({ currencyBefore: "EUR", currency: "USD", unchanged: 3 });
		// As the host writes it, nothing changes.
		expect((await preview(host, await host.catalogs.csv())).body).toMatchObject({ unchanged: 3, changed: [] });
	});

	it("names every wrong line, and what there is to check", async () => {
		const host = await fixture.open();
		const wrong = await preview(host, before.replace("240", "x").replace("zero", "none"));
		expect([wrong.status, wrong.body["code"]]).toEqual([422, "CSV_FIELD_INVALID"]);
		expect(wrong.body["lines"]).toMatchObject([
			{ line: 2, column: "price_minor" },
			{ line: 4, column: "tax_class" },
		]);
		const long = "Organic fair trade dark chocolate with hazelnuts 100 g";
		const warned = await preview(host, before.replace("Espresso", long));
		expect(warned.body["warnings"]).toMatchObject([{ line: 2, code: "CSV_NAME_SHORTENED" }]);
		expect(await host.catalogs.version()).toBe(0);
	});
});

describe("publishing what was shown", () => {
	it("publishes exactly this file", async () => {
		const host = await fixture.open();
		await host.publishCatalog(Buffer.from(before));
		const { digest } = (await preview(host, after)).body;
		expect(digest).toMatch(/^[0-9a-f]{64}$/);
		const done = await send(host, "PUT", `/api/catalog?digest=${digest}`, after);
		expect([done.status, done.body["version"]]).toEqual([200, 2]);
		expect(await host.catalogs.csv()).toContain("TEA,Mint tea,coffee,220,EUR,standard,4006381333931");
	});

	it.each([
		["another file", (csv: string) => csv.replace("350", "35"), undefined],
		["a file with one byte more", (csv: string) => `${csv}\n`, undefined],
		["the same file over another catalog", (csv: string) => csv, before.replace("240", "230")],
	])("refuses %s", async (_name, change, meanwhile) => {
		const host = await fixture.open();
		await host.publishCatalog(Buffer.from(before));
		const { digest } = (await preview(host, after)).body;
		if (meanwhile !== undefined) await host.publishCatalog(Buffer.from(meanwhile));
		const version = await host.catalogs.version();
		const refused = await send(host, "PUT", `/api/catalog?digest=${digest}`, change(after));
		expect([refused.status, refused.body["code"]]).toEqual([409, "CATALOG_CHANGED"]);
		expect(await host.catalogs.version()).toBe(version);
	});
});
