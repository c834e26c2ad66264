// Upper bounds of encoded sizes (docs/records.md), so that a sale too large for a record is refused before payment.
import { limits } from "../../core/limits.js";
import { textDigestBytes } from "../../core/private-text.js";
import type { Outcome } from "../../pricing/evaluation.js";
import { lineOfKey, ruleOfKey, takingFields } from "../../pricing/goods.js";
import type { PricingLine } from "../../pricing/price.js";
import type { RuleBook } from "../../pricing/rule-book.js";
import type { TaxRate, TaxSplit } from "../../wire/record.js";

/** An amount of a sale, of any size. */
const amountBytesMax = 9;
/** A place in another epoch: array head, epoch, sequence. */
const placeBytesMax = 1 + 5 + 5;
/** A tender with the longest reference: array head, kind, amount, text head, text, attempt. */
const tenderBytesMax = 1 + 1 + amountBytesMax + 2 + limits.referenceCharactersMax + placeBytesMax;

/**
 * Array head, kind, stamp 3 + 24; staff and shift 10; document 1 + 1 + 5 and two amounts; places closed: head,
 * attempts, parked basket.
 */
const prefixBytesMax = 27 + 10 + 7 + 2 * amountBytesMax + 1 + (limits.tendersMax + 1) * placeBytesMax;

/**
 * Currency 4, catalog version and tax mode 6, three amounts, list heads 7, tenders. The largest record is a payment
 * attempt, which also names its parked basket. The place of its held cash, and the marks of tenders that are not
 * confirmed, take less than the last tender, which it does not hold yet; in a sale they take the parked basket's place
 * and one of the amounts.
 */
export const saleFixedBytes =
	prefixBytesMax + 4 + 6 + 3 * amountBytesMax + 7 + placeBytesMax + limits.tendersMax * tenderBytesMax;

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

/** Bit mask of the sale's taxes that apply. */
const maskBytesMax = 2;

/** A coupon: array head, campaign, serial, amount; and the share of the list's head. */
export const couponBytesMax = 1 + 3 + 5 + amountBytesMax + 1;
/** What a line that sells a voucher has more: two zeros, text head, identifier. */
const voucherBytes = 2 + 2 + 16;

export function lineBytes(line: PricingLine): number {
	if (line.voucher !== undefined) return voucherBytes + goodsBytes(line);
	return goodsBytes(line);
}

function goodsBytes(line: PricingLine): number {
	return 1 + textBytes(line.sku) + textBytes(line.name) + maskBytesMax + numberBytes(line);
}

/** What a line with a text takes besides: two fields of 0, and the digest with its head. */
export function noteBytes({ note }: PricingLine): number {
	return note === undefined ? 0 : 2 + 1 + textDigestBytes;
}

/** The part of a line that changes with its quantity. */
export function numberBytes(line: PricingLine): number {
	const { quantity, unitMinor, amountMinor, weightGrams } = line;
	const bytes = integerBytes(quantity) + integerBytes(unitMinor) + integerBytes(amountMinor);
	return weightGrams === undefined
		? bytes
		: bytes + 1 + integerBytes(weightGrams) + integerBytes(line.perKilogramMinor ?? 0);
}

/** Of discounts and fees. */
export function outcomeBytes(
	outcome: Outcome | undefined,
	lines: readonly PricingLine[],
	book: RuleBook | undefined,
): number {
	if (outcome === undefined || book === undefined) return 0;
	const { takings, fees } = outcome;
	let bytes = 0;
	let rule = -1;
	let discount = 0;
	let met: (readonly TaxRate[])[] = [];
	for (let at = 0; at < takings.length; at += takingFields) {
		const key = takings[at]!;
		if (ruleOfKey(key) !== rule) {
			rule = ruleOfKey(key);
			met = [];
			// Heads of array, texts and shares.
			discount = 1 + 3 + 3 + 3 + book.textBytesOf(rule) + amountBytesMax + maskBytesMax;
		}
		const { taxRates } = lines[lineOfKey(key)]!;
		if (!met.includes(taxRates)) {
			met.push(taxRates);
			bytes += discount;
		}
		// The line's index and the amount.
		bytes += 2 + integerBytes(takings[at + 1]!);
	}
	for (let at = 0; at < fees.length; at++)
		bytes += 1 + 3 + 3 + book.textBytesOf(fees[at]!.rule) + 3 * amountBytesMax + maskBytesMax + 1;
	return bytes;
}

/** Rounded up: removing a line may shift a tax by one minor unit. */
function shareBytes(amountMinor: number): number {
	return integerBytes(amountMinor) <= 5 ? 5 : amountBytesMax;
}

export function taxBytes(tax: TaxSplit): number {
	return (
		1 +
		5 +
		shareBytes(tax.baseMinor) +
		shareBytes(tax.taxMinor) +
		textBytes(tax.authority) +
		textBytes(tax.jurisdiction)
	);
}

/** Kinds of tenders in a shift's totals, including those of newer versions. */
const tenderKindsMax = 8;
/** Parked baskets, open payments with as many parts as a sale has tenders, and wrong PINs of everybody. */
const openPlacesMax = limits.parkedSalesMax + limits.openPaymentsMax * limits.tendersMax + limits.staffMax;
/**
 * Maximum size of a record with an anchor, without its taxes. Prefix 27 + 10 + 2; anchor: head, numbers, places, nonce
 * 17; totals: head, shift, currency 4, tax mode 3, five counts, ten sums, tenders, head of the taxes; counted cash.
 */
const anchorFixedBytes =
	27 +
	10 +
	2 +
	(1 + 1 + limits.seriesMax * 5 + 2 + openPlacesMax * placeBytesMax + 17) +
	(1 + 5 + 4 + 3 + 5 * 5 + 10 * amountBytesMax + 2 + tenderKindsMax * (1 + 3 + amountBytesMax) + 2) +
	amountBytesMax;

/** Whether a record can hold a shift's totals with these taxes, for any sums and any open items. */
export function fitsAnchor(taxes: readonly TaxRate[]): boolean {
	let bytes = anchorFixedBytes;
	for (const { authority, jurisdiction } of taxes)
		bytes += 1 + 5 + 2 * amountBytesMax + textBytes(authority) + textBytes(jurisdiction);
	return bytes <= limits.recordPayloadBytesMax;
}
