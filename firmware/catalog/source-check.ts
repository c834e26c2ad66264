// Checks a catalog before it is built, so that mistakes are found on the host and not at a stall.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { findCurrency } from "../core/currencies.js";
import { namesOf } from "../core/gtin.js";
import { percent } from "../pricing/rules/percent.js";
import { TaxMode } from "../wire/record.js";
import { saltBytes, verifierBytes } from "./format.js";
import { labelProblem } from "./label.js";
import { rulesProblem } from "./rule-check.js";
import { parseScaleLabel } from "./scale-label.js";
import {
	type CatalogLogo,
	type CatalogSource,
	type CatalogSourceItem,
	type CatalogSourcePerson,
	type CatalogSourcePicture,
	type CatalogSourcePromotion,
	type CatalogSourceTaxClass,
	type CatalogSourceZone,
	shownName,
	taxRateKey,
} from "./source.js";

const printableAscii = /^[\x21-\x7e]+$/;

function demand(condition: boolean, entry: string): asserts condition {
	if (!condition) throw new Fault("CATALOG_INVALID", entry);
}

function isInteger(value: number, min: number, max: number): boolean {
	return Number.isSafeInteger(value) && value >= min && value <= max;
}

function isLabel(text: string, charactersMax: number = limits.itemNameCharactersMax): boolean {
	return text.length <= charactersMax && labelProblem(text) === undefined;
}

/** Throws Fault CATALOG_INVALID whose detail names the first wrong entry. */
export function checkCatalog(source: CatalogSource): void {
	demand(isInteger(source.version, 1, 0xffffffff), `version ${source.version}`);
	demand(findCurrency(source.currency) !== undefined, `currency "${source.currency}"`);
	const { country = "", taxMode = TaxMode.inclusive, dayEndMinutes = 0 } = source;
	demand(/^([A-Z]{2})?$/.test(country), `country "${country}"`);
	demand(taxMode === TaxMode.inclusive || taxMode === TaxMode.exclusive, `tax mode ${taxMode}`);
	demand(isInteger(dayEndMinutes, 0, 1_439), `end of the business day ${dayEndMinutes}`);
	if (source.zone !== undefined) checkZone(source.zone);
	demand(source.headerLines.length <= limits.ticketHeaderLinesMax, `${source.headerLines.length} header lines`);
	for (const line of source.headerLines) demand(isLabel(line), `header line "${line}"`);
	if (source.logo !== undefined) checkLogo(source.logo);
	const { receiptAddress = "" } = source;
	const isAddress = /^(https?:\/\/[a-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._~-]+)*)?$/.test(receiptAddress);
	demand(isAddress && receiptAddress.length <= limits.receiptAddressCharactersMax, `address "${receiptAddress}"`);
	for (const prefix of source.weightPrefixes ?? []) demand(isInteger(prefix, 20, 29), `weight prefix ${prefix}`);
	checkScaleLabels(source);
	checkTaxClasses(source);
	checkStaff(source.staff ?? []);
	checkPictures(source.pictures ?? []);
	demand(
		source.items.length <= limits.catalogItemsMax,
		`${source.items.length} items; at most ${limits.catalogItemsMax}`,
	);
	const taxNames = new Set(source.taxClasses.map((tax) => tax.name));
	const owners = new Map<string, string>();
	const codeCount = source.items.reduce((count, item) => count + checkItem(item, taxNames, owners), 0);
	demand(codeCount <= limits.catalogCodesMax, `${codeCount} codes; at most ${limits.catalogCodesMax}`);
	const categories = new Set(source.items.map((item) => item.category));
	demand(
		categories.size <= limits.catalogCategoriesMax,
		`${categories.size} categories; at most ${limits.catalogCategoriesMax}`,
	);
	demand(source.promotions.length <= limits.catalogPromotionsMax, `${source.promotions.length} promotions`);
	const ids = new Set<string>();
	for (const promotion of source.promotions) checkPromotion(promotion, categories, ids);
	const problem = rulesProblem(source);
	demand(problem === undefined, String(problem));
	const skus = new Set(source.items.map((item) => item.sku));
	const favourites = source.favourites ?? [];
	demand(
		favourites.length <= limits.catalogFavouritesMax,
		`${favourites.length} favourites; at most ${limits.catalogFavouritesMax}`,
	);
	demand(new Set(favourites).size === favourites.length, "a favourite stands twice");
	for (const sku of favourites) demand(skus.has(sku), `favourite "${sku}" is no item`);
}

