// A version from before the records "part paid" and "cash returned" (kinds 35 and 36) reads a journal that holds them,
// after an update was rolled back in the middle of a split. It is this version without those kinds and without the
// fields that came with them; the code of 68eec33, which is such a version, read the same journals with these results.
import { describe, expect, it, vi } from "vitest";
import type * as anchors from "../../firmware/wire/anchor.js";
import type { SaleRecord, ShiftTotals } from "../../firmware/wire/record.js";
import type * as registry from "../../firmware/wire/records/registry.js";
import { TillHarness } from "../till/harness.js";

const newKinds: readonly number[] = [35, 36];

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type Anchors = typeof anchors;
type Codecs = typeof registry;

async function olderHarness(): Promise<typeof TillHarness> {
	vi.resetModules();
	vi.doMock("../../firmware/wire/records/registry.js", async (original) => {
		const real = await original<Codecs>();
		const withoutHeld = {
			...real.recordCodecs.sale,
			decode: (...read: Parameters<typeof real.recordCodecs.sale.decode>) => {
				const sale: Draft<SaleRecord> = { ...(real.recordCodecs.sale.decode(...read) as SaleRecord) };
				delete sale.heldMinor;
				return sale;
			},
		};
		const codecOf: Codecs["codecOf"] = (kind) => {
			if (kind === withoutHeld.kind) return withoutHeld as ReturnType<Codecs["codecOf"]>;
			return newKinds.includes(kind) ? undefined : real.codecOf(kind);
		};
		return { ...real, codecOf, knownKinds: real.knownKinds.filter((kind) => !newKinds.includes(kind)) };
	});
	vi.doMock("../../firmware/wire/anchor.js", async (original) => {
		const real = await original<Anchors>();
		const readAnchor: Anchors["readAnchor"] = (...read) => {
			const anchor = real.readAnchor(...read);
			const totals: Draft<ShiftTotals> = { ...anchor.totals };
			delete totals.heldMinor;
			delete totals.unconfirmedMinor;
			return { ...anchor, totals };
		};
		return { ...real, readAnchor };
	});
	const older = (await import("../till/harness.js")).TillHarness;
	vi.doUnmock("../../firmware/wire/records/registry.js");
	vi.doUnmock("../../firmware/wire/anchor.js");
	vi.resetModules();
	return older;
}

const Older = await olderHarness();
const sizeBytes = 262_144;

/** The flash in another version's hands: it starts on the same bytes. */
function startedBy(Version: typeof TillHarness, before: TillHarness): TillHarness {
	const taken = new Version({ sizeBytes });
	taken.flash.load(before.flash.cells);
	return new Version({ before: taken, bootCount: before.bootCount + 1 });
}

/** One sale of 1.90; then 1.00 of 2.60 is paid in cash. The float is 1.00. */
function partPaid(): TillHarness {
	const stall = new TillHarness({ sizeBytes }).openShift(100).sellCash("TEA").scan("COF");
	return stall.act("pay", "split").key(100).act("confirm", "cash", "exact");
}
const rows = (stall: TillHarness): Record<string, number> =>
	Object.fromEntries(stall.page("report").rows.map(({ label, value }) => [label, value]));
const numbers = (stall: TillHarness): number[] =>
	stall.records().flatMap((record) => (record.kind === 16 ? [record.document.number] : []));
function bytesOf(stall: TillHarness): Uint8Array[] {
	const cursor = stall.journal.walk(1, 1);
	const payloads: Uint8Array[] = [];
	for (let entry = cursor.next(); entry; entry = cursor.next()) payloads.push(entry.payload.slice());
	return payloads;
}

describe("a version without part-paid records, on a journal with them", () => {
	const worlds: readonly [name: string, make: () => TillHarness][] = [
		["cash is held", partPaid],
		["cash is held for later", () => partPaid().act("back", "keepPart")],
		["cash was returned", () => partPaid().act("back", "returnCash", "next")],
		["the sale is paid", () => partPaid().act("cash", "exact", "next")],
		[
			"the shift was closed",
			() => partPaid().act("back", "keepPart", "menu", "closeShift").key(390).act("confirm", "next"),
		],
	];

	it("does not know the kinds", () => {
		const older = startedBy(Older, partPaid());
		expect(older.records().some(({ kind }) => newKinds.includes(kind))).toBe(false);
		expect(older.entries().some(({ record }) => newKinds.includes(record.kind))).toBe(true);
	});

	it.each(worlds)("keeps every record, and continues numbers and reports: %s", (_name, make) => {
		const stall = make();
		const before = bytesOf(stall);
		const sold = numbers(stall);
		const older = startedBy(Older, stall);
		expect(bytesOf(older).slice(0, before.length)).toEqual(before);
		older.act("next", "back");
		if (older.body.kind === "closed") older.openShift(390);
		older.sellCash("TEA", "CRO");
		expect(numbers(older)).toEqual([...sold, sold.length + 1]);
		older.act("menu", "report");
		const takings = older.of(16).filter(({ shift }) => shift === older.page("report").shift);
		expect(rows(older)["takings"]).toBe(takings.reduce((sum, { document }) => sum + document.totalMinor, 0));
		// This version again: nothing is missing, and numbers go on.
		const again = startedBy(TillHarness, older);
		expect(bytesOf(again).slice(0, before.length)).toEqual(before);
		again.act("next", "back", "keepPart", "next").sellCash("TEA");
		expect(numbers(again)).toEqual([...sold, sold.length + 1, sold.length + 2]);
	});

	it("counts all cash of a sale that it was held for, as its own prefix says", () => {
		const older = startedBy(Older, partPaid().act("cash", "exact", "next"));
		older.act("next", "menu", "closeShift").key(550).act("confirm");
		expect(rows(older)).toMatchObject({ takings: 450, expected: 550, difference: 0 });
	});

	it("shows cash that it does not know of as more than expected, never as missing", () => {
		const older = startedBy(Older, partPaid());
		older.act("next", "menu", "closeShift").key(390).act("confirm");
		expect(rows(older)).toMatchObject({ takings: 190, expected: 290, counted: 390, difference: 100 });
	});

	it("leaves the cash to this version, which takes the rest after it", () => {
		const older = startedBy(Older, partPaid());
		older.act("next").sellCash("CRO");
		const again = startedBy(TillHarness, older);
		expect(again.page("tender")).toMatchObject({ restMinor: 160, paidMinor: 100 });
		again.act("cash", "exact", "next", "menu", "closeShift").key(790).act("confirm");
		expect(rows(again)).toMatchObject({ takings: 690, expected: 790, difference: 0 });
		expect(again.of(16).at(-1)).toMatchObject({ heldMinor: 100, document: { number: 3, cashMinor: 260 } });
	});

	it("keeps it open over its own closing where a report of this version had named it", () => {
		const closed = partPaid().act("back", "keepPart", "menu", "closeShift").key(390).act("confirm", "next");
		const older = startedBy(Older, closed).openShift(390).sellCash("TEA").act("menu", "closeShift").key(580);
		const again = startedBy(TillHarness, older.act("confirm", "next"));
		again.openShift(580).act("menu", "parked");
		expect(again.page("parked").sales).toMatchObject([{ label: "Coffee", payment: { paidMinor: 100 } }]);
	});
});
