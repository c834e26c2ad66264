// Issue 12, number 10: what spreadsheets of Europe write is read (oroinc/crm #96, woocommerce #33481), and what is not
// read is told why.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, header, imported, refused } from "./file.js";

const rows = [
	["sku", "name", "category", "price_minor", "currency", "tax_class", "barcodes"],
	["TEA", "Thé, glacé; grand", "boissons", "250", "EUR", "standard", "96385074 4006381333931"],
	["BUN", 'Pain "noir"', "", "1250", "EUR", "zero", ""],
];
const quote = (field: string): string => (/[",;\t]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
const table = (separator: string, end = "\r\n"): string =>
	rows.map((fields) => fields.map(quote).join(separator) + end).join("");
const expected = imported(table(","));

function utf16(text: string, isBigEndian: boolean): Uint8Array {
	const le = Buffer.from(`\ufeff${text}`, "utf16le");
	return isBigEndian ? le.swap16() : le;
}

it("the file of commas is what the others are compared with", () => {
	expect(expected.items).toEqual([
		{
			...{ sku: "TEA", name: "Thé, glacé; grand", category: "boissons", priceMinor: 250, taxClass: "standard" },
			barcodes: ["96385074", "4006381333931"],
		},
		{ sku: "BUN", name: 'Pain "noir"', category: "", priceMinor: 1_250, taxClass: "zero", barcodes: [] },
	]);
});

describe("a table is the same", () => {
	it.each([
		["separated by semicolons", bytes(table(";"))],
		["separated by tabs", bytes(table("\t"))],
		["with a byte order mark", bytes(`\ufeff${table(";")}`)],
		["with line ends of Unix", bytes(table(";", "\n"))],
		["with line ends of old Macs", bytes(table("\t", "\r"))],
		["behind a line that names its separator", bytes(`sep=;\r\n${table(";")}`)],
		["behind such a line and a mark", bytes(`\ufeffsep=,\r\n${table(",")}`)],
		["behind such a quoted line", bytes(`"sep=\t"\r\n${table("\t")}`)],
		["in UTF-16 with tabs, Excel's Unicode text", utf16(table("\t"), false)],
		["in UTF-16 of the other byte order", utf16(table(";"), true)],
		["with quotes around everything", bytes(table(";").replaceAll(/(^|;)([^";\r\n]*)(?=[;\r])/gm, '$1"$2"'))],
	])("%s", (_name, file) => expect(imported(file)).toEqual(expected));

	it("in any order of columns, by any separator, in any encoding", () => {
		fc.assert(
			fc.property(
				fc.shuffledSubarray(
					rows[0]!.map((_, index) => index),
					{ minLength: 7 },
				),
				...[fc.constantFrom(",", ";", "\t"), fc.constantFrom("\n", "\r\n", "\r"), fc.boolean(), fc.boolean()],
				(order, separator, end, isWide, isBigEndian) => {
					const text = rows.map((row) => order.map((i) => quote(row[i]!)).join(separator) + end).join("");
					expect(imported(isWide ? utf16(text, isBigEndian) : text)).toEqual(expected);
				},
			),
		);
	});
});

it("the line of a wrong field is that of the file, behind a line that names the separator as well", () => {
	expect(refused(`sep=;\n${header.replaceAll(",", ";")}\nA;Tea;;-1;EUR;zero\n`)).toMatchObject([
		{ line: 3, column: "price_minor" },
	]);
});

it("the name of the separator does not overrule what is no separator", () => {
	expect(refused(`${header.replaceAll(",", "|")}\nA|Tea||1|EUR|zero\n`)[0]).toMatchObject({
		...{ line: 1, code: "CSV_COLUMN_MISSING" },
		detail: expect.stringContaining("commas, semicolons or tabs"),
	});
});

describe("a column of prices in the currency's units", () => {
	const price = (text: string, currency = "EUR"): string =>
		`sku;name;category;price;currency;tax_class\nA;Tea;;${text};${currency};zero\n`;

	it.each([
		["2,50", "EUR", 250],
		["2.50", "EUR", 250],
		["2,5", "EUR", 250],
		["2", "EUR", 200],
		["0", "EUR", 0],
		["1250,00", "EUR", 125_000],
		["1,250", "KWD", 1_250],
		["120", "JPY", 120],
		["42949672,95", "EUR", 4_294_967_295],
	])("reads %s %s", (text, currency, priceMinor) =>
		expect(imported(price(text, currency)).items).toMatchObject([{ priceMinor }]),
	);

	it.each([
		["1,250", "EUR"],
		["1.250,00", "EUR"],
		["1 250,00", "EUR"],
		["120,0", "JPY"],
		["-2,50", "EUR"],
		["2,50 €", "EUR"],
		["42949672,96", "EUR"],
		["2,", "EUR"],
		["", "EUR"],
	])("refuses %s %s", (text, currency) =>
		expect(refused(price(text, currency))).toMatchObject([
			{ line: 2, column: "price", code: "CSV_FIELD_INVALID", detail: expect.stringContaining("2.50 or 2,50") },
		]),
	);
});

describe("what is not read says what to do", () => {
	it.each([
		[
			"Windows-1252",
			Buffer.from(`${header}\nA,Tea,,1,EUR,zero\nB,Caf\xe9,,1,EUR,zero\n`, "latin1"),
			3,
			"CSV UTF-8",
		],
		["Windows-1252 after CRLF", Buffer.from(`${header}\r\nB,Caf\xe9,,1,EUR,zero\r\n`, "latin1"), 2, "CSV UTF-8"],
		["a workbook", Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0), 1, "workbook"],
		["an old workbook", Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1), 1, "workbook"],
		["UTF-16 without a mark", Buffer.from(`${header}\nA,Tea,,1,EUR,zero\n`, "utf16le"), 1, "UTF-16"],
		["half a character of UTF-16", utf16(header, false).subarray(0, -1), 1, "UTF-16"],
		["a control character", bytes(`${header}\nA,Te\x07a,,1,EUR,zero\n`), 2, "control code 7"],
	])("%s", (_name, file, line, detail) =>
		expect(refused(file)).toMatchObject([{ line, code: "CSV_ENCODING", detail: expect.stringContaining(detail) }]),
	);
});