function checkLogo({ widthBytes, height, rows }: CatalogLogo): void {
	demand(isInteger(widthBytes, 1, limits.logoWidthDotsMax / 8), `logo of ${widthBytes * 8} dots across`);
	demand(isInteger(height, 1, limits.logoHeightDotsMax), `logo of ${height} dots down`);
	demand(rows.length === widthBytes * height, `logo of ${rows.length} bytes`);
}

function checkZone({ name, transitions }: CatalogSourceZone): void {
	demand(printableAscii.test(name) && name.length <= limits.zoneNameCharactersMax, `time zone "${name}"`);
	const entry = `time zone ${name}`;
	demand(
		transitions.length >= 1 && transitions.length <= limits.catalogZoneTransitionsMax,
		`${entry}: ${transitions.length} transitions`,
	);
	let last = -1;
	for (const { fromSeconds, offsetMinutes } of transitions) {
		demand(isInteger(fromSeconds, last + 1, 0xffffffff), `${entry}: transition at ${fromSeconds}`);
		demand(isInteger(offsetMinutes, -1_439, 1_439), `${entry}: offset ${offsetMinutes}`);
		last = fromSeconds;
	}
}

/** A prefix has one meaning. */
function checkScaleLabels({ weightPrefixes = [], scaleLabels = [] }: CatalogSource): void {
	const prefixes = new Set(weightPrefixes);
	for (const text of scaleLabels) {
		const label = parseScaleLabel(text);
		demand(label !== undefined, `scale label "${text}"`);
		demand(!prefixes.has(label.prefix), `scale label "${text}": its prefix has another layout`);
		prefixes.add(label.prefix);
	}
}

function checkStaff(people: readonly CatalogSourcePerson[]): void {
	demand(people.length <= limits.staffMax, `${people.length} people; at most ${limits.staffMax}`);
	const numbers = new Set<number>();
	for (const { number, name, rights, rounds, salt, verifier } of people) {
		demand(isInteger(number, 1, 0xffff) && !numbers.has(number), `person ${number}`);
		numbers.add(number);
		demand(name !== "" && isLabel(name, limits.staffNameCharactersMax), `name of person ${number}`);
		demand(isInteger(rights, 0, 0xffff), `rights of person ${number}`);
		const isPin = isInteger(rounds, 1, limits.pinRoundsMax) && salt.length === saltBytes;
		demand(isPin && verifier.length === verifierBytes, `PIN of person ${number}`);
	}
}

function checkTaxClasses({ taxClasses, openPriceTaxClass }: CatalogSource): void {
	demand(
		taxClasses.length >= 1 && taxClasses.length <= limits.catalogTaxClassesMax,
		`${taxClasses.length} tax classes`,
	);
	for (const tax of taxClasses) checkTaxClass(tax);
	demand(new Set(taxClasses.map((tax) => tax.name)).size === taxClasses.length, "a tax class stands twice");
	// This bound ensures that no sale has more taxes than its record has room for.
	const rates = new Set(taxClasses.flatMap((tax) => tax.rates.map(taxRateKey)));
	demand(rates.size <= limits.taxRatesMax, `${rates.size} tax rates; at most ${limits.taxRatesMax}`);
	demand(
		openPriceTaxClass === undefined || taxClasses.some((tax) => tax.name === openPriceTaxClass),
		`open price tax class "${openPriceTaxClass}"`,
	);
}

function checkTaxClass({ name, rates }: CatalogSourceTaxClass): void {
	demand(isLabel(name), `tax class "${name}"`);
	const entry = `tax class "${name}"`;
	demand(
		rates.length >= 1 && new Set(rates.map(taxRateKey)).size === rates.length,
		`${entry}: ${rates.length} rates, or one of them twice`,
	);
	for (const { rateMillipercent, authority = "", jurisdiction = "" } of rates) {
		demand(isInteger(rateMillipercent, 0, limits.taxRateMillipercentMax), `${entry}: rate ${rateMillipercent}`);
		for (const text of [authority, jurisdiction])
			demand(text === "" || (isLabel(text) && text.length <= limits.taxTextCharactersMax), `${entry}: "${text}"`);
	}
}

