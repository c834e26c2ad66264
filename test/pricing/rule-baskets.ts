// Random catalogs with rules of every kind, and baskets of them.
import fc from "fast-check";
import type { CatalogSource, CatalogSourceRule } from "../../firmware/catalog/source.js";
import { TaxMode } from "../../firmware/wire/record.js";
import { catalogOf, type TestItem } from "./books.js";

const skus = ["A", "B", "C", "D", "E", "F"] as const;
const categories = ["one", "two", "three"] as const;
const share = fc.integer({ min: 1, max: 10_000 });
const small = fc.integer({ min: 1, max: 4 });
const minor = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 8_000 }));
const timesMax = fc.integer({ min: 0, max: 3 });

const anySet = fc.oneof(
	fc.record({ skus: fc.subarray([...skus], { minLength: 1, maxLength: 4 }) }),
	fc.record({ categories: fc.subarray([...categories], { minLength: 1, maxLength: 2 }) }),
);
const oneSet = fc.oneof(
	fc.constant([]),
	anySet.map((set) => [set]),
);
/** Two to four sets without a common item. */
const apart = fc
	.tuple(fc.shuffledSubarray([...skus], { minLength: 4 }), fc.integer({ min: 2, max: 4 }))
	.map(([some, count]) =>
		Array.from({ length: count }, (_, set) => ({ skus: some.filter((__, at) => at % count === set) })),
	);
const off = fc.oneof(
	share.map((basisPoints) => ({ basisPoints, amountMinor: 0 })),
	minor.map((amountMinor) => ({ basisPoints: 0, amountMinor })),
);
const buyGet = fc.record({ buy: small, get: small, off, timesMax, isSameItem: fc.boolean() });
const lineClass = fc.constantFrom("item", "basket", "coupon", "loyalty");

const anyValues: fc.Arbitrary<object> = fc.oneof(
	fc.record({ kind: fc.constant("percent"), basisPoints: share, items: oneSet, class: lineClass }),
	fc.record({ kind: fc.constant("amount"), amountMinor: minor, items: oneSet, class: lineClass }),
	fc.record({ kind: fc.constant("fixedPrice"), priceMinor: minor, items: oneSet, class: lineClass }),
	fc.tuple(buyGet, oneSet, lineClass).map(([{ off: each, ...rest }, items, ruleClass]) => ({
		...{ kind: "buyGet", ...rest, ...each, items, class: ruleClass },
	})),
	fc.tuple(buyGet, apart, lineClass).map(([{ off: each, ...rest }, sets, ruleClass]) => ({
		...{ kind: "buyGet", ...rest, ...each, isSameItem: false, items: sets.slice(0, 2), class: ruleClass },
	})),
	fc.record({
		...{ kind: fc.constant("cheapest"), units: small, unitsMin: small, basisPoints: share },
		...{ items: oneSet, class: lineClass },
	}),
	fc.record({
		...{ kind: fc.constant("bundle"), priceMinor: minor, units: fc.integer({ min: 2, max: 4 }), timesMax },
		...{ items: oneSet, class: lineClass },
	}),
	fc.record({
		...{ kind: fc.constant("bundle"), priceMinor: minor, units: fc.constant(1), timesMax },
		...{ items: apart, class: lineClass },
	}),
	fc
		.record({
			...{
				kind: fc.constant("fee"),
				basis: fc.integer({ min: 0, max: 2 }),
				basisPoints: share,
				amountMinor: minor,
			},
			...{ taxClass: fc.constantFrom("standard", "reduced", "zero"), items: oneSet, class: fc.constant("fee") },
		})
		.map((fee) => ({ ...fee, ...(fee.basis === 0 ? { amountMinor: 0 } : { basisPoints: 0 }) })),
);
const anyOrder = fc.record(
	{
		priority: fc.integer({ min: 0, max: 3 }),
		group: fc.integer({ min: 1, max: 2 }),
		isLast: fc.boolean(),
		onFullPriceOnly: fc.boolean(),
		mostMinor: minor,
		basketSpendMinor: minor,
	},
	{ requiredKeys: ["priority"] },
);
const anyRule = fc.tuple(anyValues, anyOrder, fc.integer({ min: 0, max: 3 })).map(([values, order, plain]) => {
	const isFee = "class" in values && values.class === "fee";
	const { priority, group, basketSpendMinor } = order;
	// Most rules have no conditions, so that they meet.
	if (plain > 0) return { priority, ...values };
	return isFee
		? { priority, ...(group && { group }), ...(basketSpendMinor && { basketSpendMinor }), ...values }
		: { ...order, ...values };
});

type ScannedBasket = readonly (readonly [sku: string, quantity: number])[];

export interface RuledCase {
	readonly source: CatalogSource;
	readonly baskets: readonly ScannedBasket[];
}

/** Baskets of each catalog: building one takes longer than pricing them. */
export const basketsEach = 8;

export const anyCatalog = fc
	.record({
		prices: fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5_000 })), {
			minLength: skus.length,
			maxLength: skus.length,
		}),
		classes: fc.array(fc.constantFrom("standard", "reduced", "zero"), {
			minLength: skus.length,
			maxLength: skus.length,
		}),
		rules: fc.array(anyRule, { minLength: 1, maxLength: 7 }),
		taxMode: fc.constantFrom(TaxMode.inclusive, TaxMode.exclusive),
	})
	.map(({ prices, classes, rules, taxMode }): CatalogSource => {
		const items = skus.map((sku, at): TestItem => [sku, prices[at]!, classes[at]!, categories[at % 3]!]);
		const named = rules.map((rule, at) => ({ id: `R${at}`, name: `Rule ${at}`, ...rule }) as CatalogSourceRule);
		return catalogOf(items, named, { taxMode });
	});

const anyBasket: fc.Arbitrary<ScannedBasket> = fc
	.shuffledSubarray([...skus], { minLength: 1 })
	.chain((some) => fc.tuple(...some.map((sku) => fc.tuple(fc.constant(sku), fc.integer({ min: 1, max: 9 })))));

export const anyRuledCase: fc.Arbitrary<RuledCase> = fc.record({
	source: anyCatalog,
	baskets: fc.array(anyBasket, { minLength: basketsEach, maxLength: basketsEach }),
});
