import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { CborCodec, wide } from "../../firmware/wire/cbor.js";
import { type KnownRecord, RecordKind, type ShiftTotals } from "../../firmware/wire/record.js";
import { decodeRecord, encodeRecord } from "../../firmware/wire/record-codec.js";

const cbor = new CborCodec();
const stamp = { bootCount: 3, uptimeMs: 61_250, wallMs: 1_477_821_491_000, clockQuality: 3 } as const;
const totals: ShiftTotals = {
	shift: 2,
	receiptNumber: 17,
	noSaleNumber: 1,
	sales: 9,
	units: 21,
	grossMinor: 5_430,
	taxMinor: 310,
	cashMinor: 2_000,
	cardMinor: 3_430,
	roundingMinor: 0,
	noSales: 1,
	voids: 0,
	floatMinor: 10_000,
	taxes: [{ rateBasisPoints: 2_000, grossMinor: 1_860, taxMinor: 310 }],
};
const line = { sku: "BB001", name: "Coffee", quantity: 2, unitMinor: 260, grossMinor: 520, taxRateBasisPoints: 2_000 };
const records: KnownRecord[] = [
	{
		kind: RecordKind.sale,
		...stamp,
		receiptNumber: 17,
		shift: 2,
		currency: "GBP",
		catalogVersion: 4,
		lines: [line],
		discounts: [{ promotion: "p1", name: "morning", amountMinor: -52, taxRateBasisPoints: 2_000 }],
		taxes: [{ rateBasisPoints: 2_000, grossMinor: 468, taxMinor: 78 }],
		totalMinor: 468,
		roundingMinor: 0,
		tenders: [{ kind: 1, amountMinor: 500, reference: "" }],
		changeMinor: 32,
	},
	{ kind: RecordKind.saleVoided, ...stamp, shift: 2, lines: [line], totalMinor: 520 },
	{ kind: RecordKind.noSale, ...stamp, noSaleNumber: 1, shift: 2 },
	{ kind: RecordKind.receiptCopied, ...stamp, receiptNumber: 17 },
	{ kind: RecordKind.inspected, ...stamp, shift: 2 },
	{ kind: RecordKind.shiftOpened, ...stamp, totals },
	{ kind: RecordKind.shiftClosed, ...stamp, totals, countedMinor: -1 },
	{ kind: RecordKind.shiftSnapshot, ...stamp, totals, isOpen: true },
	{ kind: RecordKind.epochOpened, ...stamp, epoch: 2, previousEpoch: 1, previousSequence: 9, previousHead: new Uint8Array(32).fill(4) },
	{ kind: RecordKind.booted, ...stamp, reason: 2, boots: 1 },
	{ kind: RecordKind.clockSet, ...stamp, beforeMs: 0, beforeQuality: 0 },
	{ kind: RecordKind.catalogApplied, ...stamp, version: 4, digest: new Uint8Array(32).fill(6) },
];

describe("records", () => {
	it.each(records.map((record) => [record.kind, record] as const))("of kind %i come back as they went", (_kind, record) => {
		const bytes = encodeRecord(cbor, record);
		expect(decodeRecord(cbor, bytes)).toEqual(record);
	});

	it("cover every kind there is", () => {
		expect(records.map((record) => record.kind).sort()).toEqual(Object.values(RecordKind).sort());
	});

	it("keep the stamp of a kind that is not known", () => {
		const bytes = cbor.encode([999, 3, 61_250, wide(1_477_821_491_000), 3, "from the future"]);
		expect(decodeRecord(cbor, bytes)).toEqual({ kind: 999, unknown: true, ...stamp });
	});

	it("of a newer writer with more fields are read by the fields that are known", () => {
		const bytes = cbor.encode([RecordKind.noSale, 3, 61_250, wide(1_477_821_491_000), 3, 1, 2, "appended"]);
		expect(decodeRecord(cbor, bytes)).toEqual({ kind: RecordKind.noSale, ...stamp, noSaleNumber: 1, shift: 2 });
	});

	it("with any byte changed are read or refused with a Fault, never worse", () => {
		fc.assert(
			fc.property(fc.constantFrom(...records), fc.nat(), fc.nat(255), (record, at, value) => {
				const bytes = encodeRecord(cbor, record);
				bytes[at % bytes.length] = value;
				try {
					decodeRecord(cbor, bytes);
				} catch (error) {
					expect(error).toBeInstanceOf(Fault);
				}
			}),
			{ seed: 5, numRuns: 3_000 },
		);
	});
});
