import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { localText } from "../../firmware/core/local-time.js";
import { decodeSource, encodeSource } from "../../host/control/catalog-source.js";
import { memorySource } from "../catalog/market.js";
import { promotionsOf } from "../catalog/promotions.js";

const read = (name: string): string => readFileSync(new URL(`catalog/${name}`, import.meta.url), "utf8");
const golden = Uint8Array.from(Buffer.from(read("image.hex").replaceAll("\n", ""), "hex"));
const sourceText = read("source.json");

describe("the golden catalog image", () => {
	it("equals what is built from its source, byte for byte", () => {
		expect(Buffer.from(buildCatalog(decodeSource(sourceText))).toString("hex")).toBe(
			Buffer.from(golden).toString("hex"),
		);
	});

	it("is explained byte by byte", () => {
		const rows = [...read("README.md").matchAll(/^\| (\d+) +\| ((?:[0-9a-f]{2} ?)+) *\|/gm)];
		const bytes = rows.flatMap(([, offset, hex]) => {
			const row = hex!.trim().split(" ");
			return row.map((byte, index) => ({ at: Number(offset) + index, value: Number.parseInt(byte, 16) }));
		});
		expect(bytes.map(({ at }) => at)).toEqual(Array.from(golden, (_, at) => at));
		expect(bytes.map(({ value }) => value)).toEqual([...golden]);
	});

	it("is read as its source says", () => {
		const image = new CatalogImage({ source: memorySource(golden) });
		const food = [{ rateMillipercent: 0, authority: "", jurisdiction: "" }];
		const prepared = [
			{ rateMillipercent: 4_000, authority: "US-NY", jurisdiction: "" },
			{ rateMillipercent: 4_875, authority: "US-NY", jurisdiction: "NYC" },
		];
		expect(image).toMatchObject({
			format: 1,
			version: 7,
			itemCount: 2,
			favouriteCount: 1,
			dayEndMinutes: 240,
			weightPrefixes: 0x100,
		});
		expect(image.terms).toEqual({ currency: "USD", country: "US", taxMode: 1 });
		expect(image.find("TEA")).toEqual({
			index: 1,
			sku: "TEA",
			name: "Tea",
			priceMinor: 325,
			taxRates: prepared,
			category: 0,
		});
		expect(image.find("0036000291452")).toEqual({
			index: 0,
			sku: "BRD",
			name: "Rye bread",
			priceMinor: 650,
			taxRates: food,
			category: undefined,
		});
		expect(image.favourite(0)?.sku).toBe("TEA");
		expect(image.search("rye br").map(({ sku }) => sku)).toEqual(["BRD"]);
		expect(image.openPriceTaxRates).toEqual(food);
		expect(promotionsOf(image)).toEqual([
			{
				id: "EARLY",
				name: "Early bird",
				kind: "percent",
				basisPoints: 1_000,
				category: 0,
				window: {
					fromSeconds: 1_793_512_800,
					untilSeconds: 0,
					weekdays: 0b0111110,
					fromMinute: 360,
					untilMinute: 600,
				},
			},
		]);
		expect(image.unapplied).toEqual([]);
		expect(image.headerLines).toEqual(["Café Nord"]);
		expect(image.zoneName).toBe("America/New_York");
		const springMs = Date.UTC(2027, 2, 14, 7);
		expect(localText(springMs - 1, image.zoneAt(springMs - 1))).toBe("2027-03-14 01:59");
		expect(localText(springMs, image.zoneAt(springMs))).toBe("2027-03-14 03:00");
		expect([...image.logo!.rows(0, 4)]).toEqual([0x81, 0x42, 0x24, 0x18]);
	});

	it("has a source that the store keeps without loss", () => {
		const source = decodeSource(sourceText);
		expect(decodeSource(encodeSource(source))).toEqual(source);
		expect(JSON.parse(encodeSource(source))).toEqual(JSON.parse(sourceText));
	});
});
