import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { labelProblem } from "../../firmware/catalog/label.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { Unapplied } from "../../firmware/catalog/rules.js";
import { type CatalogSource, taxRate, taxRateKey } from "../../firmware/catalog/source.js";
import { shownText } from "../../firmware/core/characters.js";
import { limits } from "../../firmware/core/limits.js";
import { offsetMinutesAt } from "../../firmware/core/local-time.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { encodeRecord, RecordKind, type TaxRate } from "../../firmware/wire/record.js";
import { buildNextCatalog } from "../compatibility/next/catalog.js";
import { memorySource } from "./market.js";
import { promotionsOf } from "./promotions.js";

const label = fc
	.string({ unit: "grapheme", minLength: 1, maxLength: 12 })
	.filter((text) => text.length <= 40 && labelProblem(text) === undefined);
const code = fc.stringMatching(/^[!-~]{1,24}$/);
const rate = fc.record({
	rateMillipercent: fc.integer({ min: 0, max: 100_000 }),
	authority: fc.constantFrom("", "US-NY", "Wien"),
	jurisdiction: fc.constantFrom("", "NYC", "Île"),
});
const window = fc.record({
	fromSeconds: fc.nat(1_000),
	untilSeconds: fc.integer({ min: 1_001, max: 0xffffffff }),
	weekdays: fc.integer({ min: 1, max: 127 }),
	fromMinute: fc.nat(1_439),
	untilMinute: fc.integer({ min: 1, max: 1_440 }),
});
const transition = fc.record({
	fromSeconds: fc.nat(0xffffffff),
	offsetMinutes: fc.integer({ min: -1_439, max: 1_439 }),
});

const source: fc.Arbitrary<CatalogSource> = fc
	.record({
		version: fc.integer({ min: 1, max: 0xffffffff }),
		currency: fc.constantFrom("EUR", "JPY", "KWD", "XOF"),
		country: fc.constantFrom("", "FI", "US"),
		taxMode: fc.constantFrom(0, 1),
		dayEndMinutes: fc.nat(1_439),
		headerLines: fc.array(label, { maxLength: 6 }),
		rates: fc.uniqueArray(rate, { minLength: 1, maxLength: 8, selector: taxRateKey }),
		classes: fc.uniqueArray(fc.tuple(label, fc.integer({ min: 1, max: 255 })), {
			minLength: 1,
			maxLength: 16,
			selector: ([name]) => name,
		}),
		categories: fc.array(label, { maxLength: 4 }),
		promotions: fc.uniqueArray(
			fc.record({
				id: code,
				name: label,
				kind: fc.constant("percent" as const),
				basisPoints: fc.integer({ min: 1, max: 10_000 }),
				window: fc.option(window, { nil: undefined }),
			}),
			{ maxLength: 16, selector: ({ id }) => id },
		),
		items: fc.uniqueArray(fc.tuple(code, label, fc.nat(limits.unitPriceMinorMax), fc.nat()), {
			maxLength: 60,
			selector: ([sku]) => sku,
		}),
		transitions: fc.uniqueArray(transition, {
			minLength: 1,
			maxLength: 40,
			selector: ({ fromSeconds }) => fromSeconds,
		}),
	})
	.map(({ rates, classes, categories, items, transitions, ...rest }) => ({
		...rest,
		taxClasses: classes.map(([name, mask]) => {
			const own = rates.filter((_, bit) => (mask >> bit) % 2 === 1);
			return { name, rates: own.length > 0 ? own : rates.slice(0, 1) };
		}),
		items: items.map(([sku, name, priceMinor, pick]) => ({
			sku,
			name,
			priceMinor,
			category: categories.length === 0 ? "" : categories[pick % categories.length]!,
			taxClass: classes[pick % classes.length]![0],
			barcodes:
				items.length % 2 === 0 || sku.length > 20
					? []
					: [`${sku}*${items.length}`].filter((barcode) => items.every(([other]) => other !== barcode)),
		})),
		promotions: rest.promotions.map((promotion) => ({ ...promotion, category: undefined })),
		zone: { name: "Europe/Vienna", transitions: transitions.toSorted((a, b) => a.fromSeconds - b.fromSeconds) },
	}));

