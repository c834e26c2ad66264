// Random records of every kind; and their shapes on the wire, written independently from docs/records.md.
import fc from "fast-check";
import { limits } from "../../firmware/core/limits.js";
import type { WireValue } from "../../firmware/wire/cbor.js";
import type { KnownRecord, Place, RecordPrefix } from "../../firmware/wire/record.js";
import { recordCodecs, type RecordCodecs } from "../../firmware/wire/records/registry.js";

/** The epoch of the records. */
export const ownEpoch = 3;

const u32 = fc.nat(0xffffffff);
const positive = fc.integer({ min: 1, max: 0xffffffff });
const code = fc.oneof({ weight: 3, arbitrary: fc.nat(8) }, fc.nat(0xffff));
const amount = fc.integer({ min: -limits.amountMinorMax, max: limits.amountMinorMax });
const sum = fc.oneof(amount, fc.maxSafeInteger());
const text = fc.string({ unit: "grapheme", maxLength: 12 });
const currency = fc.constantFrom("EUR", "JPY", "XXX", "");
const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });

const place: fc.Arbitrary<Place> = fc.record({ epoch: fc.constantFrom(ownEpoch, 1, 0xffffffff), sequence: positive });
const document = fc.record({
	series: fc.integer({ min: 1, max: limits.seriesMax }),
	number: u32,
	totalMinor: sum,
	cashMinor: sum,
});
const plainLine = fc.record({ sku: text, name: text, quantity: sum, unitMinor: sum, amountMinor: amount, taxes: code });
const measure = fc.record({ weightGrams: u32, perKilogramMinor: u32 });
const line = fc.oneof(
	plainLine,
	fc.tuple(plainLine, measure).map(([goods, measured]) => ({ ...goods, ...measured })),
);
const discount = fc.record({ promotion: text, name: text, amountMinor: amount, taxes: code });
const tax = fc.record({ rateMillipercent: u32, baseMinor: sum, taxMinor: sum, authority: text, jurisdiction: text });
const plainTender = fc.record({ kind: code, amountMinor: amount, reference: text });
const tender = fc.oneof(
	plainTender,
	fc.tuple(plainTender, place).map(([paid, attempt]) => ({ ...paid, attempt })),
);
const goods = {
	currency,
	lines: few(line),
	discounts: few(discount),
	taxes: few(tax),
	catalogVersion: u32,
	taxMode: code,
};
const basket = fc.record({ ...goods, totalMinor: amount });
const saleBody = { ...goods, roundingMinor: amount, tenders: few(tender), changeMinor: amount };
const attempt = {
	tenderKind: code,
	amountMinor: amount,
	basket,
	tenders: few(tender),
	roundingMinor: amount,
	changeMinor: amount,
	parked: fc.option(place, { nil: undefined }),
};
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
	...{ others: u32, othersMinor: sum, trainingSales: u32 },
});
const numbers = fc.array(u32, { maxLength: limits.seriesMax });
const anchor = fc.record({ numbers, open: few(place), nonce: bytes(16), totals });

/** The fields after the prefix, and `document` where the kind requires one. */
const bodies: Readonly<Record<keyof RecordCodecs, Record<string, fc.Arbitrary<unknown>>>> = {
	epochOpened: { epoch: positive, previousEpoch: u32, previousSequence: u32, previousHead: bytes(32) },
	booted: { reason: code, boots: u32, nonce: bytes(16) },
	clockSet: { beforeMs: sum, beforeQuality: code },
	catalogApplied: { version: u32, digest: bytes(32), format: code, unapplied: few(text) },
	shiftOpened: { anchor },
	shiftClosed: { anchor, countedMinor: fc.integer({ min: -1, max: limits.amountMinorMax }) },
	shiftSnapshot: { anchor, isOpen: fc.boolean() },
	sale: { document, ...saleBody },
	saleVoided: { basket },
	noSale: { document },
	receiptCopied: { receiptNumber: u32 },
	inspected: {},
	trainingSale: { document, totalMinor: amount, ...saleBody },
	basketParked: { basket },
	basketDropped: {},
	paymentAttempted: attempt,
	paymentEnded: { outcome: code, reference: text, attempt: place },
	paymentCarried: {
		origin: fc.record({ epoch: positive, sequence: positive }),
		...{ key: bytes(16), outcome: code, reference: text },
		...attempt,
	},
};

