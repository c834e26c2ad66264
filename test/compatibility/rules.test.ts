// Golden bytes of what pricing rules added: a catalog image with rules, and a basket that rules changed. Older readers
// of both stop before the bytes that are new to them.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
import { FieldReader } from "../../firmware/wire/reader.js";
import { type BasketContent, encodeBasket, readBasket } from "../../firmware/wire/sale-parts.js";
import { decodeSource } from "../../host/control/catalog-source.js";
import { memorySource } from "../catalog/market.js";
import { priceBasket } from "../pricing/books.js";

const read = (name: string): string => readFileSync(new URL(`catalog/${name}`, import.meta.url), "utf8");
const golden = fromHex(read("rules.hex").replaceAll("\n", ""))!;
const cbor = new CborCodec();

/** 10 % off a coffee; a rain cover. */
const basketHex =
	"8763455552008286" +
	"63434f4666436f6666656501190104190104" +
	"01" +
	"8860" +
	"6a5261696e20636f766572" +
	"011832183202" +
	"00" +
	"645241494e" +
	"8185" +
	"63484f54" +
	"6a486170707920686f7572" +
	"3819" +
	"01" +
	"820038" +
	"19" +
	"8283194e2018ea182783" +
	"001832" +
	"00" +
	"19011c" +
	"08";
const basket: BasketContent = {
	currency: "EUR",
	taxMode: 0,
	lines: [
		{ sku: "COF", name: "Coffee", quantity: 1, unitMinor: 260, amountMinor: 260, taxes: 1 },
		{ sku: "", name: "Rain cover", quantity: 1, unitMinor: 50, amountMinor: 50, taxes: 2, fee: "RAIN" },
	],
	discounts: [{ promotion: "HOT", name: "Happy hour", amountMinor: -26, taxes: 1, shares: [0, -26] }],
	taxes: [
		{ rateMillipercent: 20_000, baseMinor: 234, taxMinor: 39, authority: "", jurisdiction: "" },
		{ rateMillipercent: 0, baseMinor: 50, taxMinor: 0, authority: "", jurisdiction: "" },
	],
	totalMinor: 284,
	catalogVersion: 8,
};

describe("the golden catalog image with rules", () => {
	it("equals what is built from its source, byte for byte", () => {
		expect(toHex(buildCatalog(decodeSource(read("rules.json"))))).toBe(toHex(golden));
	});

	it("prices as its source says", () => {
		const image = new CatalogImage({ source: memorySource(golden) });
		expect(image.unapplied).toEqual([]);
		const monday = { epochSeconds: 1_795_000_000, weekday: 1, minutesOfDay: 420 };
		const context = {
			pricingTime: () => monday,
			flags: 1,
			customer: { groups: 4, visits: 4, usesOf: () => 0 },
		};
		const basket = [
			["TEA", 7],
			["COF", 2],
			["CRO", 1],
		] as const;
		const { discounts, lines, totalMinor } = priceBasket(image, basket, context);
		// At most 0.70 of hot drinks; a coffee with a croissant for 4.00; tea was reduced, so that none of it is free.
		expect(discounts.map(({ promotion, amountMinor }) => [promotion, amountMinor])).toEqual([
			["HOT", -70],
			["PAIR", -38],
			["PAIR", -36],
			["ALL", -10],
			["ALL", -90],
		]);
		expect(lines.at(-1)).toMatchObject({ fee: "RAIN", amountMinor: 50 });
		expect(totalMinor).toBe(7 * 190 + 2 * 260 + 240 - 70 - 74 - 100 + 50);
	});
});

describe("the golden basket that rules changed", () => {
	it("is encoded to the same bytes, and read back", () => {
		const bytes = cbor.encode(encodeBasket(basket));
		expect(toHex(bytes)).toBe(basketHex);
		expect(readBasket(new FieldReader([cbor.decode(bytes)], 1))).toEqual(basket);
	});

	it("has the old fields in their old places", () => {
		const [, , lines, discounts] = cbor.decode(fromHex(basketHex)!) as WireValue[][][];
		expect(lines![1]!.slice(0, 6)).toEqual(["", "Rain cover", 1, 50, 50, 2]);
		expect(discounts![0]!.slice(0, 4)).toEqual(["HOT", "Happy hour", -26, 1]);
	});
});
