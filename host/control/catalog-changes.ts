// What a file of items would change in the catalog, for whoever is about to publish it.
import type { CatalogSourceItem } from "../../firmware/catalog/source.js";
import { searchColumn, writtenColumns } from "../catalog-columns.js";
import type { CatalogItems } from "./catalog-file.js";

type ItemColumn = Exclude<(typeof writtenColumns)[number], "sku" | "currency"> | typeof searchColumn;

export interface ListedItem {
	readonly sku: string;
	readonly name: string;
	readonly priceMinor: number;
}

/** One column of an item, as it stands in a file of items. */
export interface ChangedField {
	readonly column: ItemColumn;
	readonly before: string;
	readonly after: string;
}

export interface ChangedItem {
	readonly sku: string;
	/** As in the file. */
	readonly name: string;
	readonly fields: readonly ChangedField[];
}

export interface CatalogChanges {
	readonly currency: string;
	/** Empty before the first catalog. */
	readonly currencyBefore: string;
	readonly added: readonly ListedItem[];
	readonly removed: readonly ListedItem[];
	readonly changed: readonly ChangedItem[];
	/** How many items stay as they are. */
	readonly unchanged: number;
}

/** In the order of the file; removed items in that of the catalog. */
export function changesOf(before: CatalogItems | undefined, after: CatalogItems): CatalogChanges {
	const held = new Map((before?.items ?? []).map((item) => [item.sku, item]));
	const kept = after.items.flatMap((item) => {
		const known = held.get(item.sku);
		return known ? [{ sku: item.sku, name: item.name, fields: changedFields(known, item) }] : [];
	});
	const skus = new Set(after.items.map(({ sku }) => sku));
	const changed = kept.filter(({ fields }) => fields.length > 0);
	return {
		currency: after.currency,
		currencyBefore: before?.currency ?? "",
		added: after.items.filter(({ sku }) => !held.has(sku)).map(listed),
		removed: (before?.items ?? []).filter(({ sku }) => !skus.has(sku)).map(listed),
		changed,
		unchanged: kept.length - changed.length,
	};
}

function changedFields(before: CatalogSourceItem, after: CatalogSourceItem): ChangedField[] {
	const [was, is] = [fieldsOf(before), fieldsOf(after)];
	const columns = [...writtenColumns, searchColumn] as const;
	return columns.flatMap((column) => {
		if (column === "sku" || column === "currency" || was[column] === is[column]) return [];
		return [{ column, before: was[column], after: is[column] }];
	});
}

function fieldsOf(item: CatalogSourceItem): Record<ItemColumn, string> {
	const { name, category, priceMinor, taxClass, barcodes, search = "" } = item;
	const columns = { name, category, price_minor: String(priceMinor), tax_class: taxClass, search };
	return { ...columns, barcodes: [...barcodes].join(" ") };
}

function listed({ sku, name, priceMinor }: CatalogSourceItem): ListedItem {
	return { sku, name, priceMinor };
}
