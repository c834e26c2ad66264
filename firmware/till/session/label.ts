// Codes that contain more than an item number: element strings with a weight or a price (GS1 DataBar Expanded,
// GS1-128), and in-store codes of a labelling scale. The label's weight or price is rung up; the catalog has the price
// per kilogram.
import type { CatalogItem } from "../../catalog/catalog-item.js";
import type { CatalogImage } from "../../catalog/image.js";
import { hasCheckDigit, isDigits } from "../../core/check-digit.js";
import { type ElementString, groupSeparator, parseElementString } from "../../core/element-string.js";
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { amountOfWeight, formatKilograms, toMinor } from "../../core/money.js";
import type { SaleLine } from "../../wire/record.js";

export interface LabelledItem {
	readonly item: CatalogItem;
	/** The price of this piece. */
	readonly priceMinor: number;
	readonly weightGrams: number | undefined;
	/** 0 if the price was not computed from the weight. */
	readonly perKilogramMinor: number;
}

/**
 * In-store codes (EAN-13, prefixes 20 to 29): two digits of prefix and five of the item, which together are the
 * catalog's code; five digits of the value; check digit.
 */
const inStore = { digits: 13, itemDigits: 7, valueEnd: 12 } as const;
/**
 * A GTIN-14 starting with this digit is a variable measure item: without a measure it has no price (GS1 General
 * Specifications, section 2.1.10).
 */
const variableMeasure = "9";

/**
 * Resolves a code that is not itself in the catalog. Throws Fault ITEM_UNKNOWN, SCANNER_NOISE if the check digit of an
 * in-store code is wrong, or LABEL_UNUSABLE if item and label do not determine a price.
 */
export function readLabel(code: string, catalog: CatalogImage): LabelledItem {
	if (code.length === inStore.digits && code.charAt(0) === "2" && isDigits(code)) return readInStore(code, catalog);
	const elements = parseElementString(code.charAt(0) === groupSeparator ? code.slice(1) : code);
	const item = elements?.gtin === undefined ? undefined : findGtin(elements.gtin, catalog);
	if (elements === undefined || item === undefined) throw new Fault("ITEM_UNKNOWN", code);
	return priceOf(item, elements, catalog);
}

function readInStore(code: string, catalog: CatalogImage): LabelledItem {
	if (!hasCheckDigit(code)) throw new Fault("SCANNER_NOISE", code);
	const item = catalog.find(code.slice(0, inStore.itemDigits));
	if (item === undefined) throw new Fault("ITEM_UNKNOWN", code);
	const value = Number(code.slice(inStore.itemDigits, inStore.valueEnd));
	const isWeight = ((catalog.weightPrefixes >> Number(code.charAt(1))) & 1) === 1;
	return isWeight ? weighed(item, value) : { item, priceMinor: value, weightGrams: undefined, perKilogramMinor: 0 };
}

function priceOf(item: CatalogItem, elements: ElementString, { currency }: CatalogImage): LabelledItem {
	const { gtin, weightGrams, price, priceDecimals, priceCurrency } = elements;
	if (price !== undefined) {
		if (priceCurrency !== undefined && priceCurrency !== currency.number)
			throw new Fault("LABEL_UNUSABLE", `currency ${priceCurrency}`);
		// Fifteen digits are too many for a price; checked before the conversion to minor units.
		if (price > limits.unitPriceMinorMax * 10 ** priceDecimals)
			throw new Fault("PRICE_OUT_OF_RANGE", String(price));
		const weight = weightGrams === 0 ? undefined : weightGrams;
		return { item, priceMinor: toMinor(price, priceDecimals, currency), weightGrams: weight, perKilogramMinor: 0 };
	}
	if (weightGrams !== undefined) return weighed(item, weightGrams);
	if (gtin?.length === 14 && gtin.startsWith(variableMeasure)) throw new Fault("LABEL_UNUSABLE", "no measure");
	return { item, priceMinor: item.priceMinor, weightGrams: undefined, perKilogramMinor: 0 };
}

function weighed(item: CatalogItem, weightGrams: number): LabelledItem {
	if (weightGrams === 0) throw new Fault("LABEL_UNUSABLE", "no weight");
	if (item.priceMinor * weightGrams > limits.unitPriceMinorMax * 1_000)
		throw new Fault("PRICE_OUT_OF_RANGE", `${weightGrams} g`);
	return {
		item,
		priceMinor: amountOfWeight(item.priceMinor, weightGrams),
		weightGrams,
		perKilogramMinor: item.priceMinor,
	};
}

/** A GTIN-8 is padded to fourteen digits in element strings, as GTIN-12 and GTIN-13 are. */
function findGtin(gtin: string, catalog: CatalogImage): CatalogItem | undefined {
	return catalog.find(gtin) ?? (gtin.startsWith("00000") ? catalog.find(gtin.slice(5)) : undefined);
}

/** The name on screens, including the weight, which distinguishes pieces of the same item. */
export function shownName({ name, weightGrams }: Pick<SaleLine, "name" | "weightGrams">): string {
	return weightGrams === undefined ? name : `${formatKilograms(weightGrams)} ${name}`;
}
