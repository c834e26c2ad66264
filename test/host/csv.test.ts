// CSV files of operators: read within bounds, and written so that they read back unchanged.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readItems, writeItems } from "../../host/control/catalog-file.js";
import { unescapeFormula } from "../../host/csv-escape.js";
import { readCsv } from "../../host/csv-reader.js";
import { writeCsv } from "../../host/csv-writer.js";
import type { HostFault } from "../../host/faults.js";
import { hostLimits } from "../../host/limits.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const fields = (text: string): (readonly string[])[] => readCsv(bytes(text)).map((row) => row.fields);

function faultOf(input: Uint8Array): HostFault {
	try {
		readCsv(input);
	} catch (error) {
		return error as HostFault;
	}
	throw new Error("nothing was refused");
}

const cell = fc
	.array(
		fc.constantFrom('"', '""', "\r\n", "\n", "\r", ",", ";", "'", "a", "é", "漢", "😀", " ", "\ufeff", "\t", "="),
		{
			maxLength: 12,
		},
	)
	.map((parts) => parts.join(""));

describe("reading CSV", () => {
	it("accepts quotes, delimiters and line ends within quotes", () => {
		expect(fields('a,"say ""hi""","x,y;z","two\r\nlines"\n')).toEqual([["a", 'say "hi"', "x,y;z", "two\r\nlines"]]);
	});

	it("accepts every kind of line end, even mixed in one file, and drops blank lines", () => {
		expect(fields("a,b\r\n\r\nc,d\n\ne,f\rg,h")).toEqual([
			["a", "b"],
			["c", "d"],
			["e", "f"],
			["g", "h"],
		]);
		expect(fields("")).toEqual([]);
		expect(fields("\n\r\n")).toEqual([]);
	});

	it("drops a byte order mark only at the beginning", () => {
		expect(fields("\ufeffsku,name\n")).toEqual([["sku", "name"]]);
		expect(fields('"\ufeffsku",\ufeffname\n')).toEqual([["\ufeffsku", "\ufeffname"]]);
	});

	it("does not accept semicolons as commas", () => {
		expect(fields("a;b;c\n")).toEqual([["a;b;c"]]);
	});

	it("reports the line where each row begins, even with line ends within quotes", () => {
		const text = 'a,b\r\n\r\n"x\ny",c\n"q\r\nr",d\re,f\n\n"g\r",h';
		expect(readCsv(bytes(text)).map((row) => row.line)).toEqual([1, 3, 5, 7, 9]);
	});

	it.each([
		["a quote inside a field", 'a,b\nx"y,z\n', 2, "a quote inside a field"],
		["text behind a closing quote", 'a\r\n"1\r\n2"\r\n"b"c\r\n', 4, "text after a closing quote"],
		["a quote that is not closed", 'a\n"b\n\n', 2, "a quote is not closed"],
		["a field too long", `a\nb,${"x".repeat(hostLimits.csvFieldCharactersMax + 1)}\n`, 2, "field too long"],
		["too many fields", `a\n\n${",".repeat(hostLimits.csvFieldsMax)}\n`, 3, "too many fields"],
	])("refuses %s and names the line", (_name, text, line, detail) => {
		const fault = faultOf(bytes(text));
		expect([fault.code, fault.lines[0]]).toMatchObject(["CSV_MALFORMED", { line, detail }]);
	});

	it("accepts the longest field and the largest number of fields", () => {
		const long = "漢".repeat(hostLimits.csvFieldCharactersMax);
		const row = Array.from({ length: hostLimits.csvFieldsMax }, () => long);
		expect(fields(row.join(","))).toEqual([row]);
	});

	it("refuses a line of 10 MB before it is parsed, and a long row within the file's bound", () => {
		expect(faultOf(new Uint8Array(10_000_000).fill(0x61)).code).toBe("CSV_TOO_LARGE");
		const open = bytes(`a\n"${"x".repeat(hostLimits.csvBytesMax - 10)}`);
		expect(faultOf(open)).toMatchObject({ code: "CSV_MALFORMED", lines: [{ line: 2, detail: "row too long" }] });
	});

	it.each([
		["Latin-1", Buffer.from("a,Caf\xe9\n", "latin1")],
		["UTF-16 without a mark", Buffer.from("a,b\n", "utf16le")],
		["a zero byte", bytes("a,\0b\n")],
	])("refuses %s", (_name, input) => expect(faultOf(input).code).toBe("CSV_ENCODING"));
});

describe("writing CSV", () => {
	it("quotes by RFC 4180 and prevents spreadsheets from running formulas", () => {
		const rows = [
			["a", "b"],
			['say "hi", you', 1],
			["=HYPERLINK(1)", -2],
			["@x", 0],
			["two\nlines", 3],
			["-5", -5],
		];
		expect(writeCsv(rows)).toBe(
			'a,b\r\n"say ""hi"", you",1\r\n\'=HYPERLINK(1),-2\r\n\'@x,0\r\n"two\nlines",3\r\n\'-5,-5\r\n',
		);
	});

	it.each(["=", "+", "-", "@", "\t", "\uff1d"])("disarms a text that begins with %j", (first) => {
		expect(writeCsv([[`${first}1+1`]])).toBe(`'${first}1+1\r\n`);
	});

	it("round-trips every cell", () => {
		fc.assert(
			fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }), (rows) => {
				const read = fields(writeCsv([["a", "b"], ...rows])).slice(1);
				expect(read.map((row) => row.map(unescapeFormula))).toEqual(rows);
			}),
			{ numRuns: 300 },
		);
	});
});

describe("a catalog's items", () => {
	it("round-trip through the downloaded file, including formulas", () => {
		const taxClasses = [{ name: "standard", rates: [{ rateMillipercent: 0 }] }];
		const items = ["=1+1", "-5", "+x", "@y", 'a "b", c; d', "\uff1dx"].map((name, at) => ({
			...{ sku: at === 0 ? "-7" : `S${at}`, name, category: "", priceMinor: at, taxClass: "standard" },
			barcodes: at === 1 ? ["96385074", "4006381333931"] : [],
		}));
		const csv = writeItems({ currency: "EUR", items });
		expect(csv).toContain("'=1+1");
		const read = readItems(bytes(csv), taxClasses);
		expect(read).toMatchObject({ currency: "EUR", items });
	});
});
