// What spreadsheets make of texts and numbers without asking: `-10% off` is read as a formula and saved as `#NAME?`,
// and a UPC-E, whose first digit is 0, loses it. Both were imported in silence: an item called `#NAME?`, and a barcode
// that no scan finds. And what a file is refused for must say what to do.
import { describe, expect, it } from "vitest";
import { readLogo } from "../../../host/control/logo.js";
import { HostFault } from "../../../host/faults.js";
import { readItems } from "../../../host/control/catalog-file.js";
import { ScanningStall } from "../till/scanning-stall.js";
import { bytes, header, imported, refused } from "./file.js";

const row = (fields: Partial<Record<"sku" | "name" | "category" | "barcodes", string>>): string =>
	`${header},barcodes\n${fields.sku ?? "A"},${fields.name ?? "Tea"},${fields.category ?? ""},250,EUR,zero,` +
	`${fields.barcodes ?? ""}\n`;

describe("the error of a formula", () => {
	const errors = ["#NAME?", "#VALUE!", "#REF!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"];
	const abroad = ["#WERT!", "#BEZUG!", "#ZAHL!", "#NV", "#VALEUR!", "#NOM?", "Err:508", "Fehler:508"];
	it.each([...errors, ...abroad])("is no name, category, SKU or barcode: %s", (error) => {
		for (const column of ["name", "category", "sku", "barcodes"] as const) {
			const [problem] = refused(row({ [column]: error }));
			expect(problem).toMatchObject({ line: 2, column, code: "CSV_FIELD_INVALID" });
			expect(problem!.detail).toBe(
				`"${error}" is what a spreadsheet left of a formula: ` +
					"format the column as text and enter the text again",
			);
		}
	});

	it.each(["#1 Dad mug", "#LOVE!", "#NAMES", "Name?", "#", "No. #NV", "Err:5081"])("is not %s", (name) => {
		expect(imported(row({ name })).items[0]!.name).toBe(name);
	});
});

describe("an article number without the zeros before it", () => {
	it.each([
		["UPC-E", "4963406", "04963406"],
		["EAN-8", "1234565", "01234565"],
		["UPC-A with two zeros", "1234567895", "001234567895"],
	])("is imported with a warning that names it: %s", (_name, code, whole) => {
		const { warnings, items } = imported(row({ barcodes: code }));
		expect(items[0]!.barcodes).toEqual([code]);
		expect(warnings).toEqual([
			{
				...{ line: 2, column: "barcodes", code: "CSV_ZEROS_LOST" },
				detail: `${code}: enter ${whole} if that is the barcode, and format the column as text`,
			},
		]);
		expect(new ScanningStall([{ sku: "A", barcodes: whole }]).scan(whole).shown).toBe("Item A 250");
	});

	it.each(["4963407", "2112345", "0212345", "12345", "1234567890", "ABC4963"])("is not %s", (barcodes) => {
		expect(imported(row({ barcodes })).warnings).toEqual([]);
	});
});

describe("a currency that is refused", () => {
	const rows = (...currencies: string[]): string =>
		[header, ...currencies.map((currency, index) => `${index},Tea,,250,${currency},zero`)].join("\n");

	it.each([
		["a sign", ["€"], [[2, '"€" is no known currency, one for all items: enter its code, such as EUR']]],
		["nothing", ["EUR", ""], [[3, '"" is no known currency, one for all items: enter its code, such as EUR']]],
		["another", ["EUR", "USD"], [[3, "USD, but the rows before have EUR: one currency for all items"]]],
		["the first alone", ["XXX", "EUR", "EUR"], [[2, expect.stringContaining('"XXX" is no known currency')]]],
	])("is named: %s", (_name, currencies, expected) => {
		expect(refused(rows(...currencies)).map(({ line, detail }) => [line, detail])).toEqual(expected);
	});
});

describe("a word of a list in another case", () => {
	const taxed = (taxClass: string, currency = "EUR"): string => `${header}\n1,Tea,,250,${currency},${taxClass}\n`;

	it.each(["zero", "Zero", "ZERO", "zErO"])("is the tax class as the host has it: %s", (name) => {
		expect(imported(taxed(name)).items).toMatchObject([{ taxClass: "zero" }]);
	});

	it.each(["eur", "Eur", "EUR"])("is the currency by its code: %s", (code) => {
		expect(imported(taxed("zero", code))).toMatchObject({ currency: "EUR", items: [{ priceMinor: 250 }] });
	});

	it("is refused where two tax classes differ in it alone, unless it is exactly one of them", () => {
		const rates = [{ rateMillipercent: 0 }];
		const taxClasses = ["Reduced", "reduced"].map((name) => ({ name, rates }));
		expect(readItems(bytes(taxed("reduced")), taxClasses).items).toMatchObject([{ taxClass: "reduced" }]);
		expect(() => readItems(bytes(taxed("REDUCED")), taxClasses)).toThrow(
			expect.objectContaining({
				lines: [expect.objectContaining({ detail: '"REDUCED" is not one of Reduced, reduced' })],
			}),
		);
	});
});

describe("a sentence says what to do", () => {
	it("of a file without prices: both columns in which they may stand", () => {
		const problems = refused("sku;name;category;currency;tax_class\nA;Tea;;EUR;zero\n");
		expect(problems).toEqual([
			{
				...{ line: 1, column: "price_minor", code: "CSV_COLUMN_MISSING" },
				detail: "missing: price (2.50), or price_minor (250)",
			},
		]);
	});

	it.each(["£2.50", "12,90 €", "1.012,90", "1 250,00", "-1,00", "１００"])("of a price: %s", (price) => {
		const [problem] = refused(`sku;name;category;price;currency;tax_class\nA;Tea;;${price};EUR;zero\n`);
		expect(problem!.detail).toContain("without signs and thousands separators");
	});

	it("of a text in a code page of East Asia", () => {
		const shiftJis = Buffer.concat([Buffer.from(`${header}\nA,`), Buffer.from("82a8929f", "hex")]);
		expect(refused(shiftJis)[0]!.detail).toContain("Shift_JIS");
	});

	it("of blanks between words: nothing, since the name is not shortened", () => {
		expect(imported(row({ name: "Tea  with   milk" })).warnings).toEqual([]);
	});

	it("of a logo that is no PNG: not a number of pixels that it has not", () => {
		const text = Buffer.from("root:x:0:0:root:/root:/bin/bash\n".repeat(9));
		expect(() => readLogo(text)).toThrow(new HostFault("LOGO_UNREADABLE", "not a PNG"));
	});
});
