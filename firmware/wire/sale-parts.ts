// The parts of records about goods and money: lines, discounts, taxes, tenders. Each is an array that newer versions
// may lengthen.
import { limits } from "../core/limits.js";
import { textDigestBytes } from "../core/private-text.js";
import type { WireValue } from "./cbor.js";
import { encodePlace, type Place, readPlace } from "./place.js";
import { FieldReader } from "./reader.js";

/** Whether prices include tax. Other values are of a newer version. */
export const TaxMode = { inclusive: 0, exclusive: 1 } as const;
export type TaxMode = (typeof TaxMode)[keyof typeof TaxMode];

/**
 * Wire: [sku, name, quantity, unitMinor, amountMinor, taxes], and behind them 0 or [weightGrams, perKilogramMinor], 0
 * or the identifier of the rule where it is a fee, 0 or the digest of its text, and the voucher that it sells.
 * amountMinor = quantity × unitMinor, tax
 * included or not as the tax mode says.
 */
export interface SaleLine {
	/** Empty for an open price and for a fee. */
	readonly sku: string;
	readonly name: string;
	readonly quantity: number;
	readonly unitMinor: number;
	readonly amountMinor: number;
	/** Bit i: the sale's `taxes[i]` applies. */
	readonly taxes: number;
	/** Net weight of one unit according to its label; left out on goods that are counted. */
	readonly weightGrams?: number;
	/**
	 * The price that `unitMinor` was computed from; 0 where the label gave the price itself. Left out without a weight.
	 */
	readonly perKilogramMinor?: number;
	/** The rule that charges it; left out on goods. */
	readonly fee?: string;
	/** The digest of its personal text (core/private-text.ts), which lies beside the chain; left out without one. */
	readonly note?: Uint8Array;
	/** The gift voucher that it puts its amount on, 16 hexadecimal digits; left out on goods. */
	readonly voucher?: string;
}

/**
 * What a pricing rule took off, one entry for each combination of taxes that it touches. Wire: [id, name, amountMinor ≤
 * 0, taxes], and behind them its shares where it did not take from all lines of the combination alike.
 */
export interface SaleDiscount {
	readonly promotion: string;
	readonly name: string;
	readonly amountMinor: number;
	/** Bit i: the sale's `taxes[i]` applies. */
	readonly taxes: number;
	/**
	 * Pairs of a line's index and what it took off that line, ≤ 0. Left out where it took from every line of the
	 * combination in proportion to what was left of it.
	 */
	readonly shares?: readonly number[];
}

/** A coupon that has reduced the price. Wire: [campaign, serial, amountMinor]. */
export interface SaleCoupon {
	readonly campaign: number;
	readonly serial: number;
	/** What its rule took off, ≥ 0. */
	readonly amountMinor: number;
}

export interface TaxRate {
	/** Thousandths of a percent: 20 % is 20,000, 8.875 % is 8,875. */
	readonly rateMillipercent: number;
	/** Who levies it, a short code such as "US-NY"; empty where a country has one tax. */
	readonly authority: string;
	/** Where it is levied, a short code such as "NYC"; empty where that follows from the authority. */
	readonly jurisdiction: string;
}

/**
 * Wire: [rateMillipercent, baseMinor, taxMinor], and behind them authority and jurisdiction where they are not empty.
 */
export interface TaxSplit extends TaxRate {
	/**
	 * The amounts after discounts that the tax was computed on: tax included in mode `inclusive`, before tax in mode
	 * `exclusive`.
	 */
	readonly baseMinor: number;
	readonly taxMinor: number;
}

/**
 * Wire: [kind, amountMinor, reference], and behind them the place of the payment attempt where there was one, 1 where
 * the bank has not confirmed it yet, and what is left of a voucher.
 */
export interface Tender {
	/** One of `TenderKind`, or of a newer version. */
	readonly kind: number;
	/** For cash, the amount handed over. */
	readonly amountMinor: number;
	/** A token, never a card number. */
	readonly reference: string;
	readonly attempt?: Place | undefined;
	/** Taken without the bank's confirmation; left out otherwise. */
	readonly isUnconfirmed?: true;
	/** What could still be spent of the voucher here; left out where that was nothing. */
	readonly leftMinor?: number;
}

