// Issue 12, number 10: a catalog that is exported and imported is the same, and a spreadsheet that opens the file runs
// nothing of it (apache/rocketmq-dashboard #2756: an apostrophe of the text itself was lost).
import fc from "fast-check";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { CatalogSourceItem } from "../../../firmware/catalog/source.js";
import { writeItems } from "../../../host/control/catalog-file.js";
import { escapeFormula, unescapeFormula } from "../../../host/csv-escape.js";
import { labelProblem } from "../../../firmware/catalog/label.js";
import { cleanText } from "../../../host/control/item-text.js";
import { HostFault } from "../../../host/faults.js";
import { readBarcodes } from "../../../simulator/page/host-watch.js";
import { imported, taxClasses } from "./file.js";

const item = (name: string, more: Partial<CatalogSourceItem> = {}): CatalogSourceItem => ({
	...{ sku: "A", name, category: "", priceMinor: 250, taxClass: "zero", barcodes: [] },
	...more,
});

/** Without what an import adds. */
function asExported(source: CatalogSourceItem): CatalogSourceItem {
	const { sku, name, category, priceMinor, taxClass, barcodes } = source;
	return { sku, name, category, priceMinor, taxClass, barcodes };
}

/** What an import makes of the exported items; nothing where it refuses them. */
function again(items: readonly CatalogSourceItem[]): CatalogSourceItem[] {
	try {
		const read = imported(writeItems({ currency: "EUR", items }));
		return read.items.map(asExported);
	} catch (error) {
		if (error instanceof HostFault) return [];
		throw error;
	}
}

/**
 * The cells that a spreadsheet sees, by the separator of its language. Where that is not the file's, quotes stand
 * within cells and keep nothing together.
 */
function cells(csv: string, delimiter: string): string[] {
	if (delimiter === ",") return parse(csv).flat();
	const split = csv.split(/[\r\n]+/).flatMap((line) => line.split(delimiter));
	return split.map((cell) => cell.replaceAll(/^"|"$/g, ""));
}

const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const texts = [
	...["-10OFF", "+1 Topping", "=cmd", "@x", "'=x", "''-x", "'", "''", "'tis", "-", "=", "\uff1dx", "x;=1+1", "x; -1"],
	...[
		"x;'=1",
		";",
		";=",
		"a;;=b",
		"a;'';'=b",
		"\";=cmd|' /C calc'!A0",
		'say "hi", you',
		"1,250",
		"0036000291452",
		"-5",
	],
];

describe("a catalog comes back as it was", () => {
	it.each(texts)("with the name %s", (name) => {
		expect(again([item(name)])).toEqual([item(name)]);
		expect(again([item("Tea", { category: name })])).toEqual([item("Tea", { category: name })]);
	});

	it.each(["-10OFF", "+1", "=cmd", "@x", "'=x", "'", ";=1", '"'])("with the SKU and barcode %s", (sku) => {
		const items = [item("Tea", { sku }), item("Bun", { barcodes: [`${sku}X9`, `${sku}X8`] })];
		expect(again(items)).toEqual(items);
		expect(readBarcodes(writeItems({ currency: "EUR", items }))[0]).toEqual({ code: sku, name: "Tea" });
	});

	const word = fc
		.array(
			fc.oneof(
				fc.constantFrom(
					"'",
					"''",
					'"',
					",",
					";",
					"; ",
					"=",
					"+",
					"-",
					"@",
					"\uff1d",
					" ",
					"é",
					"漢",
					"😀",
					"=1+1",
				),
				fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
			),
			{ minLength: 1, maxLength: 9 },
		)
		.map((parts) => parts.join(""))
		.filter((text) => cleanText(text).text === text && labelProblem(text) === undefined);
	const code = fc
		.string({
			unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
			minLength: 1,
			maxLength: 24,
		})
		.filter((text) => again([item("Tea", { barcodes: [text] })]).length === 1);
	const codes = fc.uniqueArray(code, { minLength: 30, maxLength: 40 });

	it("whatever its texts and codes are", () => {
		const rows = fc.array(
			fc.record({
				...{ name: word, category: fc.oneof(fc.constant(""), word) },
				priceMinor: fc.integer({ min: 0, max: 4_294_967_295 }),
				taxClass: fc.constantFrom(...taxClasses.map(({ name }) => name)),
				barcodes: fc.integer({ min: 0, max: 4 }),
			}),
			{ minLength: 1, maxLength: 6 },
		);
		fc.assert(
			fc.property(rows, codes, (drafts, all) => {
				const left = [...all];
				const items = drafts.map(({ barcodes, ...draft }) => ({
					...{ ...draft, sku: left.pop()! },
					barcodes: left.splice(0, barcodes),
				}));
				expect(again(items)).toEqual(items);
			}),
			{ numRuns: 100 },
		);
	});

	it("also after a spreadsheet has written it again, with semicolons", () => {
		const csv = writeItems({
			currency: "EUR",
			items: texts.map((name, index) => item(name, { sku: `S${index}` })),
		});
		const rows: string[][] = parse(csv);
		const saved = rows.map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(";")).join("\r\n");
		expect(imported(saved).items.map(({ name }) => name)).toEqual(texts);
	});
});

describe("a spreadsheet runs nothing of an exported catalog", () => {
	it.each([",", ";", "\t"])("that separates cells by %j", (delimiter) => {
		for (const name of texts) {
			const csv = writeItems({
				currency: "EUR",
				items: [item(name, { category: name, barcodes: ["-1", "=2"] })],
			});
			for (const cell of cells(csv, delimiter)) expect(cell).not.toMatch(formula);
		}
	});
});

it("an escaped text is unescaped to what it was, whatever it is", () => {
	const any = fc.array(fc.constantFrom("'", ";", "=", "+", "\t", "\r", " ", "x", "\uff20", "\n"), { maxLength: 10 });
	fc.assert(
		fc.property(any, (parts) => {
			const text = parts.join("");
			expect(unescapeFormula(escapeFormula(text))).toBe(text);
			for (const cell of escapeFormula(text).split(";")) expect(cell).not.toMatch(formula);
		}),
		{ numRuns: 5_000 },
	);
});
