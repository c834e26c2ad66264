import { describe, expect, it } from "vitest";
import { buildCatalog, type CatalogSource } from "../../firmware/catalog/builder.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { equalTerms } from "../../firmware/catalog/terms.js";
import { foldWords } from "../../firmware/catalog/text.js";
import { Fault } from "../../firmware/core/fault.js";
import { localText, offsetMinutesAt } from "../../firmware/core/local-time.js";
import { TaxMode } from "../../firmware/wire/record.js";
import { imageOf, marketCatalog, memorySource } from "./market.js";
import { promotionsOf } from "./promotions.js";

describe("a catalog image", () => {
	const source = marketCatalog(1_000);
	const image = imageOf(source);

	it("finds every item by its SKU and by each of its barcodes", () => {
		for (const item of source.items)
			for (const code of [item.sku, ...item.barcodes])
				expect(image.find(code)).toMatchObject({ sku: item.sku, name: item.name, priceMinor: item.priceMinor });
	});

	it("finds nothing for unknown codes, however unusual", () => {
		for (const code of ["", "M", "M99999X", "4000000000000", "\u0000", "💳", "x".repeat(10_000)])
			expect(image.find(code)).toBeUndefined();
	});

	it("treats a UPC-A code and its EAN-13 as the same", () => {
		const upc = "036000291452";
		const one = (barcode: string): CatalogImage =>
			imageOf({ ...source, items: [{ ...source.items[0]!, barcodes: [barcode] }], promotions: [] });
		expect(one(upc).find(`0${upc}`)?.sku).toBe(source.items[0]!.sku);
		expect(one(`0${upc}`).find(upc)?.sku).toBe(source.items[0]!.sku);
	});

	it("looks up a code in a few small reads", () => {
		const bytes = memorySource(buildCatalog(source));
		const measured = new CatalogImage({ source: bytes });
		bytes.reads = 0;
		measured.find(source.items[777]!.barcodes[0]!);
		expect(bytes.reads).toBeLessThanOrEqual(15);
	});

	it("returns head, tax rates, promotions and favourites as built", () => {
		expect(image.headerLines).toEqual(source.headerLines);
		expect(image).toMatchObject({
			format: 1,
			version: 1,
			country: "AT",
			taxMode: 0,
			dayEndMinutes: 240,
			itemCount: 1_000,
			favouriteCount: 48,
		});
		expect(image.currency).toMatchObject({ code: "EUR", decimals: 2 });
		expect(image.openPriceTaxRates).toEqual([{ rateMillipercent: 10_000, authority: "", jurisdiction: "" }]);
		const group = image.find(source.items[1]!.sku)!.category;
		expect(promotionsOf(image)).toEqual([
			{
				id: "MORNING",
				name: "10 % morning",
				kind: "percent",
				basisPoints: 1_000,
				category: group,
				window: undefined,
			},
		]);
		expect(image.unapplied).toEqual([]);
		expect(image.favourite(3)?.sku).toBe(source.items[3]!.sku);
		expect(image.favourite(48)).toBeUndefined();
		expect(image.find(source.items[4]!.sku)?.taxRates).toBe(image.openPriceTaxRates);
	});

	it("has defaults for omitted fields: no country, tax included, UTC, days that end at midnight", () => {
		const { version, currency, headerLines, taxClasses, promotions, items } = source;
		const plain = imageOf({ version, currency, headerLines, taxClasses, promotions, items });
		expect(plain).toMatchObject({
			country: "",
			taxMode: TaxMode.inclusive,
			dayEndMinutes: 0,
			weightPrefixes: 0,
			zoneName: "UTC",
		});
		expect(plain.openPriceTaxRates).toEqual([{ rateMillipercent: 20_000, authority: "", jurisdiction: "" }]);
		expect(localText(0, plain.zoneAt(0))).toBe("1970-01-01 00:00");
	});

	it("returns all rates of an item's class, one array per class, sorted by rate, authority, jurisdiction", () => {
		const state = { rateMillipercent: 4_000, authority: "US-NY" };
		const city = { rateMillipercent: 4_500, authority: "US-NY", jurisdiction: "NYC" };
		const transit = { rateMillipercent: 375, authority: "US-NY", jurisdiction: "MCTD" };
		const taxClasses = [
			{ name: "standard", rates: [city, state, transit] },
			{ name: "reduced", rates: [state] },
			{ name: "zero", rates: [{ rateMillipercent: 0 }] },
		];
		const taxed = imageOf({ ...source, taxMode: TaxMode.exclusive, taxClasses });
		const [standard, reduced, zero] = [0, 1, 2].map((at) => taxed.find(source.items[at]!.sku)!.taxRates);
		expect(standard).toEqual([transit, { ...state, jurisdiction: "" }, city]);
		expect(reduced).toEqual([{ ...state, jurisdiction: "" }]);
		expect(zero).toEqual([{ rateMillipercent: 0, authority: "", jurisdiction: "" }]);
		expect(taxed.find(source.items[3]!.sku)!.taxRates).toBe(standard);
		expect(taxed.taxMode).toBe(TaxMode.exclusive);
	});

	it("returns its terms, which are equal if currency, country and tax mode are", () => {
		const { terms } = image;
		expect(terms).toEqual({ currency: "EUR", country: "AT", taxMode: 0 });
		expect(equalTerms(terms, imageOf({ ...source, version: 9, items: [], promotions: [] }).terms)).toBe(true);
		for (const change of [{ currency: "JPY" }, { country: "FI" }, { taxMode: TaxMode.exclusive }])
			expect(equalTerms(terms, imageOf({ ...source, ...change }).terms)).toBe(false);
	});

	it("knows local time at any date, in summer and winter, before and after its table", () => {
		const { name, transitions } = source.zone!;
		expect(image.zoneName).toBe(name);
		const times = transitions.flatMap(({ fromSeconds }) =>
			[-86_400, -1, 0, 1, 86_400].map((by) => (fromSeconds + by) * 1_000),
		);
		for (const wallMs of [0, ...times, 4e12, ...times.toReversed()])
			expect(offsetMinutesAt(image.zoneAt(wallMs), wallMs)).toBe(offsetMinutesAt(transitions, wallMs));
		expect(localText(Date.UTC(2026, 2, 29, 0, 59), image.zoneAt(Date.UTC(2026, 2, 29, 0, 59)))).toBe(
			"2026-03-29 01:59",
		);
		expect(localText(Date.UTC(2026, 2, 29, 1), image.zoneAt(Date.UTC(2026, 2, 29, 1)))).toBe("2026-03-29 03:00");
	});

	it("reads the time zone from flash only when the offset may have changed", () => {
		const bytes = memorySource(buildCatalog(source));
		const measured = new CatalogImage({ source: bytes });
		measured.zoneAt(1_780_000_000_000);
		bytes.reads = 0;
		for (let hour = 0; hour < 1_000; hour++) measured.zoneAt(1_780_000_000_000 + hour * 3_600_000);
		expect(bytes.reads).toBe(0);
	});

	it("keeps a promotion's window", () => {
		const window = {
			fromSeconds: 5,
			untilSeconds: 4_000_000_000,
			weekdays: 0b0111110,
			fromMinute: 360,
			untilMinute: 660,
		};
		const promotion = {
			id: "P",
			name: "Early",
			kind: "percent" as const,
			basisPoints: 1,
			category: undefined,
			window,
		};
		expect(promotionsOf(imageOf({ ...source, promotions: [promotion] }))).toEqual([promotion]);
	});

	it("finds items by the first letters of any words, in any order, with or without accents", () => {
		expect(image.search("cafe cr 2").map((item) => item.name)).toContain("Café crème small 2");
		expect(image.search("2 café")[0]!.name).toMatch(/^Café crème/);
		expect(image.search("broet")).toEqual([]);
		expect(image.search("BROT").every((item) => item.name.startsWith("Brötchen"))).toBe(true);
		expect(image.search("lemonades")).toEqual([]);
		expect(image.search("  ")).toEqual([]);
		expect(image.search("l")).toHaveLength(6);
	});

	it("has the same bytes for the same items in another order", () => {
		const favourites = source.items.slice(0, 10).map((item) => item.sku);
		const turned = { ...source, favourites, items: [...source.items].reverse() };
		expect(buildCatalog(turned)).toEqual(buildCatalog({ ...source, favourites }));
	});

	it("is not recognised in random, empty or truncated bytes", () => {
		const whole = buildCatalog(marketCatalog(5));
		for (const bytes of [
			new Uint8Array(0),
			new Uint8Array(500).fill(0xff),
			whole.subarray(0, whole.length - 1),
			whole.subarray(0, 90),
		])
			expect(() => new CatalogImage({ source: memorySource(bytes) })).toThrow(Fault);
	});
});