/**
 * Goods as they are priced and not yet paid. Wire: [currency, taxMode, lines, discounts, taxes, totalMinor,
 * catalogVersion], and behind them its coupons where it has any.
 */
export interface BasketContent {
	readonly currency: string;
	readonly taxMode: number;
	readonly lines: readonly SaleLine[];
	readonly discounts: readonly SaleDiscount[];
	/** Ascending by rate, authority, jurisdiction. */
	readonly taxes: readonly TaxSplit[];
	readonly totalMinor: number;
	readonly catalogVersion: number;
	/** Those whose rules took nothing included; left out where there are none. */
	readonly coupons?: readonly SaleCoupon[];
}

/** Lists and texts are bounded by the record's size only: newer versions may have longer ones. */
const elementsMax = limits.recordPayloadBytesMax;
const currencyCharacters = 3;
const lineFields = 6;
const discountFields = 4;
const taxFields = 3;
const tenderFields = 3;
const basketFields = 7;
const couponFields = 3;

export function encodeBasket(basket: BasketContent): WireValue {
	const { currency, taxMode, lines, discounts, taxes, totalMinor, catalogVersion, coupons } = basket;
	return withoutDefaults(
		[
			currency,
			taxMode,
			encodeLines(lines),
			encodeDiscounts(discounts),
			encodeTaxes(taxes),
			totalMinor,
			catalogVersion,
		],
		encodeCoupons(coupons),
	);
}

/** Throws Fault WIRE_WRONG_SHAPE, as do all functions below. */
export function readBasket(reader: FieldReader): BasketContent {
	const fields = reader.fields(basketFields);
	const basket = {
		currency: readCurrency(fields),
		taxMode: fields.code(),
		lines: readLines(fields),
		discounts: readDiscounts(fields),
		taxes: readTaxes(fields),
		totalMinor: fields.amount(),
		catalogVersion: fields.u32(),
	};
	const coupons = readCoupons(fields);
	return coupons.length === 0 ? basket : { ...basket, coupons };
}

/** 0 for none. */
export function encodeCoupons(coupons: readonly SaleCoupon[] = []): WireValue {
	if (coupons.length === 0) return 0;
	return coupons.map(({ campaign, serial, amountMinor }) => [campaign, serial, amountMinor]);
}

/** The next field where it is a list: it may be left out at the end, or be of a newer version. */
export function readCoupons(reader: FieldReader): SaleCoupon[] {
	if (!reader.isList) {
		reader.count();
		return [];
	}
	return reader.list(elementsMax, couponFields, (fields) => ({
		campaign: fields.code(),
		serial: fields.u32(),
		amountMinor: fields.amount(),
	}));
}

export function readCurrency(reader: FieldReader): string {
	return reader.text(currencyCharacters);
}

export function encodeLines(lines: readonly SaleLine[]): WireValue {
	return lines.map((line) => {
		const { sku, name, quantity, unitMinor, amountMinor, taxes, weightGrams, perKilogramMinor } = line;
		const { fee, note, voucher } = line;
		if (fee !== undefined) return [sku, name, quantity, unitMinor, amountMinor, taxes, 0, fee];
		if (voucher !== undefined) return [sku, name, quantity, unitMinor, amountMinor, taxes, 0, 0, 0, voucher];
		const fields: WireValue[] = [sku, name, quantity, unitMinor, amountMinor, taxes];
		if (weightGrams !== undefined) fields.push([weightGrams, perKilogramMinor ?? 0]);
		if (note === undefined) return fields;
		if (weightGrams === undefined) fields.push(0);
		fields.push(0, note);
		return fields;
	});
}

