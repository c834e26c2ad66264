// Issue 12, number 10: rows and headers. What does not fit is refused with its line and the reason, and nothing is read
// from another column than its own.
import { describe, expect, it } from "vitest";
import { readNames } from "../../../host/control/catalog-file.js";
import { sim } from "../../../tools/sim.js";
import { replay } from "../../../tools/replay/main.js";
import { Fixture } from "../../host/fixture.js";
import { captured } from "../../tools/command-output.js";
import { bytes, header, imported, refused } from "./file.js";

describe("a row wider than the header (ArcadeData/arcadedb #7782)", () => {
	it.each([
		["a decimal comma", "A,Tea,,1,250,EUR,zero"],
		["a decimal comma in the last column of prices", "A,Tea,,250,EUR,zero,00"],
		["a comma in a name", "A,Tea, iced,,250,EUR,zero"],
		["an empty field behind the last", "A,Tea,,250,EUR,zero,"],
	])("with %s is refused, and the way out is named", (_name, row) => {
		expect(refused(`${header}\nB,Bun,,90,EUR,zero\n${row}\n`)).toEqual([
			{
				...{ line: 3, column: "", code: "CSV_MALFORMED" },
				detail: expect.stringMatching(/7 fields, but the header names 6.*decimal comma.*quotes.*semicolons/),
			},
		]);
	});

	it("never sells at the digits before the comma", () => {
		// Read by the header's places, the price was 1, the currency 250 and the tax class EUR.
		const wide = `sku,name,category,currency,tax_class,price_minor\nA,Tea,,EUR,zero,1,250\n`;
		expect(refused(wide)).toMatchObject([{ line: 2, code: "CSV_MALFORMED" }]);
		expect(imported(wide.replace("1,250", "250")).items).toMatchObject([{ priceMinor: 250 }]);
	});
});

describe("a decimal comma in a row that is as wide as the header, because it ends before its barcodes", () => {
	it.each([
		["sku,name,category,price_minor,currency,tax_class,barcodes", "A,Tea,,1,250,EUR,zero", "currency"],
		["sku,name,category,currency,tax_class,price_minor,barcodes", "A,Tea,,EUR,zero,1,250", "price_minor"],
		["sku,name,category,currency,tax_class,price,barcodes", "A,Tea,,EUR,zero,2,50", "price"],
		["sku,currency,tax_class,price,name,category,barcodes", "A,EUR,zero,2,50,Tea,hot", "price"],
		["sku,name,currency,tax_class,price,category,barcodes", "A,Tea,EUR,zero,2,50,hot", "price"],
	])("is refused: %s", (line, row, column) => {
		expect(refused(`${line}\n${row}\n`)).toContainEqual({
			...{ line: 2, column, code: "CSV_FIELD_INVALID" },
			detail: expect.stringContaining("decimal comma (1,250)"),
		});
		// With semicolons the same fields are what they say.
		const fields = row.replaceAll(",", ";");
		if (column !== "currency") expect(imported(`${line.replaceAll(",", ";")}\n${fields}\n`).items).toHaveLength(1);
	});

	it("is not seen in barcodes and names that are longer", () => {
		const line = "sku,name,category,currency,tax_class,price_minor,barcodes";
		expect(imported(`${line}\nA,Tea,,EUR,zero,250,96385074\n`).items).toMatchObject([{ priceMinor: 250 }]);
	});
});

describe("a row narrower than the header", () => {
	it("is refused where a required field is missing", () => {
		expect(refused(`${header}\nA,Tea,,250\n`)).toMatchObject([
			{ line: 2, detail: expect.stringContaining("4 fields, but the header names 6") },
		]);
	});

	it("is read where only barcodes are missing, and rows without anything are skipped", () => {
		const { items } = imported(
			`${header},barcodes\nA,Tea,,250,EUR,zero\n,,,,,,\n   \nB,Bun,,90,EUR,zero,96385074\n`,
		);
		expect(items.map(({ sku, barcodes }) => [sku, barcodes])).toEqual([
			["A", []],
			["B", ["96385074"]],
		]);
	});
});

describe("a column named twice (melihbirim/csvql #102)", () => {
	it.each([
		["price_minor", "sku,name,category,price_minor,currency,tax_class,price_minor"],
		["name", "sku,Name,category,price_minor,currency,tax_class, NAME "],
		["note", "sku,name,category,price_minor,currency,tax_class,note,note"],
		["price", "sku,name,category,price_minor,currency,tax_class,price"],
	])("is refused: %s", (column, line) => {
		expect(refused(`${line}\nA,Tea,,250,EUR,zero,9,9\n`)).toMatchObject([
			{ line: 1, column, code: "CSV_COLUMN_TWICE" },
		]);
	});

	it("does not concern columns without a name, in which nothing may stand", () => {
		expect(imported(`${header},,\nA,Tea,,250,EUR,zero,,\n`).items).toHaveLength(1);
		expect(refused(`${header},,\nA,Tea,,250,EUR,zero,,9\n`)).toMatchObject([{ line: 2, code: "CSV_MALFORMED" }]);
	});
});

