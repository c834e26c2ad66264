// The monkey test's catalog, and the codes it scans: goods, scale labels and invalid codes.
import { limits } from "../../firmware/core/limits.js";

const items: readonly (readonly [sku: string, name: string, price: number, tax: string, barcodes: string])[] = [
	["S1", "Coffee", 260, "standard", "4006381333931"],
	["S2", "Bread", 320, "zero", "96385074"],
	["S3", "Scone", 233, "standard", ""],
	["S4", "Jam with a name as long as names may be", 457, "reduced", ""],
	["S5", "Piano", limits.unitPriceMinorMax, "standard", ""],
	["S6", "Nothing", 0, "zero", ""],
	["CHEESE", "Cheese", 1_290, "reduced", "2112345 4012345678901 2312345"],
	["S7", "Crème brûlée ☕", 480, "city", ""],
];

/**
 * Host settings. In this country cash in euro is rounded and cash in pounds is not. The last class has two taxes of one
 * authority in two jurisdictions.
 */
export const shopSettings = {
	country: "NL",
	weightPrefixes: [23],
	headerLines: ["North Bakery", "Market Square 3"],
	taxClasses: [
		{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
		{ name: "reduced", rates: [{ rateMillipercent: 5_000 }] },
		{ name: "zero", rates: [{ rateMillipercent: 0 }] },
		{
			name: "city",
			rates: [
				{ rateMillipercent: 4_000, authority: "US-NY" },
				{ rateMillipercent: 4_875, authority: "US-NY", jurisdiction: "NYC" },
			],
		},
	],
};

/** Prices and currency vary; the goods stay the same. */
export function catalogCsv(raiseMinor: number, currency = "GBP"): Buffer {
	const lines = items.map(([sku, name, price, tax, barcodes], index) => {
		const raised = Math.min(limits.unitPriceMinorMax, price === 0 ? 0 : price + raiseMinor);
		return `${sku},${name},${index % 2 === 0 ? "food" : "other"},${raised},${currency},${tax},${barcodes}`;
	});
	const more = Array.from(
		{ length: 30 },
		(_, index) => `M${index},Item ${index},more,${100 + index * 7 + raiseMinor},${currency},standard,`,
	);
	return Buffer.from(
		`sku,name,category,price_minor,currency,tax_class,barcodes\n${[...lines, ...more].join("\n")}\n`,
	);
}

const separator = "\u001d";

export const goods: readonly string[] = ["S1", "S2", "S3", "S4", "M1", "M2", "M3", "S7", "4006381333931", "96385074"];

export const codes: readonly string[] = [
	...["S1", "S2", "S3", "S4", "S1", "S2", "S3", "M1", "M2", "M3", "S5", "S6", "S7", "4006381333931", "96385074"],
	// Price 1.99, weight 482 g, both, a weight of nothing, another currency, nine digits of price.
	...[
		"2112345001993",
		"2312345004829",
		"01040123456789013103000482",
		`01040123456789013922199${separator}3103000100`,
	],
	...[
		"01040123456789013103000000",
		"01040123456789013932978199",
		"0104012345678901392299999999999",
		"01040123456789013109999999",
	],
	...[
		"]C101040123456789013103000482",
		"0194012345678908",
		"01",
		"31",
		separator,
		"2112345001990",
		"TM1:nonsense",
		"☕",
		" ",
		"x".repeat(600),
	],
	...["4006381333932", "unknown", "0".repeat(48), `${separator}${separator}01040123456789013103000482`],
];
