// Upper bounds of encoded sizes (docs/records.md), so that a sale that will not fit in a record is noticed before anybody pays.
import { limits } from "../core/limits.js";
import type { SaleDiscount, SaleLine } from "../wire/record.js";

/** A tender with the longest reference: array head, kind, amount, text head, text. */
export const tenderBytesMax = 1 + 1 + 5 + 2 + limits.referenceCharactersMax;

/** Array head and kind 3, stamp 24, numbers 15, currency 4, list heads 7, amounts 15, tenders. */
export const saleFixedBytes = 3 + 24 + 15 + 4 + 7 + 15 + limits.tendersMax * tenderBytesMax;

export const taxSplitBytesMax = 1 + 3 + 5 + 5;

/** UTF-8 takes at most three bytes for each UTF-16 unit. */
function textBytes(text: string): number {
	let bytes = 2;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
	}
	return bytes;
}

function integerBytes(value: number): number {
	const magnitude = value < 0 ? -1 - value : value;
	return magnitude < 24 ? 1 : magnitude < 0x100 ? 2 : magnitude < 0x10000 ? 3 : magnitude < 0x1_0000_0000 ? 5 : 9;
}

export function lineBytes(line: SaleLine): number {
	return 1 + textBytes(line.sku) + textBytes(line.name) + numberBytes(line);
}

/** The part of a line that a change of its quantity changes. */
export function numberBytes(line: SaleLine): number {
	const { quantity, unitMinor, grossMinor, taxRateBasisPoints, weightGrams } = line;
	const bytes = integerBytes(quantity) + integerBytes(unitMinor) + integerBytes(grossMinor) + integerBytes(taxRateBasisPoints);
	return weightGrams === undefined ? bytes : bytes + integerBytes(weightGrams) + integerBytes(line.perKilogramMinor ?? 0);
}

export function discountBytes(discount: SaleDiscount): number {
	return (
		1 +
		textBytes(discount.promotion) +
		textBytes(discount.name) +
		integerBytes(discount.amountMinor) +
		integerBytes(discount.taxRateBasisPoints)
	);
}
