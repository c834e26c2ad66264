// The import refuses codes that no scan can match, and says how to mend them. opensourcepos #2515 (numbers turned into
// 4.00638E+12), react-csv #136 (numbers that a spreadsheet reformats), and what else spreadsheets do to barcodes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HostFault } from "../../../host/faults.js";
import { ScanningStall, itemsOf, type Row, rungUp } from "../till/scanning-stall.js";

function problems(rows: readonly Row[]): HostFault["lines"] {
	try {
		itemsOf(rows);
		return [];
	} catch (error) {
		if (error instanceof HostFault) return error.lines;
		throw error;
	}
}

describe("a barcode that no scan can match is refused by line and column, with the fix", () => {
	it.each([
		["opensourcepos #2515: shortened", "4.00638E+12", "format the column as text"],
		["shortened, where decimals have commas", "4,00638E+12", "format the column as text"],
		["shortened to one digit", "4e+12", "format the column as text"],
		["react-csv #136: made a decimal", "4006381333931.0", "enter 4006381333931 without"],
		["with decimals of a comma", "4006381333931,00", "enter 4006381333931 without"],
		["with the apostrophe of a text cell", "'4006381333931", "enter 4006381333931 alone"],
		["with a typographic apostrophe", "\u20194006381333931", "ASCII"],
		["as a formula", '="4006381333931"', "enter 4006381333931 alone"],
		["in quotes", '"4006381333931"', "enter 4006381333931 alone"],
		["joined by a comma", "4006381333931,96385074", '"4006381333931 96385074"'],
		["joined by semicolons", "4006381333931;96385074;", '"4006381333931 96385074"'],
		["joined by a bar", "QR-7|4006381333931", '"QR-7 4006381333931"'],
		["joined by a slash", "4006381333931/96385074", '"4006381333931 96385074"'],
		["with a comma behind it", "4006381333931,", '"4006381333931"'],
		["with a wrong check digit", "4006381333930", "4006381333931 has the right one"],
		["of eight digits with a wrong one", "12345678", "12345670 has the right one"],
		["of twelve", "036000291453", "036000291452 has the right one"],
		["of fourteen", "10614141000416", "10614141000415 has the right one"],
		["without its first zero", "36000291452", "enter 036000291452"],
		["in the groups of its print", "4 006381 333931", "enter 4006381333931"],
		["in the groups of a UPC-A", "0 36000 29145 2", "enter 036000291452"],
		["of a book with hyphens", "978-3-16-148410-0", "enter 9783161484100"],
		["with the brackets of its print", "(01)04006381333931(10)A1", "04006381333931"],
		["of a scale with its value", "2340119005000", "2340119"],
		["of full-width digits", "４００６３８１３３３９３１", "ASCII"],
		["too long", "x".repeat(49), "48"],
	])("%s: %s", (_name, barcodes, fix) => {
		const [problem, ...more] = problems([{ sku: "T" }, { sku: "S", barcodes }]);
		expect(problem).toMatchObject({ line: 3, column: "barcodes", code: "CSV_FIELD_INVALID" });
		expect(problem!.detail).toContain(fix);
		expect(more).toEqual([]);
	});

	it.each(["4.00638E+12", "4006381333931.0", "'4006381333931", '="4006381333931"'])("as a SKU too: %s", (sku) => {
		expect(problems([{ sku: "T" }, { sku }])).toMatchObject([
			{ line: 3, column: "sku", code: "CSV_FIELD_INVALID" },
		]);
	});

	it("names every line", () => {
		const lines = problems([
			{ sku: "A", barcodes: "4.00638E+12" },
			{ sku: "B", barcodes: "96385074" },
			{ sku: "C", barcodes: "12345678 96385071" },
		]);
		expect(lines.map(({ line }) => line)).toEqual([2, 4, 4]);
	});
});

describe("a code that a scan can match is taken", () => {
	it.each([
		["several codes", "4006381333931 96385074 QR-7", "96385074"],
		["an in-store item of seven digits", "2112345", "2112345"],
		["text with commas", "BOX,LARGE", "BOX,LARGE"],
		["text with hyphens", "2024-0017", "2024-0017"],
		["a link", "https://example.com/a/b;c", "https://example.com/a/b;c"],
		["a number of one's own of eleven digits", "36000291453", "36000291453"],
		["a number like a power of ten", "12E5", "12E5"],
		["a version", "1.0", "1.0"],
	])("%s", (_name, barcodes, scanned) => {
		expect(rungUp([{ sku: "S", barcodes }], scanned)).toBe("Item S 250");
	});

	it("whatever it is, if it was imported: the scanner's line brings it to its item", () => {
		const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 20 });
		const text = fc.string({ unit: fc.constantFrom(...'0123456789.,;|/"=E+-()AZ'), minLength: 1, maxLength: 16 });
		fc.assert(
			fc.property(fc.oneof(digits, text), (barcodes) => {
				fc.pre(problems([{ sku: "S", barcodes }]).length === 0);
				expect(rungUp([{ sku: "S", barcodes }], barcodes)).toBe("Item S 250");
			}),
			{ seed: 8, numRuns: 300 },
		);
	});
});

describe("a number of one's own as a SKU", () => {
	it.each(["12345678", "10000001", "4006381333932", "123456789013", "12345678901234"])(
		"of as many digits as a GTIN needs no check digit, and is no noise: %s",
		(sku) => {
			expect(problems([{ sku }])).toEqual([]);
			expect(rungUp([{ sku }], sku)).toBe(`Item ${sku} 250`);
		},
	);

	it("leaves a misread number noise that the catalog does not list", () => {
		const counter = new ScanningStall([{ sku: "12345678" }]).scan("12345679");
		expect(counter.shown).toBe("noise");
		expect(counter.stall.till.isIdle).toBe(true);
		expect(new ScanningStall([{ sku: "12345678" }]).scan("4006381333930").shown).toBe("noise");
	});

	it("may be in a symbology that has no such check digit", () => {
		for (const identifier of ["]C0", "]A0", "]F0", "]Q1", "]d1"])
			expect(rungUp([{ sku: "S", barcodes: "96385074" }], `${identifier}12345679`)).toBe("ITEM_UNKNOWN");
		expect(rungUp([{ sku: "S", barcodes: "96385074" }], "]I010614141000416")).toBe("noise");
	});
});
