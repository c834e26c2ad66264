// The items of a catalog as CSV, one item per row, which operators upload and download.
import type { CatalogSource, CatalogSourceItem } from "../../firmware/catalog/source.js";
import { limits } from "../../firmware/core/limits.js";
import { searchColumn, writtenColumns } from "../catalog-columns.js";
import { type CsvRow, readTable } from "../csv-reader.js";
import { writeCsv } from "../csv-writer.js";
import { type FileProblem, HostFault } from "../faults.js";
import { Columns, knownColumns } from "./catalog-header.js";
import { CatalogRows } from "./catalog-row.js";
import { Findings } from "./findings.js";
import { cleanText, nameCharacters } from "./item-text.js";
import { shownNames } from "./shown-names.js";

export type CatalogItems = Pick<CatalogSource, "currency" | "items">;

export interface CatalogFile extends CatalogItems {
	/** What the owner of the file should know, at most `hostLimits.csvProblemsMax`. */
	readonly warnings: readonly FileProblem[];
}

interface PlacedItem {
	readonly line: number;
	readonly item: CatalogSourceItem;
}

/** The characters that the picture of a name lacks; undefined where the name has no picture. */
type PictureCheck = (name: string) => readonly string[] | undefined;

/**
 * Throws HostFault CSV_* naming up to `hostLimits.csvProblemsMax` lines. `pictureCheck`: of names in characters that
 * terminals do not have; left out where no pictures are made.
 */
export function readItems(
	csv: Uint8Array,
	taxClasses: CatalogSource["taxClasses"],
	pictureCheck?: PictureCheck,
): CatalogFile {
	const findings = new Findings();
	const { columns, rows } = openTable(csv, findings);
	if (rows.length === 0) throw new HostFault("CSV_FIELD_INVALID", "no items");
	if (rows.length > limits.catalogItemsMax)
		throw new HostFault("CSV_TOO_MANY_ITEMS", `${rows.length} items, at most ${limits.catalogItemsMax}`);
	const reader = new CatalogRows({ columns, findings, taxClasses });
	const read = rows.map((row) => ({ line: row.line, item: reader.read(row) }));
	findings.demandNone();
	const placed = read.flatMap(({ line, item }) => (item ? [{ line, item }] : []));
	return {
		currency: reader.currency,
		items: withShownNames(placed, findings, pictureCheck),
		warnings: findings.warnings,
	};
}

/** SKU and name of each item. Throws HostFault CSV_* where the file is no table of items. */
export function readNames(csv: Uint8Array): { readonly sku: string; readonly name: string }[] {
	const { columns, rows } = openTable(csv, new Findings());
	return rows.map((row) => ({ sku: columns.value(row, "sku"), name: cleanText(columns.value(row, "name")).text }));
}

/** With a header line; without a catalog the header line alone. */
export function writeItems(catalog: CatalogItems | undefined): string {
	const items = catalog?.items ?? [];
	const hasSearch = items.some(({ search }) => search !== undefined);
	const rows = items.map(({ sku, name, category, priceMinor, taxClass, barcodes, search = "" }) => {
		const row = [sku, name, category, priceMinor, catalog?.currency ?? "", taxClass, barcodes.join(" ")];
		return hasSearch ? [...row, search] : row;
	});
	return writeCsv([hasSearch ? [...writtenColumns, searchColumn] : writtenColumns, ...rows]);
}

/** Spreadsheets add rows without anything in them. */
function openTable(csv: Uint8Array, findings: Findings): { readonly columns: Columns; readonly rows: CsvRow[] } {
	const table = readTable(csv, knownColumns);
	const [header, ...rows] = table.rows;
	const columns = new Columns(header, table.separator, findings);
	return { columns, rows: rows.filter(({ fields }) => fields.some((field) => field.trim() !== "")) };
}

function withShownNames(
	placed: readonly PlacedItem[],
	findings: Findings,
	pictureCheck: PictureCheck | undefined,
): CatalogSourceItem[] {
	const shown = shownNames(placed.map(({ item }) => item));
	const lines = new Map<string, number>();
	return placed.map(({ line, item }, index) => {
		const { text, lacking } = shown[index]!;
		const warn = findings.warn.bind(findings, line, "name");
		const shows = `the till shows "${text}"`;
		const unshown = lacking.length > 0 ? pictureCheck?.(item.name) : undefined;
		const unshownText = unshown && nameCharacters(unshown);
		if (unshownText) warn("CSV_CHARACTER_UNSHOWN", `no font has ${unshownText}: the till shows "□" in its place`);
		else if (unshown) return { ...item, shown: text };
		else if (lacking.length > 0) warn("CSV_CHARACTER_UNSHOWN", `no font has ${nameCharacters(lacking)}: ${shows}`);
		else if (text !== item.name.replaceAll(/\s+/g, " ")) warn("CSV_NAME_SHORTENED", shows);
		const earlier = lines.get(text);
		if (earlier !== undefined) warn("CSV_NAME_TWICE", `${shows}, as on line ${earlier}`);
		else lines.set(text, line);
		return text === item.name ? item : { ...item, shown: text };
	});
}
