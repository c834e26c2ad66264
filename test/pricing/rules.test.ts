// What holds for any rules and any basket (invariant 6).
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import type { CatalogSource } from "../../firmware/catalog/source.js";
import { Fault } from "../../firmware/core/fault.js";
import { saleFault } from "../../firmware/pricing/sale-check.js";
import { Basket } from "../../firmware/till/session/basket.js";
import { type SaleDiscount, TaxMode, TenderKind } from "../../firmware/wire/record.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { memorySource } from "../catalog/market.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { priceBasket, type RuledBasket } from "./books.js";
import { anyCatalog, anyRuledCase, basketsEach, type RuledCase } from "./rule-baskets.js";
import { priceMany } from "./rules-many.js";

/** With the baskets of each catalog, 10,000 cases. */
const settings = { seed: 20_261_129, numRuns: 10_000 / basketsEach } as const;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Undefined where the rules could never change a price or contradict each other, so that they are refused. */
function imageOf(source: CatalogSource): CatalogImage | undefined {
	try {
		return new CatalogImage({ source: memorySource(buildCatalog(source)) });
	} catch (error) {
		if (error instanceof Fault && error.code === "CATALOG_INVALID") return undefined;
		throw error;
	}
}

const modeOf = ({ taxMode }: CatalogSource): TaxMode =>
	taxMode === TaxMode.exclusive ? TaxMode.exclusive : TaxMode.inclusive;

/** The shares by item instead of by place. */
function bySku({ discounts, lines }: Pick<RuledBasket, "discounts" | "lines">): object[] {
	return discounts.map(({ shares = [], ...discount }: SaleDiscount) => {
		const named: Record<string, number> = {};
		for (let at = 0; at < shares.length; at += 2) named[lines[shares[at]!]!.sku] = shares[at + 1]!;
		return { ...discount, named };
	});
}

/** Checks each basket of catalogs that can be built. */
function forEachBasket(
	check: (image: CatalogImage, basket: RuledCase["baskets"][number], taxMode: TaxMode, turn: number) => void,
): void {
	fc.assert(
		fc.property(anyRuledCase, fc.nat(1_000), ({ source, baskets }, turn) => {
			const image = imageOf(source);
			fc.pre(image !== undefined);
			for (const basket of baskets) check(image!, basket, modeOf(source), turn);
		}),
		settings,
	);
}

describe("any rules on any basket", () => {
	it("have lines, discounts, fees and taxes that sum, and take nothing below zero", () => {
		forEachBasket((image, basket, taxMode) => {
			const { lines, discounts, taxes, totalMinor, taxMinor } = priceBasket(image, basket, undefined, taxMode);
			const goods = sum([...lines, ...discounts].map(({ amountMinor }) => amountMinor));
			expect(totalMinor).toBe(taxMode === TaxMode.exclusive ? goods + taxMinor : goods);
			for (const { baseMinor, taxMinor: each } of taxes)
				expect(Math.min(baseMinor, each)).toBeGreaterThanOrEqual(0);
			for (const mask of new Set(lines.map((line) => line.taxes))) {
				const own = lines.filter((line) => line.taxes === mask && line.fee === undefined);
				const taken = discounts.filter((discount) => discount.taxes === mask);
				expect(sum([...own, ...taken].map(({ amountMinor }) => amountMinor))).toBeGreaterThanOrEqual(0);
			}
			const tenders = [{ kind: TenderKind.cash, amountMinor: totalMinor, reference: "" }];
			const sale = { lines, discounts, taxes, taxMode, totalMinor, tenders, roundingMinor: 0, changeMinor: 0 };
			expect(saleFault(sale)).toBeUndefined();
		});
	});

	it("give the same price and the same shares in any order of lines", () => {
		forEachBasket((image, basket, taxMode, turn) => {
			const at = turn % basket.length;
			const turned = [...basket.slice(at), ...basket.slice(0, at)].reverse();
			const one = priceBasket(image, basket, undefined, taxMode);
			const other = priceBasket(image, turned, undefined, taxMode);
			expect(other).toMatchObject({ totalMinor: one.totalMinor, taxMinor: one.taxMinor, taxes: one.taxes });
			expect(bySku(other)).toEqual(bySku(one));
		});
	});

	it("give the same price whether units are scanned one by one in any order or entered as quantities", () => {
		forEachBasket((image, basket, taxMode, turn) => {
			const units = basket.flatMap(([sku, quantity]) => Array.from({ length: quantity }, () => sku));
			const scanned = new Basket({ pricingTime: () => undefined });
			scanned.useCatalog(image);
			for (let state = turn + 1; units.length > 0; state = (state * 48_271) % 2_147_483_647)
				scanned.addItem(image.find(units.splice(state % units.length, 1)[0]!)!);
			const entered = priceBasket(image, basket, undefined, taxMode);
			const { totalMinor, taxes, discounts, lines } = scanned.content("EUR");
			expect({ totalMinor, taxes }).toEqual({ totalMinor: entered.totalMinor, taxes: entered.taxes });
			expect(bySku({ discounts, lines })).toEqual(bySku(entered));
		});
	});
});

const noXs = await xsUnavailable();
describe.skipIf(noXs !== undefined)("host and terminal", () => {
	let xs: XsBench;
	const flash = new NorFlash({ sizeBytes: 65_536 });
	beforeAll(async () => {
		xs = await XsBench.open(new URL("rules-guest.ts", import.meta.url).pathname, {
			ports: { catalogFlash: flash },
		});
	});
	afterAll(() => xs?.close());

	it("price 10,000 baskets to the same bytes", () => {
		const sources = fc.sample(anyCatalog, { seed: settings.seed, numRuns: 70 });
		let catalogs = 0;
		for (const [at, source] of sources.entries()) {
			const image = imageOf(source);
			if (image === undefined) continue;
			catalogs++;
			const bytes = buildCatalog(source);
			for (let sector = 0; sector < flash.sizeBytes; sector += flash.sectorBytes) flash.erase(sector);
			flash.program(0, bytes);
			expect(xs.call("priceFlash", bytes.length, at, 200, source.taxMode!)).toBe(
				priceMany(memorySource(bytes), at, 200, modeOf(source)),
			);
		}
		expect(catalogs).toBeGreaterThanOrEqual(50);
	}, 120_000);
});