export function readLines(reader: FieldReader): SaleLine[] {
	return reader.list(elementsMax, lineFields, (fields) => {
		const line = {
			sku: fields.text(elementsMax),
			name: fields.text(elementsMax),
			quantity: fields.sum(),
			unitMinor: fields.sum(),
			amountMinor: fields.amount(),
			taxes: fields.code(),
		};
		if (!fields.isList) {
			// Most lines end here, and a boot reads many.
			if (!fields.hasMore || fields.count() !== 0) return line;
			if (fields.isText) return { ...line, fee: fields.text(elementsMax) };
			return withRest(line, fields);
		}
		const measure = fields.fields(2);
		return withRest({ ...line, weightGrams: measure.u32(), perKilogramMinor: measure.amount() }, fields);
	});
}

/** What stands behind a line that is no fee, unless it is of a newer version. */
function withRest(line: SaleLine, fields: FieldReader): SaleLine {
	if (fields.count() !== 0) return line;
	if (fields.isBytes(textDigestBytes)) return { ...line, note: fields.bytes(textDigestBytes) };
	if (fields.count() !== 0 || !fields.isText) return line;
	return { ...line, voucher: fields.text(elementsMax) };
}

export function encodeDiscounts(discounts: readonly SaleDiscount[]): WireValue {
	return discounts.map(({ promotion, name, amountMinor, taxes, shares }) =>
		shares === undefined
			? [promotion, name, amountMinor, taxes]
			: [promotion, name, amountMinor, taxes, shares.slice()],
	);
}

export function readDiscounts(reader: FieldReader): SaleDiscount[] {
	return reader.list(elementsMax, discountFields, (fields) => {
		const discount = {
			promotion: fields.text(elementsMax),
			name: fields.text(elementsMax),
			amountMinor: fields.amount(),
			taxes: fields.code(),
		};
		if (!fields.isList) return discount;
		const values = fields.values(elementsMax);
		const shares = new FieldReader(values, 0);
		return { ...discount, shares: values.map(() => shares.amount()) };
	});
}

export function encodeTaxes(taxes: readonly TaxSplit[]): WireValue {
	return taxes.map(({ rateMillipercent, baseMinor, taxMinor, authority, jurisdiction }) => {
		if (jurisdiction !== "") return [rateMillipercent, baseMinor, taxMinor, authority, jurisdiction];
		return authority === ""
			? [rateMillipercent, baseMinor, taxMinor]
			: [rateMillipercent, baseMinor, taxMinor, authority];
	});
}

/** Amounts may be sums over a shift. */
export function readTaxes(reader: FieldReader): TaxSplit[] {
	return reader.list(elementsMax, taxFields, (fields) => ({
		rateMillipercent: fields.u32(),
		baseMinor: fields.sum(),
		taxMinor: fields.sum(),
		authority: fields.hasMore ? fields.text(elementsMax) : "",
		jurisdiction: fields.hasMore ? fields.text(elementsMax) : "",
	}));
}

/** `epoch` is that of the record that holds them. */
export function encodeTenders(tenders: readonly Tender[], epoch: number): WireValue {
	return tenders.map(({ kind, amountMinor, reference, attempt, isUnconfirmed, leftMinor }) =>
		withoutDefaults(
			[kind, amountMinor, reference],
			attempt ? encodePlace(attempt, epoch) : 0,
			isUnconfirmed ? 1 : 0,
			leftMinor ?? 0,
		),
	);
}

export function readTenders(reader: FieldReader, epoch: number): Tender[] {
	return reader.list(elementsMax, tenderFields, (fields) => {
		const tender = { kind: fields.code(), amountMinor: fields.amount(), reference: fields.text(elementsMax) };
		const attempt = fields.hasMore ? readPlace(fields, epoch) : undefined;
		const paid = attempt ? { ...tender, attempt } : tender;
		const told: Tender = fields.flag() ? { ...paid, isUnconfirmed: true } : paid;
		const leftMinor = fields.hasMore ? fields.count() : 0;
		return leftMinor === 0 ? told : { ...told, leftMinor };
	});
}

/** Adds fields that may be left out at the end, where they are 0. */
export function withoutDefaults(fields: WireValue[], ...more: WireValue[]): WireValue[] {
	let count = more.length;
	while (count > 0 && more[count - 1] === 0) count--;
	for (let at = 0; at < count; at++) fields.push(more[at]!);
	return fields;
}
