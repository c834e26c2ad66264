// What a catalog must satisfy before it is built: a terminal in the rain is the wrong place to find a mistake.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { currencies } from "../core/money.js";
import type { CatalogLogo, CatalogSource, CatalogSourceItem, CatalogSourcePromotion } from "./builder.js";

const printableAscii = /^[\x21-\x7e]+$/;

function demand(condition: boolean, entry: string): asserts condition {
	if (!condition) throw new Fault("CATALOG_INVALID", entry);
}

function isInteger(value: number, min: number, max: number): boolean {
	return Number.isSafeInteger(value) && value >= min && value <= max;
}

/** What a person reads: not blank, no control characters, not too long. */
function isLabel(text: string): boolean {
	return text.trim() !== "" && text.length <= limits.itemNameCharactersMax && !/[\u0000-\u001f\u007f-\u009f\ufffd]/.test(text);
}

/** Throws Fault CATALOG_INVALID whose detail names the first wrong entry. */
export function checkCatalog(source: CatalogSource): void {
	demand(isInteger(source.version, 1, 0xffffffff), `version ${source.version}`);
	demand(Object.hasOwn(currencies, source.currency), `currency "${source.currency}"`);
	demand(isInteger(source.utcOffsetMinutes, -720, 840), `UTC offset ${source.utcOffsetMinutes}`);
	demand(source.headerLines.length <= limits.ticketHeaderLinesMax, `${source.headerLines.length} header lines`);
	for (const line of source.headerLines) demand(isLabel(line), `header line "${line}"`);
	if (source.logo !== undefined) checkLogo(source.logo);
	for (const prefix of source.weightPrefixes ?? []) demand(isInteger(prefix, 20, 29), `weight prefix ${prefix}`);
	checkTaxClasses(source);
	demand(source.items.length <= limits.catalogItemsMax, `${source.items.length} items; at most ${limits.catalogItemsMax}`);
	const taxNames = new Set(source.taxClasses.map((tax) => tax.name));
	const codes = new Map<string, string>();
	for (const item of source.items) checkItem(item, taxNames, codes);
	demand(codes.size <= limits.catalogCodesMax, `${codes.size} codes; at most ${limits.catalogCodesMax}`);
	const categories = new Set(source.items.map((item) => item.category));
	demand(categories.size <= limits.catalogCategoriesMax, `${categories.size} categories; at most ${limits.catalogCategoriesMax}`);
	demand(source.promotions.length <= limits.catalogPromotionsMax, `${source.promotions.length} promotions`);
	const ids = new Set<string>();
	for (const promotion of source.promotions) checkPromotion(promotion, categories, ids);
	const skus = new Set(source.items.map((item) => item.sku));
	const favourites = source.favourites ?? [];
	demand(favourites.length <= limits.catalogFavouritesMax, `${favourites.length} favourites; at most ${limits.catalogFavouritesMax}`);
	demand(new Set(favourites).size === favourites.length, "a favourite stands twice");
	for (const sku of favourites) demand(skus.has(sku), `favourite "${sku}" is no item`);
}

function checkLogo({ widthBytes, height, rows }: CatalogLogo): void {
	demand(isInteger(widthBytes, 1, limits.logoWidthDotsMax / 8), `logo of ${widthBytes * 8} dots across`);
	demand(isInteger(height, 1, limits.logoHeightDotsMax), `logo of ${height} dots down`);
	demand(rows.length === widthBytes * height, `logo of ${rows.length} bytes`);
}

function checkTaxClasses(source: CatalogSource): void {
	const { taxClasses } = source;
	demand(taxClasses.length >= 1 && taxClasses.length <= limits.taxRatesMax, `${taxClasses.length} tax classes`);
	for (const tax of taxClasses) {
		demand(isLabel(tax.name), `tax class "${tax.name}"`);
		demand(isInteger(tax.rateBasisPoints, 0, 10_000), `tax class "${tax.name}": rate ${tax.rateBasisPoints}`);
	}
	demand(new Set(taxClasses.map((tax) => tax.name)).size === taxClasses.length, "a tax class stands twice");
	const openPrice = source.openPriceTaxClass;
	demand(openPrice === undefined || taxClasses.some((tax) => tax.name === openPrice), `open price tax class "${openPrice}"`);
}

function checkItem(item: CatalogSourceItem, taxNames: ReadonlySet<string>, codes: Map<string, string>): void {
	const entry = `item "${item.sku}"`;
	demand(printableAscii.test(item.sku) && item.sku.length <= limits.skuCharactersMax, entry);
	demand(isLabel(item.name), `${entry}: name "${item.name}"`);
	demand(item.category === "" || isLabel(item.category), `${entry}: category "${item.category}"`);
	demand(isInteger(item.priceMinor, 0, limits.unitPriceMinorMax), `${entry}: price ${item.priceMinor}`);
	demand(taxNames.has(item.taxClass), `${entry}: tax class "${item.taxClass}"`);
	demand(item.barcodes.length <= limits.barcodesPerItemMax, `${entry}: ${item.barcodes.length} barcodes`);
	for (const code of new Set([item.sku, ...item.barcodes])) {
		demand(printableAscii.test(code) && code.length <= limits.barcodeCharactersMax, `${entry}: barcode "${code}"`);
		const other = codes.get(code);
		demand(other === undefined, `${entry}: code "${code}" is also that of item "${other}"`);
		codes.set(code, item.sku);
	}
}

function checkPromotion(promotion: CatalogSourcePromotion, categories: ReadonlySet<string>, ids: Set<string>): void {
	const entry = `promotion "${promotion.id}"`;
	demand(printableAscii.test(promotion.id) && promotion.id.length <= limits.skuCharactersMax && !ids.has(promotion.id), entry);
	ids.add(promotion.id);
	demand(isLabel(promotion.name), `${entry}: name "${promotion.name}"`);
	demand(isInteger(promotion.basisPoints, 1, 10_000), `${entry}: ${promotion.basisPoints} basis points`);
	const { category, window } = promotion;
	demand(category === undefined || (category !== "" && categories.has(category)), `${entry}: category "${category}"`);
	if (window === undefined) return;
	demand(isInteger(window.fromSeconds, 0, 0xffffffff) && isInteger(window.untilSeconds, 0, 0xffffffff), `${entry}: dates`);
	demand(window.untilSeconds === 0 || window.fromSeconds < window.untilSeconds, `${entry}: it ends before it begins`);
	demand(isInteger(window.weekdays, 1, 0x7f), `${entry}: weekdays`);
	demand(isInteger(window.fromMinute, 0, 1_439) && isInteger(window.untilMinute, 1, 1_440), `${entry}: time of day`);
}
