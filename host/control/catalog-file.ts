// The items of a catalog as CSV, one item per row, which operators upload and download.
import type { CatalogSource, CatalogSourceItem } from "../../firmware/catalog/source.js";
import { findCurrency } from "../../firmware/core/currencies.js";
import { limits } from "../../firmware/core/limits.js";
import { type CsvRow, readCsv } from "../csv-reader.js";
import { writeCsv } from "../csv-writer.js";
import { type FileProblem, HostFault, type HostFaultCode } from "../faults.js";
import { hostLimits } from "../limits.js";
import { CatalogCodes } from "./catalog-codes.js";

const requiredColumns = ["sku", "name", "category", "price_minor", "currency", "tax_class"] as const;
type Column = (typeof requiredColumns)[number] | "barcodes";

export type CatalogItems = Pick<CatalogSource, "currency" | "items">;

/** Throws HostFault CSV_* naming up to `hostLimits.csvProblemsMax` lines. */
export function readItems(csv: Uint8Array, taxClasses: CatalogSource["taxClasses"]): CatalogItems {
	const [header, ...rows] = readCsv(csv);
	const columns = readHeader(header);
	if (rows.length === 0) throw new HostFault("CSV_FIELD_INVALID", "no items");
	if (rows.length > limits.catalogItemsMax)
		throw new HostFault("CSV_TOO_MANY_ITEMS", `${rows.length} items, at most ${limits.catalogItemsMax}`);
	const problems: FileProblem[] = [];
	const seen = new Map<string, number>();
	const taxNames = new Set(taxClasses.map((tax) => tax.name));
	const codes = new CatalogCodes();
	let currency = "";
	const items = rows.map((row) => {
		const report = (column: Column, code: HostFaultCode, detail: string): void => {
			if (problems.length < hostLimits.csvProblemsMax) problems.push({ line: row.line, column, code, detail });
		};
		const value = (column: Column): string => cell(row.fields[columns.get(column) ?? -1]);
		const item = readItem(row, value, report, taxNames, codes);
		const earlier = seen.get(item.sku);
		if (earlier !== undefined) report("sku", "CSV_DUPLICATE", `also on line ${earlier}`);
		seen.set(item.sku, row.line);
		currency ||= value("currency");
		if (value("currency") !== currency || findCurrency(currency) === undefined)
			report("currency", "CSV_FIELD_INVALID", "one known currency for all items");
		return item;
	});
	const [first] = problems;
	if (first) throw new HostFault(first.code, `line ${first.line}, ${first.column}: ${first.detail}`, problems);
	return { currency, items };
}

/** With a header line; without a catalog the header line alone. */
export function writeItems(catalog: CatalogItems | undefined): string {
	const rows = (catalog?.items ?? []).map(({ sku, name, category, priceMinor, taxClass, barcodes }) => {
		return [sku, name, category, priceMinor, catalog?.currency ?? "", taxClass, barcodes.join(" ")];
	});
	return writeCsv([[...requiredColumns, "barcodes"], ...rows]);
}

function readHeader(header: CsvRow | undefined): Map<string, number> {
	const columns = new Map(header?.fields.map((name, index) => [name.trim().toLowerCase(), index]));
	const missing = requiredColumns.filter((name) => !columns.has(name));
	if (missing.length > 0)
		throw new HostFault(
			"CSV_COLUMN_MISSING",
			missing.join(", "),
			missing.map((column) => ({ line: 1, column, code: "CSV_COLUMN_MISSING", detail: "missing" })),
		);
	return columns;
}

/** Removes the apostrophe that `writeCsv` puts before formulas, so that an exported file can be read again. */
function cell(text = ""): string {
	return text.trim().replace(/^'(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/, "");
}

function readItem(
	row: CsvRow,
	value: (column: Column) => string,
	report: (column: Column, code: HostFaultCode, detail: string) => void,
	taxNames: ReadonlySet<string>,
	codes: CatalogCodes,
): CatalogSourceItem {
	const sku = value("sku");
	const name = value("name");
	const category = value("category");
	const price = value("price_minor");
	const taxClass = value("tax_class");
	if (row.fields.length < requiredColumns.length) report("sku", "CSV_MALFORMED", `${row.fields.length} fields`);
	if (!/^[\x21-\x7e]+$/.test(sku) || sku.length > limits.skuCharactersMax)
		report("sku", "CSV_FIELD_INVALID", `1 to ${limits.skuCharactersMax} printable characters without blanks`);
	if (name === "" || name.length > limits.itemNameCharactersMax)
		report("name", "CSV_FIELD_INVALID", `1 to ${limits.itemNameCharactersMax} characters`);
	if (category.length > limits.itemNameCharactersMax)
		report("category", "CSV_FIELD_INVALID", `at most ${limits.itemNameCharactersMax} characters`);
	const isPrice = /^[0-9]{1,10}$/.test(price) && Number(price) <= limits.unitPriceMinorMax;
	if (!isPrice)
		report("price_minor", "CSV_FIELD_INVALID", `a whole number of minor units, 0 to ${limits.unitPriceMinorMax}`);
	if (!taxNames.has(taxClass)) report("tax_class", "CSV_FIELD_INVALID", `one of ${[...taxNames].join(", ")}`);
	const barcodes = codes.read({ line: row.line, sku, barcodes: value("barcodes") }, report);
	return { sku, name, category, priceMinor: isPrice ? Number(price) : 0, taxClass, barcodes };
}
