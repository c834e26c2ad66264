import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
import { decodePrefix } from "../../firmware/wire/prefix.js";
import { decodeRecord, encodeRecord, isKnown, type KnownRecord, RecordKind } from "../../firmware/wire/record.js";
import { knownKinds } from "../../firmware/wire/records/registry.js";
import {
	anyPrefix,
	anyRecord,
	fieldCount,
	fileName,
	grown,
	kindNames,
	ownEpoch,
	recordOf,
	sampleNames,
} from "./record-arbitraries.js";

const cbor = new CborCodec();
const seed = 20_261_128;

const encode = (record: KnownRecord): Uint8Array => encodeRecord(cbor, record, ownEpoch);
const decode = (bytes: Uint8Array): ReturnType<typeof decodeRecord> => decodeRecord(cbor, bytes, ownEpoch);
const prefixOf = ({
	kind,
	bootCount,
	uptimeMs,
	wallMs,
	clockQuality,
	staff,
	shift,
	document,
	closes,
}: KnownRecord): object => ({
	...{ kind, bootCount, uptimeMs, wallMs, clockQuality, staff, shift, document, closes },
});

/** What a newer version may append. */
const more = fc.constantFrom<WireValue>(0, -1, "new", null, true, new Uint8Array(3), [], [1, ["two"]]);

describe("a record", () => {
	it.each(kindNames)(
		"of kind %s decodes to the same value, its prefix too, and encodes to the same bytes each time",
		(name) => {
			fc.assert(
				fc.property(recordOf(name), (record) => {
					const bytes = encode(record);
					expect(decode(bytes)).toEqual(record);
					expect(decodePrefix(cbor, bytes, ownEpoch)).toEqual(prefixOf(record));
					expect(encode(decode(bytes) as KnownRecord)).toEqual(bytes);
				}),
				{ seed, numRuns: 200 },
			);
		},
	);

	it.each(kindNames)("of kind %s extended at every level by a newer version reads the same", (name) => {
		fc.assert(
			fc.property(recordOf(name), more, (record, appended) => {
				const longer = grown(name, cbor.decode(encode(record)) as WireValue[], appended);
				const bytes = cbor.encode(longer, 4_096);
				expect(bytes.length).toBeGreaterThan(encode(record).length);
				fc.pre(bytes.length <= 2_040);
				expect(decode(bytes)).toEqual(record);
				expect(decodePrefix(cbor, bytes, ownEpoch)).toEqual(prefixOf(record));
			}),
			{ seed, numRuns: 200 },
		);
	});

	it.each(kindNames)("of kind %s with an unreadable body keeps its prefix", (name) => {
		const kind = RecordKind[name];
		const body = fc.array(fc.constantFrom<WireValue>("odd", null, [], -1), { maxLength: 3 });
		fc.assert(
			fc.property(anyPrefix, body, (prefix, fields) => {
				const known = { ...prefix, kind: RecordKind.inspected } as KnownRecord;
				const values = cbor.decode(encode(known)) as WireValue[];
				const bytes = cbor.encode([kind, ...values.slice(1), ...fields]);
				const read = decode(bytes);
				expect(prefixOf(read as KnownRecord)).toEqual({ ...prefixOf(known), kind });
				// Where numbers alone make a body it may be read; which are refused is tested below.
				const numbers = [...fields, undefined].findIndex((field) => field !== -1);
				if (numbers < fieldCount(name)) expect(isKnown(read) ? "known" : read.unknown).toBe("body");
			}),
			{ seed, numRuns: 100 },
		);
	});

	it.each([
		["epochOpened", 4],
		["booted", 3],
		["clockSet", 2],
		["catalogApplied", 4],
		["receiptCopied", 1],
		["paymentEnded", 3],
		["paymentCarried", 12],
	] as const)("of kind %s whose fields are negative is kept by its prefix", (name, count) => {
		for (let length = 0; length <= count; length++) {
			const prefix = [RecordKind[name], 1, 0, 0, 0, 0, 0, 0, 0];
			const bytes = cbor.encode([...prefix, ...Array<number>(length).fill(-1)]);
			expect(decode(bytes)).toMatchObject({ kind: RecordKind[name], unknown: "body" });
		}
	});

	it("of a kind that is not known keeps its prefix, whatever follows", () => {
		const kinds = fc.nat(0xffff).filter((kind) => !knownKinds.includes(kind));
		fc.assert(
			fc.property(anyPrefix, kinds, fc.array(more, { maxLength: 4 }), (prefix, kind, body) => {
				const known = { ...prefix, kind: RecordKind.inspected } as KnownRecord;
				const values = cbor.decode(encode(known)) as WireValue[];
				const bytes = cbor.encode([kind, ...values.slice(1), ...body]);
				expect(decode(bytes)).toEqual({ ...prefixOf(known), kind, unknown: "kind" });
			}),
			{ seed, numRuns: 300 },
		);
	});

	it("with bytes changed, cut or doubled is read, or refused with a Fault", () => {
		const change = fc.record({ at: fc.nat(), value: fc.nat(255), doing: fc.constantFrom("set", "cut", "insert") });
		fc.assert(
			fc.property(anyRecord, fc.array(change, { minLength: 1, maxLength: 4 }), (record, changes) => {
				let bytes = [...encode(record)];
				for (const { at, value, doing } of changes) {
					if (doing === "set") bytes[at % bytes.length] = value;
					else if (doing === "cut") bytes = bytes.slice(0, 1 + (at % bytes.length));
					else bytes.splice(at % bytes.length, 0, value);
				}
				for (const read of [decode, (each: Uint8Array) => decodePrefix(cbor, each, ownEpoch)]) {
					try {
						read(Uint8Array.from(bytes));
					} catch (error) {
						expect(error).toBeInstanceOf(Fault);
						expect((error as Fault).code).toMatch(/^WIRE_/);
					}
				}
			}),
			{ seed, numRuns: 6_000 },
		);
	});

	it("of arbitrary CBOR too", () => {
		const { value } = fc.letrec<{ value: WireValue; list: WireValue[] }>((tie) => ({
			value: fc.oneof(
				{ maxDepth: 5 },
				fc.maxSafeInteger(),
				fc.string(),
				fc.boolean(),
				fc.constant(null),
				tie("list"),
			),
			list: fc.array(tie("value"), { maxLength: 12 }),
		}));
		fc.assert(
			fc.property(fc.constantFrom(...knownKinds), fc.array(value, { maxLength: 14 }), (kind, fields) => {
				try {
					const read = decode(cbor.encode([kind, ...fields]));
					expect(read.kind).toBe(kind);
				} catch (error) {
					expect(error).toBeInstanceOf(Fault);
				}
			}),
			{ seed, numRuns: 3_000 },
		);
	});

	it("larger than a journal's frame is refused before it is decoded", () => {
		expect(() => decode(new Uint8Array(2_041))).toThrow("WIRE_TOO_LARGE");
		expect(() => decodePrefix(cbor, new Uint8Array(2_041), ownEpoch)).toThrow("WIRE_TOO_LARGE");
	});
});

