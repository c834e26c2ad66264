// Known faults of promotion engines, after the issues that the vectors name, against rules that a catalog compiles.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CatalogSourceRule } from "../../../firmware/catalog/source.js";
import { TaxMode } from "../../../firmware/wire/record.js";
import { imageOf } from "../../catalog/market.js";
import { catalogOf, linesOf, priceBasket, ruleOf, type RuledBasket, type TestItem } from "../../pricing/books.js";
import { price } from "../../../firmware/pricing/price.js";

const vectors = JSON.parse(
	readFileSync(new URL("../../pricing/vectors/promotion-traps.json", import.meta.url), "utf8"),
) as { id: string; from: string }[];

const german = { taxClasses: [{ name: "standard", rates: [{ rateMillipercent: 19_000 }] }] };

function priced(
	items: readonly TestItem[],
	rules: readonly CatalogSourceRule[],
	basket: readonly (readonly [string, number])[],
	more: Parameters<typeof catalogOf>[2] = {},
): RuledBasket {
	return priceBasket(imageOf(catalogOf(items, rules, more)), basket);
}

const off = ({ discounts }: RuledBasket): number => 0 - discounts.reduce((sum, each) => sum + each.amountMinor, 0);
const buyGet = { kind: "buyGet", amountMinor: 0, isSameItem: false, timesMax: 0 } as const;

const cases: Readonly<Record<string, () => void>> = {
	// medusa #14432
	"same-in-one-or-many-scans": () => {
		const image = imageOf(
			catalogOf([["A", 2_300]], [ruleOf("3+1", { ...buyGet, buy: 3, get: 1, basisPoints: 10_000 })]),
		);
		expect(off(priceBasket(image, [["A", 4]]))).toBe(2_300);
		const one = priceBasket(image, [
			["A", 1],
			["A", 1],
			["A", 1],
			["A", 1],
		]);
		expect(off(one)).toBe(2_300);
	},
	// medusa #14934
	"fixed-is-not-percent": () => {
		const rule = ruleOf("GET", { ...buyGet, buy: 1, get: 1, basisPoints: 0, amountMinor: 50_000 });
		expect(off(priced([["A", 240_000]], [rule], [["A", 2]], { currency: "VND" }))).toBe(50_000);
		expect(off(priced([["A", 30_000]], [rule], [["A", 2]], { currency: "VND" }))).toBe(30_000);
	},
	// medusa #12226
	"hundred-percent-is-zero": () => {
		for (const ruleClass of ["item", "basket"] as const) {
			const rule = ruleOf("FREE", { kind: "percent", basisPoints: 10_000 }, { class: ruleClass });
			expect(priced([["A", 39_900]], [rule], [["A", 1]], german)).toMatchObject({ totalMinor: 0, taxMinor: 0 });
		}
	},
	// medusa #14899, PR #15532
	"never-below-zero": () => {
		const rules = [
			ruleOf("A", { kind: "amount", amountMinor: 900 }),
			ruleOf("B", { kind: "amount", amountMinor: 900 }, { class: "basket" }),
		];
		const image = imageOf(catalogOf([["A", 1_000]], rules));
		for (const mode of [TaxMode.inclusive, TaxMode.exclusive]) {
			const { totalMinor, taxes } = price(linesOf(image, [["A", 1]]), mode, image.rules);
			expect(totalMinor).toBe(0);
			expect(taxes).toMatchObject([{ baseMinor: 0, taxMinor: 0 }]);
		}
	},
	// saleor #17453
	"percent-of-what-is-left": () => {
		const rules = [
			ruleOf("ITEM", { kind: "percent", basisPoints: 4_000 }),
			ruleOf("VOUCHER", { kind: "percent", basisPoints: 7_000 }, { class: "coupon" }),
		];
		expect(priced([["A", 10_000]], rules, [["A", 10]]).totalMinor).toBe(18_000);
	},
	// saleor #12107
	"cheapest-that-is-covered": () => {
		const rule = ruleOf(
			"DEAR",
			{ kind: "cheapest", units: 1, unitsMin: 1, basisPoints: 5_000 },
			{ items: [{ skus: ["DEAR"] }] },
		);
		const result = priced(
			[
				["DEAR", 8_000],
				["LOW", 500],
			],
			[rule],
			[
				["LOW", 1],
				["DEAR", 2],
			],
		);
		expect(result.discounts).toMatchObject([{ amountMinor: -4_000, shares: [1, -4_000] }]);
	},
	// vendure #3091
	"order-discount-by-line": () => {
		const items: TestItem[] = Array.from({ length: 25 }, (_, at) => [`A${at}`, 39_900]);
		const rule = ruleOf("10", { kind: "percent", basisPoints: 1_000 }, { class: "basket" });
		expect(
			priced(
				items,
				[rule],
				items.map(([sku]) => [sku, 1]),
			).totalMinor,
		).toBe(897_750);
		const byLine = priced(
			items,
			[ruleOf("10", { kind: "percent", basisPoints: 1_000 })],
			items.map(([sku]) => [sku, 1]),
		);
		expect(byLine.totalMinor).toBe(897_750);
		expect(byLine.discounts[0]!.shares!.filter((_, at) => at % 2 === 1)).toEqual(Array(25).fill(-3_990));
	},
	// vendure #653
	"two-rates": () => {
		const rule = ruleOf("10", { kind: "amount", amountMinor: 150 }, { class: "basket" });
		const result = priced(
			[
				["A", 999, "reduced"],
				["B", 501],
			],
			[rule],
			[
				["B", 1],
				["A", 1],
			],
		);
		expect(result.discounts.map(({ amountMinor }) => amountMinor)).toEqual([-100, -50]);
		expect(result.taxes.map(({ baseMinor, taxMinor }) => [baseMinor, taxMinor])).toEqual([
			[899, 59],
			[451, 75],
		]);
	},
	// odoo PR #202334
	"fixed-stays-fixed": () => {
		const rules = [
			ruleOf("40", { kind: "amount", amountMinor: 4_000 }),
			ruleOf("HALF", { kind: "percent", basisPoints: 5_000 }, { class: "basket" }),
		];
		const result = priced([["A", 8_000]], rules, [["A", 1]]);
		expect(result.totalMinor).toBe(2_000);
		expect(result.discounts.map(({ amountMinor }) => amountMinor)).toEqual([-4_000, -2_000]);
	},
};

describe("known faults of promotion engines", () => {
	it.each(vectors.map(({ id }) => id))("%s", (id) => cases[id]!());
});
