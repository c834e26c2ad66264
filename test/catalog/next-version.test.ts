import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { head } from "../../firmware/catalog/format.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { offsetMinutesAt } from "../../firmware/core/local-time.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { buildNextCatalog, nextPromotion, nextTaxClass, nextTaxMode } from "../compatibility/next/catalog.js";
import { marketCatalog, memorySource, withByte } from "./market.js";
import { promotionsOf } from "./promotions.js";

const rows = Uint8Array.from({ length: 60 }, (_, i) => i);
const source = { ...marketCatalog(300), logo: { widthBytes: 3, height: 20, rows } };
const [conditional, levied, plain] = [0, 1, 2].map((at) => source.items[at]!);
const bytes = buildNextCatalog(source, { conditional: conditional!.sku, levied: levied!.sku });
const unapplied = [`tax mode ${nextTaxMode}`, `tax class ${nextTaxClass}`.slice(0, 24), nextPromotion.id];

describe("a catalog of a newer version in a format that this one reads", () => {
	const today = new CatalogImage({ source: memorySource(buildCatalog(source)) });
	const image = new CatalogImage({ source: memorySource(bytes) });

	it("is opened, and items are found by every code at their price", () => {
		expect(image.itemCount).toBe(300);
		for (const item of source.items.slice(2))
			for (const code of [item.sku, ...item.barcodes])
				expect(image.find(code)).toMatchObject({ sku: item.sku, name: item.name, priceMinor: item.priceMinor });
		for (let index = 0; index < 300; index++) {
			const item = today.item(index)!;
			if (item.sku !== conditional!.sku && item.sku !== levied!.sku) expect(image.item(index)).toEqual(item);
		}
	});

	it("shows, searches and prints the content that this version knows", () => {
		for (let at = 0; at < 48; at++) expect(image.favourite(at)).toMatchObject({ name: today.favourite(at)!.name });
		for (const query of ["c", "cafe cr 2", "lem 14"])
			expect(image.search(query).map(({ sku }) => sku)).toEqual(today.search(query).map(({ sku }) => sku));
		expect(image.headerLines).toEqual(today.headerLines);
		expect(image.logo!.rows(3, 10)).toEqual(rows.slice(9, 39));
		expect(image.openPriceTaxRates).toEqual(today.openPriceTaxRates);
		expect(promotionsOf(image)).toEqual(promotionsOf(today));
		expect(image.zoneName).toBe("Europe/Vienna");
		expect(offsetMinutesAt(image.zoneAt(1_780_000_000_000), 1_780_000_000_000)).toBe(120);
		expect(image).toMatchObject({ version: 1, country: "AT", dayEndMinutes: 240, format: 1 });
	});

	it("lists the rules that this version cannot apply, and keeps the tax mode as a number", () => {
		expect(image.unapplied).toEqual(unapplied);
		expect(image.terms).toEqual({ currency: "EUR", country: "AT", taxMode: nextTaxMode });
	});

	it("lists items that this version cannot sell correctly, and refuses to sell them", () => {
		for (const item of [conditional!, levied!]) {
			expect(image.findEntry(item.sku)).toMatchObject({
				name: item.name,
				priceMinor: item.priceMinor,
				taxRates: undefined,
			});
			expect(() => image.find(item.sku)).toThrow("CATALOG_UNREADABLE");
			expect(() => image.item(image.findEntry(item.sku)!.index)).toThrow("CATALOG_UNREADABLE");
		}
		const shown = Array.from({ length: 48 }, (_, at) => image.favourite(at)?.sku);
		expect(shown).toContain(levied!.sku);
	});

	it("refuses open prices if their tax class cannot be applied", () => {
		const changed = new CatalogImage({
			source: memorySource(withByte(bytes, head.openPriceTaxClass, source.taxClasses.length)),
		});
		expect(() => changed.openPriceTaxRates).toThrow("CATALOG_UNREADABLE");
	});
});

const unavailable = await xsUnavailable();
describe.skipIf(unavailable !== undefined)("a catalog of a newer version on XS", () => {
	let xs: XsBench;
	beforeAll(async () => {
		const flash = new NorFlash({ sizeBytes: 262_144 });
		flash.program(0, bytes);
		xs = await XsBench.open(new URL("lookup-guest.ts", import.meta.url).pathname, {
			ports: { catalogFlash: flash },
		});
		xs.call("open", bytes.length);
	});
	afterAll(() => xs?.close());

	it("is read as on V8", () => {
		for (const item of source.items.slice(2, 40)) expect(xs.call("find", item.sku)).toBe(item.name);
		expect(JSON.parse(String(xs.call("unapplied")))).toEqual(unapplied);
		expect(() => xs.call("find", levied!.sku)).toThrow("CATALOG_UNREADABLE");
		expect(xs.call("find", plain!.sku)).toBe(plain!.name);
	});
});
