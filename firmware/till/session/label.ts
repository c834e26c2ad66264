// Codes that contain more than an item number: element strings with a weight or a price (GS1 DataBar Expanded,
// GS1-128), links that say the same (GS1 Digital Link), and in-store codes of a labelling scale. The label's weight or
// price is rung up; the catalog has the price per kilogram.
import type { CatalogItem } from "../../catalog/catalog-item.js";
import { ScaleLabelKind } from "../../catalog/format.js";
import type { CatalogImage } from "../../catalog/image.js";
import { itemCodeOf, labelValue } from "../../catalog/scale-label.js";
import { hasCheckDigit, isDigits } from "../../core/check-digit.js";
import { parseDigitalLink } from "../../core/digital-link.js";
import { type ElementString, groupSeparator, parseElementString } from "../../core/element-string.js";
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import { amountOfWeight, formatKilograms, toMinor } from "../../core/money.js";
import type { SaleLine } from "../../wire/record.js";
import type { Words } from "../../words/words.js";

export interface LabelledItem {
	readonly item: CatalogItem;
	/** The price of this piece. */
	readonly priceMinor: number;
	readonly weightGrams: number | undefined;
	/** 0 if the price was not computed from the weight. */
	readonly perKilogramMinor: number;
}

/** Digits of a scale's label as an EAN-13: two of prefix, then item and value, and the check digit. */
const ean13Digits = 13;
const upcADigits = 12;
/**
 * How a label of prefix 20 to 29 or 02 is read whose layout is not configured: five digits of the item, five of the
 * value.
 */
const usual = { itemEnd: 7, valueEnd: 12 } as const;
/**
 * A GTIN-14 starting with this digit is a variable measure item: without a measure it has no price (GS1 General
 * Specifications, section 2.1.10).
 */
const variableMeasure = "9";

/**
 * Resolves a code that is not itself in the catalog. Throws Fault ITEM_UNKNOWN, SCANNER_NOISE if the check digit of an
 * in-store code is wrong, LABEL_CONFLICT, LABEL_UNSURE if the label can be read in two ways, or LABEL_UNUSABLE if item
 * and label do not determine a price.
 */
export function readLabel(code: string, catalog: CatalogImage): LabelledItem {
	const inStore = inStoreCode(code);
	if (inStore !== undefined) return readInStore(inStore, catalog);
	const elements =
		parseDigitalLink(code) ?? parseElementString(code.charAt(0) === groupSeparator ? code.slice(1) : code);
	if (elements?.conflict !== undefined) throw new Fault("LABEL_CONFLICT", `(${elements.conflict})`);
	const item = elements?.gtin === undefined ? undefined : catalog.find(elements.gtin);
	if (elements === undefined || item === undefined) throw new Fault("ITEM_UNKNOWN", code);
	return priceOf(item, elements, catalog);
}

/** A scale's label as thirteen digits; a UPC-A of number system 2 has twelve. */
function inStoreCode(code: string): string | undefined {
	const { length } = code;
	if ((length !== ean13Digits && length !== upcADigits) || !isDigits(code)) return undefined;
	const ean = length === upcADigits ? `0${code}` : code;
	return ean.charAt(0) === "2" || ean.startsWith("02") ? ean : undefined;
}

function readInStore(code: string, catalog: CatalogImage): LabelledItem {
	if (!hasCheckDigit(code)) throw new Fault("SCANNER_NOISE", code);
	const label = catalog.scaleLabel(code.slice(0, 2));
	const itemCode = label === undefined ? code.slice(0, usual.itemEnd) : itemCodeOf(label, code);
	// A catalog lists the item of a UPC-A without the zero that makes it an EAN-13, or with it.
	const item = catalog.find(itemCode) ?? (itemCode.startsWith("0") ? catalog.find(itemCode.slice(1)) : undefined);
	if (item === undefined) throw new Fault("ITEM_UNKNOWN", code);
	if (label === undefined) return readUsual(code, item, catalog);
	const value = labelValue(label, code, catalog.currency);
	if (value === undefined) throw new Fault("LABEL_UNUSABLE", "layout of a newer version");
	return label.kind === ScaleLabelKind.weight ? weighed(item, value) : priced(item, value);
}

/**
 * Without a layout it is not known whether the first digit of a price is a verifier. While it is 0, both readings give
 * the same price.
 */
function readUsual(code: string, item: CatalogItem, catalog: CatalogImage): LabelledItem {
	const value = Number(code.slice(usual.itemEnd, usual.valueEnd));
	const isWeight = code.charAt(0) === "2" && ((catalog.weightPrefixes >> Number(code.charAt(1))) & 1) === 1;
	if (isWeight) return weighed(item, value);
	if (code.charAt(usual.itemEnd) !== "0") throw new Fault("LABEL_UNSURE", code.slice(0, 2));
	return priced(item, value);
}

function priced(item: CatalogItem, priceMinor: number): LabelledItem {
	return { item, priceMinor, weightGrams: undefined, perKilogramMinor: 0 };
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
	return priced(item, item.priceMinor);
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

/** Asked only for what is weighed: most lines are not. */
interface WithWords {
	readonly words: Words;
}

/** The name on screens, including the weight, which distinguishes pieces of the same item. */
export function shownName({ name, weightGrams }: Pick<SaleLine, "name" | "weightGrams">, session: WithWords): string {
	return weightGrams === undefined
		? name
		: `${formatKilograms(weightGrams, session.words.ticket.formats.decimalMark)} ${name}`;
}