it("a column that no catalog has is named and left out", () => {
	expect(imported(`${header},barcode\nA,Tea,,250,EUR,zero,96385074\n`)).toMatchObject({
		items: [{ barcodes: [] }],
		warnings: [{ line: 1, column: "barcode", code: "CSV_COLUMN_IGNORED" }],
	});
});

describe("what used to have no line", () => {
	const wide = `${header},barcodes`;
	it.each([
		[
			"a barcode of two items",
			"A,Tea,,1,EUR,zero,96385074\nB,Bun,,1,EUR,zero,96385074",
			3,
			"CSV_DUPLICATE",
			"line 2",
		],
		["a barcode that is another's SKU", "A,Tea,,1,EUR,zero,B\nB,Bun,,1,EUR,zero,", 3, "CSV_DUPLICATE", "line 2"],
		["an SKU twice", "A,Tea,,1,EUR,zero,\nA,Bun,,1,EUR,zero,", 3, "CSV_DUPLICATE", "line 2"],
		["a fifth barcode", "A,Tea,,1,EUR,zero,11 12 13 14 15", 2, "CSV_FIELD_INVALID", "5 codes, at most 4"],
		[
			"a line break in a name",
			'B,Bun,,1,EUR,zero,\nA,"Tea\nblack",,1,EUR,zero,',
			3,
			"CSV_FIELD_INVALID",
			"line break",
		],
		["an old Mac's line break in a name", 'A,"Tea\rblack",,1,EUR,zero,', 2, "CSV_FIELD_INVALID", "line break"],
		["a line separator in a name", "A,Tea\u2028black,,1,EUR,zero,", 2, "CSV_FIELD_INVALID", "line break"],
		["a tab in a name", "A,Tea\tblack,,1,EUR,zero,", 2, "CSV_FIELD_INVALID", "control character"],
		["a line break in a category", 'A,Tea,"hot\ncold",1,EUR,zero,', 2, "CSV_FIELD_INVALID", "line break"],
		["a damaged name", "A,Caf\ufffd,,1,EUR,zero,", 2, "CSV_FIELD_INVALID", "damaged"],
	])("%s", (_name, rows, line, code, detail) => {
		expect(refused(`${wide}\n${rows}\n`)).toMatchObject([{ line, code, detail: expect.stringContaining(detail) }]);
	});
});

it("a price with decimals in minor units is told what to write", () => {
	for (const price of ["2.50", '"2,50"', '"1,250"', "1.250"])
		expect(refused(`${header}\nA,Tea,,${price},EUR,zero\n`)).toMatchObject([
			{ line: 2, column: "price_minor", detail: expect.stringContaining("250 for 2.50") },
		]);
});

it("the helps name every column", async () => {
	const help = async (command: typeof sim): Promise<string> => {
		const { code, out } = await captured(() => command.run(["--help"]));
		expect(code).toBe(0);
		return out.replaceAll(/\s+/g, " ");
	};
	for (const command of [sim, replay])
		for (const column of [...header.split(","), "price", "barcodes"])
			expect(await help(command)).toMatch(new RegExp(`CSV.*\\b${column}\\b`));
});

it("the host's page and API are told the line, and the warnings of what was published", async () => {
	const fixture = new Fixture();
	try {
		const host = await fixture.open();
		const put = async (payload: string) => {
			const headers = { host: "127.0.0.1:80", "content-type": "text/csv" };
			const reply = await host.web.inject({ method: "PUT", url: "/api/catalog", headers, payload });
			return { status: reply.statusCode, body: reply.json() as object };
		};
		expect(await put(`${header}\nA,Tea,,1,250,EUR,zero\n`)).toMatchObject({
			status: 422,
			body: { code: "CSV_MALFORMED", lines: [{ line: 2 }] },
		});
		expect(await put(`${header},note\nA,Tea,,250,EUR,zero,hot\n`)).toEqual({
			status: 200,
			body: {
				version: 1,
				warnings: [
					{ line: 1, column: "note", code: "CSV_COLUMN_IGNORED", detail: "not a column of a catalog" },
				],
			},
		});
		expect(fixture.codes()).toEqual(["CSV_MALFORMED", "CSV_COLUMN_IGNORED"]);
	} finally {
		await fixture.close();
	}
});

it("a replay reads the names of the same file", () => {
	expect(
		readNames(bytes('sep=;\nname;sku;category;price;currency;tax_class\n"Tea; iced";A;;2,50;EUR;zero\n')),
	).toEqual([{ sku: "A", name: "Tea; iced" }]);
});
