// Pricing rules in a catalog image: what is written is read, an older reader reports that there are some, and a rule of
// a newer version is not applied.
import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { newerPromotionId, PromotionKind, promotionEntry, SectionType } from "../../firmware/catalog/format.js";
import { CatalogImage } from "../../firmware/catalog/image.js";
import type { CatalogSource, CatalogSourceRule } from "../../firmware/catalog/source.js";
import { readU32 } from "../../firmware/core/bytes.js";
import { RuleScope } from "../../firmware/pricing/rule-book.js";
import { ruleEntry } from "../../firmware/pricing/rule-entry.js";
import { decodeValues } from "../../firmware/pricing/rules/registry.js";
import { catalogOf, priceBasket, ruleOf, type TestItem } from "../pricing/books.js";
import { imageOf, memorySource } from "./market.js";

const items: readonly TestItem[] = [
	["COF", 260, "standard", "hot"],
	["CRO", 240, "zero", "bakery"],
	["TEA", 190, "standard", "hot"],
	["WAT", 150, "standard", "cold"],
];
const window = { fromSeconds: 1, untilSeconds: 4_000_000_000, weekdays: 0x3e, fromMinute: 60, untilMinute: 1_440 };
const rules: readonly CatalogSourceRule[] = [
	ruleOf(
		"RAIN",
		{ kind: "fee", basis: 2, taxClass: "zero", basisPoints: 0, amountMinor: 50 },
		{ class: "fee", flags: ["rain"] },
	),
	ruleOf(
		"BREAK",
		{ kind: "bundle", priceMinor: 400, units: 1, timesMax: 2 },
		{ items: [{ categories: ["hot"] }, { skus: ["CRO"] }], priority: 9 },
	),
	ruleOf(
		"ALL",
		{ kind: "percent", basisPoints: 500 },
		{ class: "basket", basketSpendMinor: 1_000, window, isLast: true },
	),
	ruleOf(
		"HOT",
		{ kind: "percent", basisPoints: 1_000 },
		{ items: [{ categories: ["hot"] }], group: 3, mostMinor: 70 },
	),
];
const source = catalogOf(items, rules, { flags: ["crowd", "rain"] });

/** Where a section's entries begin, by the format document. */
function sectionAt(image: Uint8Array, type: number): number {
	const view = new DataView(image.buffer);
	for (let at = 44; at < 44 + 12 * view.getUint16(16); at += 12)
		if (view.getUint16(at) === type) return view.getUint32(at + 8);
	throw new Error(`no section ${type}`);
}

/** The image with a byte of a rule's entry changed. */
function withRuleByte(from: CatalogSource, rule: number, at: number, value: number): CatalogImage {
	const image = buildCatalog(from);
	const view = new DataView(image.buffer);
	let entryBytes = 0;
	for (let entry = 44; entry < 44 + 12 * view.getUint16(16); entry += 12)
		if (view.getUint16(entry) === SectionType.rules) entryBytes = view.getUint16(entry + 2);
	image[sectionAt(image, SectionType.rules) + rule * entryBytes + at] = value;
	return new CatalogImage({ source: memorySource(image) });
}