describe("an amount", () => {
	const largest = limits.amountMinorMax;
	/** A sale of one weighed item with this amount in every field. */
	const saleOf = (amountMinor: number): KnownRecord => ({
		kind: RecordKind.sale,
		...{ bootCount: 1, uptimeMs: 0, wallMs: 0, clockQuality: 0, staff: 0, shift: 1, closes: [] },
		document: { series: 1, number: 1, totalMinor: amountMinor, cashMinor: amountMinor },
		...{ currency: "IDR", catalogVersion: 1, taxMode: 0 },
		lines: [
			{
				...{ sku: "S", name: "", quantity: 1, unitMinor: amountMinor, amountMinor, taxes: 0 },
				...{ weightGrams: 1_000, perKilogramMinor: amountMinor },
			},
		],
		...{ discounts: [], taxes: [], roundingMinor: 0, changeMinor: amountMinor },
		tenders: [{ kind: 1, amountMinor, reference: "" }],
	});

	it("of up to 10¹² minor units is read, even above what this version's till writes", () => {
		expect(largest).toBe(10 ** 12);
		expect(limits.totalMinorMax).toBeLessThanOrEqual(largest / 10);
		for (const amountMinor of [largest, -largest]) {
			const sale = saleOf(amountMinor);
			expect(decode(encode(sale))).toEqual(sale);
		}
	});

	it("of one more makes the body unknown", () => {
		for (const amountMinor of [largest + 1, -largest - 1])
			expect(decode(encode(saleOf(amountMinor)))).toMatchObject({ unknown: "body", shift: 1 });
	});
});

