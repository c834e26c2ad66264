// The fields that a sale and a training sale have in common.
import type { WireValue } from "../cbor.js";
import type { FieldReader } from "../reader.js";
import {
	encodeDiscounts,
	encodeLines,
	encodeTaxes,
	encodeTenders,
	readCurrency,
	readDiscounts,
	readLines,
	readTaxes,
	readTenders,
	type SaleDiscount,
	type SaleLine,
	TaxMode,
	type TaxSplit,
	type Tender,
	withoutDefaults,
} from "../sale-parts.js";

/**
 * Wire: currency, catalogVersion, lines, discounts, taxes, roundingMinor, tenders, changeMinor, and behind them the tax
 * mode unless inclusive.
 */
export interface SaleBody {
	readonly currency: string;
	readonly catalogVersion: number;
	readonly lines: readonly SaleLine[];
	readonly discounts: readonly SaleDiscount[];
	/** Ascending by rate, authority, jurisdiction. */
	readonly taxes: readonly TaxSplit[];
	/** Cash rounding: payable = total + rounding. */
	readonly roundingMinor: number;
	/** They sum to total + rounding + change. */
	readonly tenders: readonly Tender[];
	readonly changeMinor: number;
	/** One of `TaxMode`, or of a newer version. */
	readonly taxMode: number;
}

/** `more`: fields behind it, 0 where they may be left out. */
export function encodeSaleBody(sale: SaleBody, epoch: number, ...more: WireValue[]): WireValue[] {
	const { currency, catalogVersion, lines, discounts, taxes, roundingMinor, tenders, changeMinor, taxMode } = sale;
	const fields: WireValue[] = [
		currency,
		catalogVersion,
		encodeLines(lines),
		encodeDiscounts(discounts),
		encodeTaxes(taxes),
	];
	fields.push(roundingMinor, encodeTenders(tenders, epoch), changeMinor);
	return withoutDefaults(fields, taxMode, ...more);
}

/** Throws Fault WIRE_WRONG_SHAPE. */
export function readSaleBody(fields: FieldReader, epoch: number): SaleBody {
	return {
		currency: readCurrency(fields),
		catalogVersion: fields.u32(),
		lines: readLines(fields),
		discounts: readDiscounts(fields),
		taxes: readTaxes(fields),
		roundingMinor: fields.amount(),
		tenders: readTenders(fields, epoch),
		changeMinor: fields.amount(),
		taxMode: fields.hasMore ? fields.code() : TaxMode.inclusive,
	};
}