const sorted = (rates: readonly TaxRate[]): string[] => rates.map(taxRateKey).sort();

function expectAll(image: CatalogImage, from: CatalogSource): void {
	expect(image).toMatchObject({
		version: from.version,
		country: from.country,
		dayEndMinutes: from.dayEndMinutes,
		headerLines: from.headerLines.map(shownText),
		itemCount: from.items.length,
	});
	expect(promotionsOf(image)).toEqual(
		from.promotions.map((promotion) => ({ ...promotion, name: shownText(promotion.name) })),
	);
	expect(image.currency.code).toBe(from.currency);
	const classes = new Map(from.taxClasses.map(({ name, rates }) => [name, sorted(rates.map(taxRate))]));
	const byCategory = new Map<string, number | undefined>([["", undefined]]);
	for (const item of from.items) {
		for (const each of [item.sku, ...item.barcodes]) {
			const found = image.find(each)!;
			expect(found).toMatchObject({ sku: item.sku, name: item.name, priceMinor: item.priceMinor });
			expect(sorted(found.taxRates)).toEqual(classes.get(item.taxClass));
			if (!byCategory.has(item.category)) byCategory.set(item.category, found.category);
			expect(found.category).toBe(byCategory.get(item.category));
			expect(image.item(found.index)).toEqual(found);
		}
	}
	expect(new Set(byCategory.values()).size).toBe(byCategory.size);
	expect(sorted(image.openPriceTaxRates)).toEqual(classes.get(from.taxClasses[0]!.name));
	for (const { fromSeconds } of from.zone!.transitions)
		for (const wallMs of [fromSeconds * 1_000 - 1, fromSeconds * 1_000])
			expect(offsetMinutesAt(image.zoneAt(wallMs), wallMs)).toBe(offsetMinutesAt(from.zone!.transitions, wallMs));
}

describe("any catalog", () => {
	it("is read as built, by this version's builder and the next's", () => {
		const property = fc.property(source, (from) => {
			const today = new CatalogImage({ source: memorySource(buildCatalog(from)) });
			expectAll(today, from);
			expect(today.terms).toEqual({ currency: from.currency, country: from.country, taxMode: from.taxMode });
			expect(today.unapplied).toEqual([]);
			if (
				from.taxClasses.length === limits.catalogTaxClassesMax ||
				from.promotions.length === limits.catalogPromotionsMax
			)
				return;
			if (new Set(from.taxClasses.flatMap(({ rates }) => rates.map(taxRateKey))).size === limits.taxRatesMax)
				return;
			expectAll(new CatalogImage({ source: memorySource(buildNextCatalog(from)) }), from);
		});
		fc.assert(property, { seed: 20_261_128, numRuns: 150 });
	});

	it("lists as many unapplied rules as a record can hold, whatever their names", () => {
		const unapplied = new Unapplied(7);
		for (let at = 0; at < 40; at++) unapplied.add("🧾".repeat(40));
		expect(unapplied.rules).toHaveLength(limits.catalogUnappliedMax);
		expect(unapplied.rules[0]).toBe("tax mode 7");
		expect(unapplied.rules.at(-1)).toBe("and more");
		const record = encodeRecord(
			new CborCodec(),
			{
				kind: RecordKind.catalogApplied,
				bootCount: 0xffffffff,
				uptimeMs: Number.MAX_SAFE_INTEGER,
				wallMs: 253_402_300_799_999,
				clockQuality: 3,
				staff: 0xffffffff,
				shift: 0xffffffff,
				document: undefined,
				closes: [],
				version: 0xffffffff,
				digest: new Uint8Array(32),
				format: 0xffff,
				unapplied: unapplied.rules,
			},
			1,
		);
		expect(record.length).toBeLessThan(limits.recordPayloadBytesMax);
	});
});