describe("the catalog builder", () => {
	const good = marketCatalog(3);
	const withItem = (change: object): CatalogSource => ({
		...good,
		items: [good.items[0]!, { ...good.items[1]!, ...change }],
	});

	const withRates = (rates: CatalogSource["taxClasses"][number]["rates"]): CatalogSource => ({
		...good,
		taxClasses: [{ name: "standard", rates }, ...good.taxClasses.slice(1)],
	});
	const withZone = (seconds: readonly number[]): CatalogSource => ({
		...good,
		zone: {
			name: "Europe/Vienna",
			transitions: seconds.map((fromSeconds) => ({ fromSeconds, offsetMinutes: 60 })),
		},
	});

	it.each<[string, CatalogSource, string]>([
		["a negative price", withItem({ priceMinor: -1 }), "price -1"],
		["a price beyond its 32 bits", withItem({ priceMinor: 4_294_967_296 }), "price 4294967296"],
		["a price that is not an integer", withItem({ priceMinor: 2.5 }), "price 2.5"],
		["a price that is not a number", withItem({ priceMinor: Number.NaN }), "price NaN"],
		["two items of one SKU", withItem({ sku: good.items[0]!.sku }), "also that of"],
		["a barcode that is another item's SKU", withItem({ barcodes: [good.items[0]!.sku] }), "also that of"],
		["a name with control characters", withItem({ name: "Tea\u001b@" }), "name"],
		["a blank name", withItem({ name: " " }), "name"],
		["an unknown tax class", withItem({ taxClass: "luxury" }), "luxury"],
		["an unknown currency", { ...good, currency: "XXX" }, "currency"],
		["a currency that is a property of objects", { ...good, currency: "constructor" }, "currency"],
		["a rate above 100 %", withRates([{ rateMillipercent: 100_001 }]), "rate 100001"],
		["a rate that is not an integer", withRates([{ rateMillipercent: 8.875 }]), "rate 8.875"],
		["a class without a rate", withRates([]), "0 rates"],
		[
			"a rate twice in a class",
			withRates([{ rateMillipercent: 5 }, { rateMillipercent: 5, authority: "" }]),
			"twice",
		],
		[
			"an authority of 17 characters",
			withRates([{ rateMillipercent: 5, authority: "a".repeat(17) }]),
			"aaaaaaaaaaaaaaaaa",
		],
		[
			"more rates than a sale has room for",
			withRates(Array.from({ length: 9 }, (_, i) => ({ rateMillipercent: i }))),
			"10 tax rates",
		],
		["a tax mode unknown to terminals", { ...good, taxMode: 2 }, "tax mode 2"],
		["a country that is not a code", { ...good, country: "at" }, "country"],
		["a day end after 24 hours", { ...good, dayEndMinutes: 1_440 }, "1440"],
		["a time zone without a table", { ...good, zone: { name: "UTC", transitions: [] } }, "0 transitions"],
		["a time zone that goes back", withZone([5, 5]), "transition at 5"],
		["a time zone of 41 transitions", withZone(Array.from({ length: 41 }, (_, i) => i)), "41 transitions"],
		["a favourite that is not an item", { ...good, favourites: ["NOPE"] }, "NOPE"],
		[
			"a promotion on an unknown category",
			{ ...good, promotions: [{ ...good.promotions[0]!, category: "none" }] },
			"category",
		],
		["version 0", { ...good, version: 0 }, "version"],
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
	it("drops diacritics and splits words at anything but letters, digits and apostrophes", () => {
		expect(foldWords("Café-crème  «Größe 5» Mom's Ľupča")).toEqual([
			"cafe",
			"creme",
			"grose",
			"5",
			"moms",
			"lupca",
		]);
		expect(foldWords("Чай с лимоном")).toEqual(["чай", "с", "лимоном"]);
	});
});