describe("pricing rules in a catalog image", () => {
	it("stand in the order in which they apply, with all that they say", () => {
		const { rules: book } = imageOf(source);
		const ids = [...book!.scopes.keys()].map((rule) => book!.idOf(rule));
		// The bundle's second item set has an entry of its own.
		expect(ids).toEqual(["HOT", "BREAK", "", "ALL", "RAIN"]);
		const { items: some, everything, none } = RuleScope;
		expect([...book!.scopes]).toEqual([some, some, none, everything, everything]);
		book!.read(3);
		expect(book).toMatchObject({ ...window, spendMinor: 1_000, group: 0 });
		expect(decodeValues(book!.kind, book!.bytes, ruleEntry.values)).toEqual({ kind: "percent", basisPoints: 500 });
		book!.read(0);
		expect(book).toMatchObject({ group: 3, mostMinor: 70 });
		book!.read(4);
		expect(book!.flags).toBe(0b10);
		expect(book!.nameOf(4)).toBe("Rule RAIN");
	});

	it("are listed for each item by its sets", () => {
		const image = imageOf(source);
		const marked = (sku: string): number[] => {
			const marks = new Uint32Array(10);
			const item = image.find(sku)!.index;
			image.rules!.mark(
				[{ sku, name: "", quantity: 1, unitMinor: 1, amountMinor: 1, taxRates: [], item }],
				marks,
			);
			return [...marks.keys()].filter((at) => marks[at] === 1).map((at) => at / 2);
		};
		expect(marked("COF")).toEqual([0, 1]);
		expect(marked("TEA")).toEqual([0, 1]);
		expect(marked("CRO")).toEqual([2]);
		expect(marked("WAT")).toEqual([]);
	});

	it("price a basket: each sees what was left, and a fee has its own tax", () => {
		const { lines, discounts, taxes, totalMinor } = priceBasket(
			imageOf(source),
			[
				["CRO", 1],
				["COF", 2],
			],
			{ pricingTime: () => undefined, flags: 0b10 },
		);
		// 10 % of 5.20; then the dearest hot unit at 2.34 with a croissant for 4.00.
		expect(discounts).toEqual([
			{ promotion: "HOT", name: "Rule HOT", amountMinor: -52, taxes: 0b10, shares: [1, -52] },
			{ promotion: "BREAK", name: "Rule BREAK", amountMinor: -38, taxes: 0b01, shares: [0, -38] },
			{ promotion: "BREAK", name: "Rule BREAK", amountMinor: -36, taxes: 0b10, shares: [1, -36] },
		]);
		expect(lines[2]).toEqual({
			...{ sku: "", name: "Rule RAIN", quantity: 1, unitMinor: 50, amountMinor: 50, taxes: 0b01, fee: "RAIN" },
		});
		expect(taxes.map(({ baseMinor }) => baseMinor)).toEqual([240 - 38 + 50, 520 - 52 - 36]);
		expect(totalMinor).toBe(760 - 52 - 74 + 50);
	});

	it("let a unit take part in one rule of units", () => {
		const twice = ["A", "B"].map((id) =>
			ruleOf(
				id,
				{ kind: "cheapest", units: 1, unitsMin: 1, basisPoints: 10_000 },
				{ items: [{ skus: ["TEA"] }] },
			),
		);
		const image = imageOf(catalogOf(items, twice));
		expect(priceBasket(image, [["TEA", 1]]).discounts).toHaveLength(1);
		expect(priceBasket(image, [["TEA", 2]]).totalMinor).toBe(0);
		expect(priceBasket(image, [["TEA", 3]]).totalMinor).toBe(190);
	});

	it("take no more than a line has, and see what the whole basket lost before", () => {
		const free = ruleOf("FREE", { kind: "amount", amountMinor: 500 }, { items: [{ skus: ["TEA"] }] });
		expect(
			priceBasket(imageOf(catalogOf(items, [free])), [
				["TEA", 2],
				["COF", 1],
			]).totalMinor,
		).toBe(260);
		const half = ruleOf("HALF", { kind: "percent", basisPoints: 5_000 }, { class: "basket" });
		const gone = ruleOf(
			"GONE",
			{ kind: "percent", basisPoints: 10_000 },
			{ class: "coupon", items: [{ skus: ["TEA"] }] },
		);
		const { discounts } = priceBasket(imageOf(catalogOf(items, [half, gone])), [
			["TEA", 1],
			["COF", 1],
		]);
		expect(discounts.map(({ amountMinor }) => amountMinor)).toEqual([-225, -95]);
		expect(discounts[1]!.shares).toEqual([0, -95]);
	});

	it("tax a fee by its own class, which the goods need not have", () => {
		const values = { kind: "fee", basis: 2, taxClass: "reduced", basisPoints: 0, amountMinor: 107 } as const;
		const { taxes } = priceBasket(imageOf(catalogOf(items, [ruleOf("BAG", values, { class: "fee" })])), [
			["CRO", 1],
		]);
		expect(taxes.map((tax) => [tax.rateMillipercent, tax.baseMinor, tax.taxMinor])).toEqual([
			[0, 240, 0],
			[7_000, 107, 7],
		]);
	});

	it("are one entry of an unknown kind for readers that know promotions only", () => {
		const image = buildCatalog(source);
		const at = sectionAt(image, SectionType.promotions);
		const text = sectionAt(image, SectionType.texts) + readU32(image, at);
		expect(image[at + promotionEntry.kind]).toBe(PromotionKind.newer);
		const idBytes = image[at + promotionEntry.idBytes]!;
		expect(String.fromCharCode(...image.subarray(text, text + idBytes))).toBe(newerPromotionId);
	});

	it("cost nothing where there are none: the image is the one of before there were rules", () => {
		const before: CatalogSource = { ...catalogOf(items, []) };
		Reflect.deleteProperty(before, "rules");
		expect(buildCatalog(catalogOf(items, []))).toEqual(buildCatalog(before));
		expect(imageOf(before).rules).toBeUndefined();
	});

	it.each([
		["a kind", ruleEntry.kind, 200],
		["a class", ruleEntry.class, 9],
		["a condition", ruleEntry.conditions, 0x80],
		["a way of stacking", ruleEntry.stacking, 0x80],
		["more item sets", ruleEntry.sets, 5],
		["a value out of range", ruleEntry.values, 0xff],
	])("of a newer version, with %s, are named and not applied; the others are", (_, at, value) => {
		const image = withRuleByte(source, 0, at, value);
		expect(image.unapplied).toEqual(["HOT"]);
		expect(priceBasket(image, [["COF", 1]]).discounts).toEqual([]);
		expect(
			priceBasket(image, [
				["COF", 1],
				["CRO", 1],
			]).discounts,
		).not.toEqual([]);
	});

	it("shared out among stalls apply while the stall has some left, and take no more than is left", () => {
		const rule = ruleOf("LOT", { kind: "amount", amountMinor: 100 }, { class: "basket", isAllotted: true });
		const image = imageOf(catalogOf(items, [rule]));
		const total = (usesLeft: number, minorLeft: number): number =>
			priceBasket(image, [["COF", 1]], {
				pricingTime: () => undefined,
				allowances: { usesLeft: () => usesLeft, minorLeft: () => minorLeft },
			}).totalMinor;
		expect([total(1, 500), total(1, 30), total(0, 500)]).toEqual([160, 230, 260]);
		expect(priceBasket(image, [["COF", 1]]).totalMinor).toBe(260);
	});
});