const prefix = {
	bootCount: u32,
	uptimeMs: fc.maxSafeNat(),
	wallMs: fc.nat(253_402_300_799_999),
	clockQuality: code,
	staff: u32,
	shift: u32,
	document: fc.option(document, { nil: undefined }),
	closes: few(place),
};
export const anyPrefix = fc.record(prefix) as unknown as fc.Arbitrary<RecordPrefix>;

export type KindName = keyof RecordCodecs;
export const kindNames = Object.keys(bodies) as KindName[];
export function recordOf(name: KindName): fc.Arbitrary<KnownRecord> {
	const { kind } = recordCodecs[name];
	return fc.record({ kind: fc.constant(kind), ...prefix, ...bodies[name] }) as unknown as fc.Arbitrary<KnownRecord>;
}
export const anyRecord: fc.Arbitrary<KnownRecord> = fc.oneof(...kindNames.map(recordOf));

/**
 * The shape of a value on the wire: a list of many, or an array of fields, each with its default if it may be omitted.
 * Numbers, texts and bytes are leaves.
 */
type Shape = "leaf" | { readonly list: Shape } | Fields;
interface Fields {
	readonly fields: readonly Shape[];
	readonly defaults?: readonly WireValue[];
}
const fields = (...shapes: Shape[]): Shape => ({ fields: shapes });
const leaves = (count: number): Shape[] => Array.from({ length: count }, (): Shape => "leaf");

const placeShape = fields(...leaves(2));
const lineShape: Shape = { fields: [...leaves(6), fields(...leaves(2))], defaults: [0] };
const taxShape: Shape = { fields: leaves(5), defaults: ["", ""] };
const tenderShape: Shape = { fields: [...leaves(3), placeShape], defaults: [0] };
const lists = [{ list: lineShape }, { list: fields(...leaves(4)) }, { list: taxShape }] as const;
const basketShape = fields("leaf", "leaf", ...lists, "leaf", "leaf");
const saleFields: Shape[] = ["leaf", "leaf", ...lists, "leaf", { list: tenderShape }, "leaf", "leaf"];
const attemptFields: Shape[] = ["leaf", "leaf", basketShape, { list: tenderShape }, "leaf", "leaf", placeShape];
const totalsShape = fields(...leaves(11), { list: fields(...leaves(2)) }, { list: taxShape }, ...leaves(3));
const anchorShape = fields({ list: "leaf" }, { list: placeShape }, "leaf", totalsShape);
const prefixFields: Shape[] = [...leaves(7), fields(...leaves(4)), { list: placeShape }];

const bodyShapes: Readonly<Record<KindName, Fields>> = {
	epochOpened: { fields: leaves(4) },
	booted: { fields: leaves(3) },
	clockSet: { fields: leaves(2) },
	catalogApplied: { fields: [...leaves(3), { list: "leaf" }] },
	shiftOpened: { fields: [anchorShape] },
	shiftClosed: { fields: [anchorShape, "leaf"] },
	shiftSnapshot: { fields: [anchorShape, "leaf"] },
	sale: { fields: saleFields, defaults: [0] },
	saleVoided: { fields: [basketShape] },
	noSale: { fields: [] },
	receiptCopied: { fields: leaves(1) },
	inspected: { fields: [] },
	trainingSale: { fields: ["leaf", ...saleFields], defaults: [0] },
	basketParked: { fields: [basketShape] },
	basketDropped: { fields: [] },
	paymentAttempted: { fields: attemptFields, defaults: [0] },
	paymentEnded: { fields: [...leaves(2), placeShape] },
	paymentCarried: { fields: [...leaves(5), ...attemptFields], defaults: [0] },
};

/** The same record as a newer version writes it: `more` after the last field of every array of fields. */
export function grown(name: KindName, record: readonly WireValue[], more: WireValue): WireValue {
	const { fields: body, ...rest } = bodyShapes[name];
	return grow(record, { ...rest, fields: [...prefixFields, ...body] }, more);
}

function grow(value: WireValue, shape: Shape, more: WireValue): WireValue {
	if (!Array.isArray(value) || shape === "leaf") return value;
	const items = value as readonly WireValue[];
	if ("list" in shape) return items.map((item) => grow(item, shape.list, more));
	const { fields: known, defaults = [] } = shape;
	// An omitted field is written as its default if another follows it.
	const whole = [...items, ...defaults.slice(defaults.length - (known.length - items.length))].slice(0, known.length);
	return [...whole.map((item, at) => grow(item, known[at]!, more)), more];
}
