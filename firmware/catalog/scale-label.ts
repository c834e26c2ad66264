// Layouts of the labels of in-store scales: EAN-13 with prefixes 20 to 29, and UPC-A of number system 2, which is an
// EAN-13 with prefix 02. What the digits mean is each country's or shop's own choice (GS1 General Specifications,
// section 2.1.12), so that it is configured. The notation is a label with letters for its digits: "22IIIIIVPPPPC".
import { toGrams, toMinor } from "../core/money.js";
import type { Currency } from "../core/currencies.js";
import { decimalsOfCurrency, ScaleLabelKind, scaleLabelEntry, SectionType } from "./format.js";
import type { Sections } from "./sections.js";

/** Digits of the label without its prefix and its check digit. */
const contentDigits = 10;
const prefixDigits = 2;
const weightDecimals = 3;
const valueDigitsMin = 4;

export interface ScaleLabel {
	/** 2 (a UPC-A, "02" as an EAN-13), or 20 to 29. */
	readonly prefix: number;
	readonly kind: number;
	/** The catalog lists the item by the prefix and these digits. */
	readonly itemDigits: number;
	/** Between item and value: verifier digits, which scales compute in different ways or leave at 0. */
	readonly unreadDigits: number;
	/** Of the value, in kilograms or in whole units of the currency, or `decimalsOfCurrency`. */
	readonly decimals: number;
}

/**
 * Parses a layout such as "22IIIIIVPPPPC": prefix, digits of the item (I), a digit that is not read (V), digits of the
 * price (P) or of the weight (W), check digit (C). Without a point, a price is in minor units and a weight in grams; a
 * point marks decimals of a whole unit or of a kilogram: "23IIIIIVWW.WWC". Undefined for anything else.
 */
export function parseScaleLabel(text: string): ScaleLabel | undefined {
	const parts = /^(2|02|2[0-9])(I+)(V?)(?:(P+)(?:\.(P*))?|(W+)(?:\.(W*))?)C$/.exec(text);
	if (parts === null) return undefined;
	const [, prefix = "", item = "", unread = "", price, priceDecimals, weight = "", grams] = parts;
	const isPrice = price !== undefined;
	const point = isPrice ? priceDecimals : grams;
	const valueDigits = (isPrice ? price : weight).length + (point ?? "").length;
	if (item.length + unread.length + valueDigits !== contentDigits || valueDigits < valueDigitsMin) return undefined;
	return {
		prefix: Number(prefix),
		kind: isPrice ? ScaleLabelKind.price : ScaleLabelKind.weight,
		itemDigits: item.length,
		unreadDigits: unread.length,
		decimals: point?.length ?? (isPrice ? decimalsOfCurrency : weightDecimals),
	};
}

export function writeScaleLabel(label: ScaleLabel, view: DataView): void {
	view.setUint8(scaleLabelEntry.prefix, label.prefix);
	view.setUint8(scaleLabelEntry.kind, label.kind);
	view.setUint8(scaleLabelEntry.itemDigits, label.itemDigits);
	view.setUint8(scaleLabelEntry.unreadDigits, label.unreadDigits);
	view.setUint8(scaleLabelEntry.decimals, label.decimals);
}

/** A layout that this version cannot read is returned with a kind that is neither. */
export function findScaleLabel(sections: Sections, prefix: number): ScaleLabel | undefined {
	for (let index = 0; index < sections.count(SectionType.scaleLabels); index++) {
		const entry = sections.entry(SectionType.scaleLabels, index, scaleLabelEntry.bytes);
		if (entry.getUint8(scaleLabelEntry.prefix) !== prefix) continue;
		const isKnown = entry.getUint8(scaleLabelEntry.conditions) === 0;
		return {
			prefix,
			kind: isKnown ? entry.getUint8(scaleLabelEntry.kind) : 0,
			itemDigits: entry.getUint8(scaleLabelEntry.itemDigits),
			unreadDigits: entry.getUint8(scaleLabelEntry.unreadDigits),
			decimals: entry.getUint8(scaleLabelEntry.decimals),
		};
	}
	return undefined;
}

/** The code that the catalog lists for the item of an EAN-13 label: its prefix and the digits of the item. */
export function itemCodeOf(label: ScaleLabel, code: string): string {
	return code.slice(0, prefixDigits + label.itemDigits);
}

/**
 * The value of a label in minor units or grams; undefined where this version cannot read the layout. A function named
 * `valueOf` is not found by XS, which calls the one of Object.prototype.
 */
export function labelValue(label: ScaleLabel, code: string, currency: Currency): number | undefined {
	const begin = prefixDigits + label.itemDigits + label.unreadDigits;
	const end = prefixDigits + contentDigits;
	const { kind, decimals } = label;
	if (end - begin < valueDigitsMin) return undefined;
	const value = Number(code.slice(begin, end));
	if (kind === ScaleLabelKind.weight && decimals <= contentDigits) return toGrams(value, decimals);
	if (kind !== ScaleLabelKind.price) return undefined;
	if (decimals === decimalsOfCurrency) return value;
	return decimals <= contentDigits ? toMinor(value, decimals, currency) : undefined;
}

/** Whether a reader without layouts reads such labels as this layout says: it knows prefixes 20 to 29 only. */
export function isReadWithout({ prefix, kind, itemDigits, unreadDigits, decimals }: ScaleLabel): boolean {
	if (prefix < 20 || itemDigits !== 5) return true;
	return unreadDigits === 0 && decimals === (kind === ScaleLabelKind.price ? decimalsOfCurrency : weightDecimals);
}