/** Returns how many codes the item has. `owners`: SKUs of the items before, by the names of their codes. */
function checkItem(item: CatalogSourceItem, taxNames: ReadonlySet<string>, owners: Map<string, string>): number {
	const entry = `item "${item.sku}"`;
	demand(printableAscii.test(item.sku) && item.sku.length <= limits.skuCharactersMax, entry);
	const { name, category } = item;
	const shown = shownName(item);
	demand(isLabel(name, limits.catalogTextCharactersMax), `${entry}: name "${name}"`);
	demand(isLabel(shown), `${entry}: name on the till "${shown}"`);
	const { search = "" } = item;
	demand(search === "" || isLabel(search, limits.catalogSearchCharactersMax), `${entry}: search "${search}"`);
	demand(category === "" || isLabel(category, limits.catalogTextCharactersMax), `${entry}: category "${category}"`);
	demand(isInteger(item.priceMinor, 0, limits.unitPriceMinorMax), `${entry}: price ${item.priceMinor}`);
	demand(taxNames.has(item.taxClass), `${entry}: tax class "${item.taxClass}"`);
	demand(item.barcodes.length <= limits.barcodesPerItemMax, `${entry}: ${item.barcodes.length} barcodes`);
	const listed = new Set([item.sku, ...item.barcodes]);
	for (const code of listed) {
		demand(printableAscii.test(code) && code.length <= limits.barcodeCharactersMax, `${entry}: barcode "${code}"`);
		for (const name of namesOf(code)) {
			const other = owners.get(name);
			demand(other === undefined, `${entry}: code "${code}" is also that of item "${other}"`);
		}
	}
	for (const code of listed) for (const name of namesOf(code)) owners.set(name, item.sku);
	return listed.size;
}

function checkPromotion(promotion: CatalogSourcePromotion, categories: ReadonlySet<string>, ids: Set<string>): void {
	const entry = `promotion "${promotion.id}"`;
	demand(
		printableAscii.test(promotion.id) && promotion.id.length <= limits.skuCharactersMax && !ids.has(promotion.id),
		entry,
	);
	ids.add(promotion.id);
	demand(isLabel(promotion.name), `${entry}: name "${promotion.name}"`);
	const { kind = "percent", category, window } = promotion;
	demand(kind === "percent", `${entry}: kind "${kind}"`);
	const problem = percent.check(promotion, 0);
	demand(problem === undefined, `${entry}: ${problem}`);
	demand(category === undefined || (category !== "" && categories.has(category)), `${entry}: category "${category}"`);
	if (window === undefined) return;
	demand(
		isInteger(window.fromSeconds, 0, 0xffffffff) && isInteger(window.untilSeconds, 0, 0xffffffff),
		`${entry}: dates`,
	);
	demand(window.untilSeconds === 0 || window.fromSeconds < window.untilSeconds, `${entry}: it ends before it begins`);
	demand(isInteger(window.weekdays, 1, 0x7f), `${entry}: weekdays`);
	demand(isInteger(window.fromMinute, 0, 1_439) && isInteger(window.untilMinute, 1, 1_440), `${entry}: time of day`);
}

function checkPictures(pictures: readonly CatalogSourcePicture[]): void {
	demand(
		pictures.length <= limits.catalogPicturesMax,
		`${pictures.length} pictures; at most ${limits.catalogPicturesMax}`,
	);
	const texts = new Set(pictures.map(({ text }) => text));
	demand(texts.size === pictures.length, "two pictures of one text");
	for (const { text, width, bytes } of pictures) {
		demand(isLabel(text), `picture of "${text}"`);
		demand(isInteger(width, 1, limits.pictureWidthMax), `picture of "${text}" ${width} pixels wide`);
		demand(isInteger(bytes.length, 1, limits.pictureBytesMax), `picture of "${text}" of ${bytes.length} bytes`);
	}
}
