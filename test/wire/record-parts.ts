// What samples of records are made of: arbitraries of their parts, and the parts' shapes on the wire, written down a
// second time from docs/records.md.
import fc from "fast-check";
import { limits } from "../../firmware/core/limits.js";
import type { WireValue } from "../../firmware/wire/cbor.js";
import type { Place } from "../../firmware/wire/record.js";

/** A file of test/wire/records: what any record of one kind holds behind the prefix. */
export interface RecordSample {
	/** Its fields, and `document` where the kind must have one. */
	readonly body: Readonly<Record<string, fc.Arbitrary<unknown>>>;
	/** Its fields on the wire. */
	readonly shape: Fields;
}

/** The epoch that the records stand in. */
export const ownEpoch = 3;

export const u32 = fc.nat(0xffffffff);
export const positive = fc.integer({ min: 1, max: 0xffffffff });
export const code = fc.oneof({ weight: 3, arbitrary: fc.nat(8) }, fc.nat(0xffff));
export const amount = fc.integer({ min: -limits.amountMinorMax, max: limits.amountMinorMax });
export const sum = fc.oneof(amount, fc.maxSafeInteger());
export const text = fc.string({ unit: "grapheme", maxLength: 12 });
export const currency = fc.constantFrom("EUR", "JPY", "XXX", "");
export const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
	fc.uint8Array({ minLength: length, maxLength: length });
export const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });

export const place: fc.Arbitrary<Place> = fc.record({
	epoch: fc.constantFrom(ownEpoch, 1, 0xffffffff),
	sequence: positive,
});
export const document = fc.record({
	series: fc.integer({ min: 1, max: limits.seriesMax }),
	number: u32,
	totalMinor: sum,
	cashMinor: sum,
});
const digest = fc.uint8Array({ minLength: 16, maxLength: 16 });
const plainLine = fc.record({
	sku: text,
	name: text,
	quantity: sum,
	unitMinor: sum,
	amountMinor: amount,
	taxes: code,
});
const measure = fc.record({ weightGrams: u32, perKilogramMinor: u32 });
const line = fc.oneof(
	plainLine,
	fc.tuple(plainLine, measure).map(([goods, measured]) => ({ ...goods, ...measured })),
	fc.tuple(plainLine, text).map(([goods, fee]) => ({ ...goods, fee })),
	fc.tuple(plainLine, digest).map(([goods, note]) => ({ ...goods, note })),
	fc.tuple(plainLine, measure, digest).map(([goods, measured, note]) => ({ ...goods, ...measured, note })),
	fc.tuple(plainLine, text).map(([goods, voucher]) => ({ ...goods, voucher })),
);
const discount = fc.record(
	{ promotion: text, name: text, amountMinor: amount, taxes: code, shares: few(amount) },
	{ requiredKeys: ["promotion", "name", "amountMinor", "taxes"] },
);
const tax = fc.record({
	rateMillipercent: u32,
	baseMinor: sum,
	taxMinor: sum,
	authority: text,
	jurisdiction: text,
});
const plainTender = fc.record({ kind: code, amountMinor: amount, reference: text });
const tender = fc
	.oneof(
		plainTender,
		fc.tuple(plainTender, place).map(([paid, attempt]) => ({ ...paid, attempt })),
	)
	.chain((paid) =>
		fc.constantFrom(
			paid,
			{ ...paid, isUnconfirmed: true },
			{ ...paid, leftMinor: 40 },
			{
				...paid,
				...{ isUnconfirmed: true, leftMinor: limits.amountMinorMax },
			},
		),
	);
const coupon = fc.record({ campaign: code, serial: u32, amountMinor: amount });
/** Some, or left out. */
export const coupons = fc.option(fc.array(coupon, { minLength: 1, maxLength: 3 }), { nil: undefined });
const goods = {
	currency,
	lines: few(line),
	discounts: few(discount),
	taxes: few(tax),
	catalogVersion: u32,
	taxMode: code,
};
export const basket = fc.record({ ...goods, totalMinor: amount, coupons });
export const saleBody = { ...goods, roundingMinor: amount, tenders: few(tender), changeMinor: amount };
export const attempt = {
	tenderKind: code,
	amountMinor: amount,
	basket,
	tenders: few(tender),
	roundingMinor: amount,
	changeMinor: amount,
	parked: fc.option(place, { nil: undefined }),
	held: fc.option(place, { nil: undefined }),
};
export const tenders = few(tender);
/** A value other than 0, or left out. */
export const maybe = (value: fc.Arbitrary<number>): fc.Arbitrary<number | undefined> =>
	fc.option(
		value.filter((number) => number !== 0),
		{ nil: undefined },
	);
/** Set, or left out. */
export const flag = fc.constantFrom(true as const, undefined);
const totals = fc.record({
	...{
		shift: u32,
		currency,
		taxMode: code,
		sales: u32,
		units: sum,
		grossMinor: sum,
		taxMinor: sum,
		roundingMinor: sum,
	},
	...{
		noSales: u32,
		voids: u32,
		floatMinor: sum,
		tenders: few(fc.record({ kind: code, amountMinor: sum })),
		taxes: few(tax),
	},
	...{ others: u32, othersMinor: sum, trainingSales: u32, heldMinor: maybe(sum), unconfirmedMinor: maybe(sum) },
	...{ paidInMinor: maybe(sum), paidOutMinor: maybe(sum) },
});
const numbers = fc.array(u32, { maxLength: limits.seriesMax });
export const anchor = fc.record({ numbers, open: few(place), nonce: bytes(16), totals });

/**
 * What a value on the wire is: a list of many, or an array of fields, each with its default where it may be left out.
 * Numbers, texts and bytes: leaf.
 */
export type Shape = "leaf" | { readonly list: Shape } | Fields;
export interface Fields {
	readonly fields: readonly Shape[];
	readonly defaults?: readonly WireValue[];
}
const fields = (...shapes: Shape[]): Shape => ({ fields: shapes });
export const leaves = (count: number): Shape[] => Array.from({ length: count }, (): Shape => "leaf");

export const placeShape = fields(...leaves(2));
const lineShape: Shape = { fields: [...leaves(6), fields(...leaves(2)), ...leaves(3)], defaults: [0, 0, 0, 0] };
const discountShape: Shape = { fields: [...leaves(4), { list: "leaf" }], defaults: [0] };
const taxShape: Shape = { fields: leaves(5), defaults: ["", ""] };
const tenderShape: Shape = { fields: [...leaves(3), placeShape, "leaf", "leaf"], defaults: [0, 0, 0] };
const lists = [{ list: lineShape }, { list: discountShape }, { list: taxShape }] as const;
export const couponsShape: Shape = { list: fields(...leaves(3)) };
export const basketShape: Shape = {
	fields: ["leaf", "leaf", ...lists, "leaf", "leaf", couponsShape],
	defaults: [0],
};
export const saleFields: Shape[] = ["leaf", "leaf", ...lists, "leaf", { list: tenderShape }, "leaf", "leaf"];
export const tendersShape: Shape = { list: tenderShape };
export const attemptFields: Shape[] = [
	...["leaf", "leaf", basketShape, tendersShape, "leaf", "leaf", placeShape, placeShape],
] as Shape[];
const totalsShape: Shape = {
	fields: [...leaves(11), { list: fields(...leaves(2)) }, { list: taxShape }, ...leaves(7)],
	defaults: [0, 0, 0, 0],
};
export const anchorShape = fields({ list: "leaf" }, { list: placeShape }, "leaf", totalsShape);
export const prefixFields: Shape[] = [...leaves(7), fields(...leaves(4)), { list: placeShape }];