describe("the prefix", () => {
	const sale: KnownRecord = {
		kind: RecordKind.sale,
		...{ bootCount: 3, uptimeMs: 61_250, wallMs: 1_477_821_491_000, clockQuality: 3, staff: 12, shift: 2 },
		document: { series: 1, number: 17, totalMinor: 468, cashMinor: 468 },
		closes: [
			{ epoch: ownEpoch, sequence: 40 },
			{ epoch: 2, sequence: 9 },
		],
		currency: "GBP",
		catalogVersion: 4,
		lines: [{ sku: "BB001", name: "Coffee", quantity: 2, unitMinor: 260, amountMinor: 520, taxes: 1 }],
		discounts: [{ promotion: "p1", name: "morning", amountMinor: -52, taxes: 1 }],
		taxes: [{ rateMillipercent: 20_000, baseMinor: 468, taxMinor: 78, authority: "", jurisdiction: "" }],
		roundingMinor: 0,
		tenders: [{ kind: 1, amountMinor: 500, reference: "" }],
		changeMinor: 32,
		taxMode: 0,
	};

	it("has nine fields at fixed positions: kind, stamp, staff, shift, document, places it closes", () => {
		expect((cbor.decode(encode(sale)) as WireValue[]).slice(0, 9)).toEqual([
			...[16, 3, 61_250, 1_477_821_491_000, 3, 12, 2],
			[1, 17, 468, 468],
			[40, [2, 9]],
		]);
		const bare = { ...sale, kind: RecordKind.inspected, document: undefined, closes: [] } as KnownRecord;
		expect(cbor.decode(encode(bare))).toEqual([20, 3, 61_250, 1_477_821_491_000, 3, 12, 2, 0, 0]);
	});

	it("omits only default values at the end", () => {
		const values = cbor.decode(encode(sale)) as WireValue[][];
		expect(values).toHaveLength(17);
		expect(values[11]).toEqual([["BB001", "Coffee", 2, 260, 520, 1]]);
		expect(values[13]).toEqual([[20_000, 468, 78]]);
		expect(values[15]).toEqual([[1, 500, ""]]);
		expect(cbor.decode(encode({ ...sale, taxMode: 1 } as KnownRecord))).toHaveLength(18);
		const taxes = [{ ...{ rateMillipercent: 1, baseMinor: 2, taxMinor: 3 }, authority: "", jurisdiction: "NYC" }];
		expect((cbor.decode(encode({ ...sale, taxes } as KnownRecord)) as WireValue[])[13]).toEqual([
			[1, 2, 3, "", "NYC"],
		]);
	});

	it.each([
		["a kind that is not a code", [-1, 1, 0, 0, 0, 0, 0, 0, 0]],
		["a kind of text", ["16", 1, 0, 0, 0, 0, 0, 0, 0]],
		["a wall time after the year 9999", [16, 1, 0, 253_402_300_800_000, 0, 0, 0, 0, 0]],
		["a document that is not an array", [16, 1, 0, 0, 0, 0, 0, 1, 0]],
		["a document of three fields", [16, 1, 0, 0, 0, 0, 0, [1, 2, 3], 0]],
		["a document of series 0", [16, 1, 0, 0, 0, 0, 0, [0, 1, 0, 0], 0]],
		["places that are not a list", [16, 1, 0, 0, 0, 0, 0, 0, 7]],
		["a place of one field", [16, 1, 0, 0, 0, 0, 0, 0, [[1]]]],
		["a place of text", [16, 1, 0, 0, 0, 0, 0, 0, ["1"]]],
		["eight fields", [16, 1, 0, 0, 0, 0, 0, 0]],
	] as [string, WireValue[]][])("is refused with %s", (_name, values) => {
		for (const read of [decode, (bytes: Uint8Array) => decodePrefix(cbor, bytes, ownEpoch)])
			expect(() => read(cbor.encode(values))).toThrow("WIRE_WRONG_SHAPE");
	});

	it("keeps codes and series of a newer version as numbers", () => {
		const bytes = cbor.encode([900, 1, 0, 0, 17, 0, 0, [16, 1, 0, 0], 0]);
		expect(decode(bytes)).toMatchObject({ kind: 900, clockQuality: 17, document: { series: 16 }, unknown: "kind" });
	});
});

it("every kind has a unique number, a label, and an arbitrary here", () => {
	expect(Object.values(RecordKind).sort()).toEqual([...knownKinds].sort());
	expect(new Set(knownKinds).size).toBe(knownKinds.length);
	expect(sampleNames.sort()).toEqual(Object.keys(RecordKind).map(fileName).sort());
});
