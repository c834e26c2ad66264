import { describe, expect, it } from "vitest";
import { buildCatalog, type CatalogSource } from "../../firmware/catalog/builder.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { foldWords } from "../../firmware/catalog/text.js";
import { Fault } from "../../firmware/core/fault.js";
import { imageOf, marketCatalog, memorySource } from "./market.js";

describe("a catalog image", () => {
	const source = marketCatalog(1_000);
	const image = imageOf(source);

	it("finds every item by its SKU and by each of its barcodes", () => {
		for (const item of source.items)
			for (const code of [item.sku, ...item.barcodes])
				expect(image.find(code)).toMatchObject({ sku: item.sku, name: item.name, priceMinor: item.priceMinor });
	});

	it("finds nothing for codes it does not hold, however odd", () => {
		for (const code of ["", "M", "M99999X", "4000000000000", "\u0000", "💳", "x".repeat(10_000)]) expect(image.find(code)).toBeUndefined();
	});

	it("takes a UPC-A code and the EAN-13 it equals for one", () => {
		const upc = "036000291452";
		const one = (barcode: string): CatalogImage =>
			imageOf({ ...source, items: [{ ...source.items[0]!, barcodes: [barcode] }], promotions: [] });
		expect(one(upc).find(`0${upc}`)?.sku).toBe(source.items[0]!.sku);
		expect(one(`0${upc}`).find(upc)?.sku).toBe(source.items[0]!.sku);
	});

	it("looks a code up in a handful of small reads", () => {
		const bytes = memorySource(buildCatalog(source));
		const measured = new CatalogImage({ source: bytes });
		bytes.reads = 0;
		measured.find(source.items[777]!.barcodes[0]!);
		expect(bytes.reads).toBeLessThanOrEqual(15);
	});

	it("gives back header, tax rates, promotions and favourites as they went in", () => {
		expect(image.headerLines).toEqual(source.headerLines);
		expect(image).toMatchObject({ version: 1, utcOffsetMinutes: 120, itemCount: 1_000, favouriteCount: 48 });
		expect(image.currency.code).toBe("EUR");
		expect(image.openPriceTaxRateBasisPoints).toBe(1_000);
		const group = image.find(source.items[1]!.sku)!.category;
		expect(image.promotions).toEqual([{ id: "MORNING", name: "10 % morning", basisPoints: 1_000, category: group, window: undefined }]);
		expect(image.favourite(3)?.sku).toBe(source.items[3]!.sku);
		expect(image.favourite(48)).toBeUndefined();
		expect(image.find(source.items[4]!.sku)?.taxRateBasisPoints).toBe(1_000);
	});

	it("keeps a promotion's window", () => {
		const window = { fromSeconds: 5, untilSeconds: 4_000_000_000, weekdays: 0b0111110, fromMinute: 360, untilMinute: 660 };
		const promotion = { id: "P", name: "Early", basisPoints: 1, category: undefined, window };
		expect(imageOf({ ...source, promotions: [promotion] }).promotions).toEqual([promotion]);
	});

	it("is found by the first letters of any words, in any order, with or without accents", () => {
		expect(image.search("cafe cr 2").map((item) => item.name)).toContain("Café crème small 2");
		expect(image.search("2 café")[0]!.name).toMatch(/^Café crème/);
		expect(image.search("broet")).toEqual([]);
		expect(image.search("BROT").every((item) => item.name.startsWith("Brötchen"))).toBe(true);
		expect(image.search("lemonades")).toEqual([]);
		expect(image.search("  ")).toEqual([]);
		expect(image.search("l")).toHaveLength(6);
	});

	it("is the same bytes for the same items in another order", () => {
		const favourites = source.items.slice(0, 10).map((item) => item.sku);
		const turned = { ...source, favourites, items: [...source.items].reverse() };
		expect(buildCatalog(turned)).toEqual(buildCatalog({ ...source, favourites }));
	});

	it("reports damage as a fault, wherever a byte flips, and never crashes", () => {
		const bytes = buildCatalog(marketCatalog(40));
		for (let at = 0; at < bytes.length; at += 3) {
			const damaged = bytes.slice();
			damaged[at]! ^= 1 << (at % 8);
			try {
				const read = new CatalogImage({ source: memorySource(damaged) });
				for (let i = 0; i < read.itemCount; i++) read.item(i);
				read.search("c");
				read.find("M00000");
			} catch (error) {
				expect(error).toBeInstanceOf(Fault);
			}
		}
	});

	it("is not mistaken for one when it is random, empty or cut short", () => {
		const whole = buildCatalog(marketCatalog(5));
		for (const bytes of [new Uint8Array(0), new Uint8Array(500).fill(0xff), whole.subarray(0, whole.length - 1), whole.subarray(0, 90)])
			expect(() => new CatalogImage({ source: memorySource(bytes) })).toThrow(Fault);
	});
});

describe("the catalog builder", () => {
	const good = marketCatalog(3);
	const withItem = (change: object): CatalogSource => ({ ...good, items: [good.items[0]!, { ...good.items[1]!, ...change }] });

	it.each<[string, CatalogSource, string]>([
		["a negative price", withItem({ priceMinor: -1 }), "price -1"],
		["an absurd price", withItem({ priceMinor: 10_000_001 }), "price 10000001"],
		["a price that is no integer", withItem({ priceMinor: 2.5 }), "price 2.5"],
		["a price that is no number", withItem({ priceMinor: Number.NaN }), "price NaN"],
		["two items of one SKU", withItem({ sku: good.items[0]!.sku }), "also that of"],
		["a barcode that is another item's SKU", withItem({ barcodes: [good.items[0]!.sku] }), "also that of"],
		["a name with control characters", withItem({ name: "Tea\u001b@" }), "name"],
		["a blank name", withItem({ name: " " }), "name"],
		["an unknown tax class", withItem({ taxClass: "luxury" }), "luxury"],
		["an unknown currency", { ...good, currency: "XXX" }, "currency"],
		["a currency that is a property of objects", { ...good, currency: "constructor" }, "currency"],
		["a rate above 100 %", { ...good, taxClasses: [{ name: "standard", rateBasisPoints: 10_001 }] }, "rate"],
		["a favourite that is no item", { ...good, favourites: ["NOPE"] }, "NOPE"],
		["a promotion on an unknown category", { ...good, promotions: [{ ...good.promotions[0]!, category: "none" }] }, "category"],
		["a version of nought", { ...good, version: 0 }, "version"],
	])("refuses %s and names it", (_, source, detail) => {
		const build = (): Uint8Array => buildCatalog(source);
		expect(build).toThrow(Fault);
		expect(build).toThrow(`CATALOG_INVALID`);
		expect(build).toThrow(detail);
	});

	it("refuses more than fits", () => {
		const long = "A name of exactly forty characters 123 x";
		const many = marketCatalog(4_096);
		const items = many.items.map((item, i) => ({ ...item, sku: `S${i}`, name: `${i} ${long}`.slice(0, 40) }));
		expect(() => buildCatalog({ ...many, items })).toThrow("CATALOG_TOO_LARGE");
		expect(() => buildCatalog(marketCatalog(4_097))).toThrow("CATALOG_INVALID");
	});
});

describe("folding for search", () => {
	it("drops marks and parts words at anything but letters, digits and apostrophes", () => {
		expect(foldWords("Café-crème  «Größe 5» Mom's Ľupča")).toEqual(["cafe", "creme", "grose", "5", "moms", "lupca"]);
		expect(foldWords("Чай с лимоном")).toEqual(["чай", "с", "лимоном"]);
	});
});
