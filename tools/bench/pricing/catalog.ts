// The catalog of the pricing benchmark: 1,000 items and a hundred rules of every kind, all of them active.
import type { CatalogSource, CatalogSourceRule, CatalogSourceRuleValues } from "../../../firmware/catalog/source.js";

const itemCount = 1_000;
const categoryCount = 20;
const ruleCount = 100;

function category(at: number): string {
	return `category ${String(at % categoryCount).padStart(2, "0")}`;
}

function sku(at: number): string {
	return `SKU-${String(at).padStart(4, "0")}`;
}

/** Rule i is of kind i modulo seven. */
function valuesOf(at: number): CatalogSourceRuleValues {
	const step = Math.floor(at / 7);
	switch (at % 7) {
		case 0:
			return { kind: "percent", basisPoints: 300 + 50 * step };
		case 1:
			return { kind: "amount", amountMinor: 5 + step };
		case 2:
			return { kind: "fixedPrice", priceMinor: 95 };
		case 3:
			return {
				kind: "buyGet",
				buy: 1,
				get: 1,
				basisPoints: 5_000,
				amountMinor: 0,
				isSameItem: false,
				timesMax: 0,
			};
		case 4:
			return { kind: "cheapest", units: 1, unitsMin: 1, basisPoints: 2_500 };
		case 5:
			return { kind: "bundle", priceMinor: 150, units: 2, timesMax: 0 };
		default:
			return { kind: "fee", basis: 1, taxClass: "standard", basisPoints: 0, amountMinor: 1 + step };
	}
}

function ruleAt(at: number): CatalogSourceRule {
	const values = valuesOf(at);
	const isBasket = at % 21 === 0 || at % 21 === 8;
	return {
		id: `RULE-${String(at).padStart(3, "0")}`,
		name: `Rule number ${at}`,
		class: values.kind === "fee" ? "fee" : isBasket ? "basket" : "item",
		priority: at,
		items: isBasket ? [] : [at % 2 === 0 ? { skus: [sku(at), sku(at + 500)] } : { categories: [category(at * 3)] }],
		...(at % 5 === 0 && {
			window: { fromSeconds: 0, untilSeconds: 0, weekdays: 0x7f, fromMinute: 600, untilMinute: 900 },
		}),
		...(at % 9 === 0 && { flags: ["rain"] }),
		...values,
	};
}

/** Without rules it is the same catalog. */
export function benchCatalog(hasRules: boolean): CatalogSource {
	return {
		version: 1,
		currency: "EUR",
		headerLines: ["Market"],
		taxClasses: [
			{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
			{ name: "reduced", rates: [{ rateMillipercent: 10_000 }] },
		],
		promotions: [],
		flags: hasRules ? ["rain"] : [],
		rules: hasRules ? Array.from({ length: ruleCount }, (_, at) => ruleAt(at)) : [],
		items: Array.from({ length: itemCount }, (_, at) => ({
			sku: sku(at),
			name: `Item number ${at}`,
			category: category(at),
			priceMinor: 110 + ((at * 37) % 900),
			taxClass: at % 3 === 0 ? "reduced" : "standard",
			barcodes: [],
		})),
	};
}
