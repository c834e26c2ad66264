// The rows of a file of items: prices in their currency, one currency, one row for an SKU.
import { describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { readItems } from "../../host/control/catalog-file.js";
import type { HostFault } from "../../host/faults.js";

const taxClasses = [{ name: "zero", rates: [{ rateMillipercent: 0 }] }];

/** Reads rows of: sku, price, currency. */
function read(...rows: readonly string[]) {
	const lines = rows
		.map((row) => row.split(" "))
		.map(([sku, price, currency]) => `${sku};Tea;;${price};${currency};zero`);
	return readItems(Buffer.from(`sku;name;category;price;currency;tax_class\n${lines.join("\n")}\n`), taxClasses);
}

/** The column and code of each problem, by line. */
function refused(...rows: readonly string[]): string[] {
	try {
		read(...rows);
	} catch (error) {
		return (error as HostFault).lines.map(({ line, column, code }) => `${line} ${column} ${code}`);
	}
	throw new Error("the file was imported");
}

describe("a price", () => {
	it.each([
		["2.5", "EUR", 250],
		["2,05", "EUR", 205],
		["2", "EUR", 200],
		["0.05", "EUR", 5],
		["250", "JPY", 250],
		["2.505", "TND", 2_505],
		["2.5", "TND", 2_500],
	])("of %s %s is %i minor units", (price, currency, priceMinor) => {
		expect(read(`A ${price} ${currency}`)).toMatchObject({ currency, items: [{ priceMinor }] });
	});

	it.each([
		["2.505", "EUR"],
		["2.5", "JPY"],
		["2.0005", "TND"],
		["-2.50", "EUR"],
		["2.50.", "EUR"],
		["1'250.00", "EUR"],
	])("of %s %s is refused", (price, currency) => {
		expect(refused(`A ${price} ${currency}`)).toEqual(["2 price CSV_FIELD_INVALID"]);
	});

	it("is at most the largest that a catalog can contain", () => {
		const decimal = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;
		const { unitPriceMinorMax } = limits;
		expect(read(`A ${decimal(unitPriceMinorMax)} EUR`).items[0]!.priceMinor).toBe(unitPriceMinorMax);
		expect(refused(`A ${decimal(unitPriceMinorMax + 1)} EUR`)).toEqual(["2 price CSV_FIELD_INVALID"]);
	});
});

it("a row of another currency than the first is refused", () => {
	expect(refused("A 1.00 EUR", "B 1.00 GBP", "C 1.00 EUR", "D 100 JPY")).toEqual([
		"3 currency CSV_FIELD_INVALID",
		"5 currency CSV_FIELD_INVALID",
	]);
});

it("the second row of an SKU is refused, with the line of the first", () => {
	expect(refused("A 1.00 EUR", "B 1.00 EUR", "A 2.00 EUR", "A 3.00 EUR")).toEqual([
		"4 sku CSV_DUPLICATE",
		"5 sku CSV_DUPLICATE",
	]);
});
