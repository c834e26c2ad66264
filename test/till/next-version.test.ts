// A till after records of a newer version: it counts unknown records by their prefix, shows them as of a newer version,
// and keeps them.
import { english } from "../../firmware/words/english.js";
import { rowText } from "../../firmware/core/ticket.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SaleTicket } from "../../firmware/core/ticket.js";
import type { WireValue } from "../../firmware/wire/cbor.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { TillHarness } from "./harness.js";

const wallMs = Date.UTC(2026, 10, 21, 19);

/** Kind, stamp, staff, shift 1, document, closes, then a body unknown to this version. */
const record = (kind: number, document: WireValue, closes: WireValue = 0, ...body: WireValue[]): WireValue[] => [
	...[kind, 1, 5_000, wallMs, 3, 12, 1, document, closes],
	...body,
];
const rows = (stall: TillHarness): Record<string, number> =>
	Object.fromEntries(
		stall
			.act("menu", "report")
			.page("report")
			.rows.map((row) => [rowText(english.ticket, row), row.value]),
	);
const sold = (): TillHarness => new TillHarness().openShift(10_000).sellCash("COF").sellCash("CRO");
/**
 * A cash refund of 1.00 with receipt number 3, a gift card sold for 5.00 by card with number 4, and a number of a
 * separate series.
 */
const newer = (stall = sold()): TillHarness =>
	stall
		.append(record(60, [1, 3, -100, -100], 0, "why", [["deep", [1, [2, [3]]]]]))
		.append(record(0xffff, [1, 4, 500, 0], 0, -1, null, true))
		.append(record(61, [7, 5, 0, 0]))
		.append(record(62, 0, 0, new Uint8Array(40)));

describe("records of an unknown kind", () => {
	it("use their numbers, so that the next receipt has the following one", () => {
		const stall = newer().reboot();
		expect(stall.page("resumed")).toMatchObject({ last: "sale", receiptNumber: 4, totalMinor: 500 });
		stall.act("next").sellCash("TEA");
		expect(stall.of(RecordKind.sale).map(({ document }) => document.number)).toEqual([1, 2, 5]);
	});

	it("count in X and Z reports by their prefix, and in the expected cash", () => {
		let stall = newer().reboot().act("next");
		expect(rows(stall)).toMatchObject({
			Sales: 2,
			Takings: 260 + 240 - 100 + 500,
			Cash: 260 + 240 - 100,
			"Sales, newer version": 3,
			"Takings, newer version": 400,
		});
		stall = stall.act("back", "closeShift").key(10_400).act("confirm").reboot().act("report");
		expect(stall.page("report").rows).toContainEqual({
			label: "expected",
			value: 10_400,
			isAmount: true,
		});
		expect(stall.page("report").rows).toContainEqual({ label: "difference", value: 0, isAmount: true });
	});

	it.each([
		["a list", [1, 2]],
		["a text", "x"],
		["a truth", true],
		["nothing", null],
		["bytes", new Uint8Array(3)],
	])("hold %s where this version has held cash: their totals still carry on", (_what, value) => {
		const stall = sold();
		const { journal, cbor } = stall;
		stall.till.beginEpoch();
		const snapshot = cbor.decode(journal.read(journal.epoch, journal.sequence)!) as WireValue[];
		const [numbers, open, nonce, totals] = snapshot[9] as WireValue[][];
		const sums = [...totals!, value, "later"];
		sums[5] = 700;
		snapshot[9] = [[9], open!, nonce!, sums];
		const again = stall.append(snapshot).reboot();
		expect(numbers).toEqual([2]);
		again.act("next");
		expect(rows(again)).toMatchObject({ Sales: 2, Takings: 700 });
		again.act("back", "back").sellCash("TEA");
		expect(again.of(RecordKind.sale).at(-1)!.document.number).toBe(10);
	});

	it("keep their numbers, sums and open items in the next anchor", () => {
		let stall = sold();
		const { anchor } = stall.of(RecordKind.shiftOpened)[0]!;
		stall.append(record(45, [7, 5, 0, 0]));
		const unknownPlace = stall.journal.sequence;
		// The newer version's snapshot names an item that only it can settle.
		const totals = {
			...anchor.totals,
			sales: 2,
			units: 2,
			grossMinor: 500,
			others: 1,
			tenders: [{ kind: 1, amountMinor: 500 }],
		};
		const open = [{ epoch: 1, sequence: unknownPlace }];
		const snapshot = {
			...stall.of(RecordKind.shiftOpened)[0]!,
			kind: RecordKind.shiftSnapshot,
			isOpen: true,
		} as const;
		stall.append({ ...snapshot, anchor: { ...anchor, numbers: [2, 0, 0, 0, 0, 0, 5], open, totals } });
		stall = stall.reboot().act("next").sellCash("TEA");
		expect(stall.act("menu", "parked").page("parked").sales).toEqual([]);
		stall.act("back").act("menu", "closeShift", "confirm");
		const closed = stall.of(RecordKind.shiftClosed)[0]!;
		expect(closed.anchor).toMatchObject({
			numbers: [3, 0, 0, 0, 0, 0, 5],
			open,
			totals: { sales: 3, grossMinor: 690, others: 1 },
		});
		// Once a record closes it, it is no longer named.
		stall.append(record(46, 0, [unknownPlace]));
		stall = stall.reboot().openShift();
		expect(stall.of(RecordKind.shiftOpened).at(-1)!.anchor).toMatchObject({
			numbers: [3, 0, 0, 0, 0, 0, 5],
			open: [],
		});
	});

	it("close items that this version opened", () => {
		const stall = new TillHarness().openShift().scan("COF").act("basket", "park");
		const at = stall.journal.sequence;
		const again = stall.append(record(70, [1, 1, 260, 260], [at])).reboot();
		expect(again.act("next", "parked").page("parked").sales).toEqual([]);
		expect(again.act("back").sellCash("TEA").of(RecordKind.sale)[0]!.document.number).toBe(2);
	});

	it("never cause a number to be used twice, whatever they contain", () => {
		const document = fc.oneof(
			fc.constant(0),
			fc.tuple(
				fc.integer({ min: 1, max: 16 }),
				fc.nat(100),
				fc.integer({ min: -5_000, max: 5_000 }),
				fc.integer({ min: -5_000, max: 5_000 }),
			),
		);
		const anyRecord = fc
			.tuple(
				fc.integer({ min: 35, max: 0xffff }),
				document,
				fc.array(fc.constantFrom<WireValue>(0, "x", null, [1, [2]], -7), { maxLength: 4 }),
			)
			.map(([kind, used, body]) => record(kind, used, 0, ...body));
		fc.assert(
			fc.property(fc.array(anyRecord, { maxLength: 8 }), (records) => {
				let stall = new TillHarness({ sizeBytes: 65_536 }).openShift().sellCash("COF");
				for (const each of records) stall.append(each);
				stall = stall.reboot().act("next").sellCash("TEA");
				const used = stall
					.entries()
					.flatMap(({ record: { document } }) => (document?.series === 1 ? [document.number] : []));
				expect(used.at(-1)).toBeGreaterThan(Math.max(...used.slice(0, -1)));
				const takings = stall
					.entries()
					.reduce((sum, entry) => sum + (entry.record.document?.totalMinor ?? 0), 0);
				const cash = stall.entries().reduce((sum, entry) => sum + (entry.record.document?.cashMinor ?? 0), 0);
				const report = rows(stall);
				expect([report["Takings"], report["Cash"] ?? 0]).toEqual([takings, cash]);
			}),
			{ seed: 20_261_128, numRuns: 60 },
		);
	});
});

describe("a sale extended by a newer version", () => {
	/** Longer at every level, with an unknown tender, tax mode and discount. */
	const sale = (number: number): WireValue[] =>
		record(
			...([RecordKind.sale, [1, number, 700, 200, "more"], 0] as const),
			...["EUR", 9],
			[["COF", "Coffee", 3, 250, 750, 1, 0, ["engraved", "A+B"]]],
			[["P", "New kind", -50, 1, "stacked"]],
			[[20_000, 700, 117, "AT", "", "reverse"]],
			...[
				0,
				[
					[1, 200, "", 0, "tip"],
					[7, 500, "gift-9"],
				],
				0,
				5,
				"appended",
			],
		);

	it("is decoded by its known fields, and its tender counts under its number", () => {
		const stall = sold().append(sale(3)).reboot().act("next");
		const report = rows(stall);
		expect(report).toMatchObject({
			Sales: 3,
			Items: 5,
			Takings: 1_200,
			Cash: 700,
			"Tender 7 (newer version)": 500,
		});
		expect(report).not.toHaveProperty("Sales, newer version");
		expect(stall.act("back", "back").sellCash("TEA").of(RecordKind.sale).at(-1)!.document.number).toBe(4);
	});

	it("is reprinted with all known fields", () => {
		const stall = sold().append(sale(3)).reboot().act("print");
		const ticket = stall.printer.printed.at(-1)!.ticket as SaleTicket;
		expect(ticket).toMatchObject({
			receiptNumber: 3,
			totalMinor: 700,
			lines: [{ name: "Coffee", quantity: 3, amountMinor: 750, taxLetters: "A" }],
			discounts: [{ name: "New kind", amountMinor: -50 }],
			tenders: [
				{ kind: "cash", amountMinor: 200 },
				{ kind: "other", amountMinor: 500, reference: "gift-9" },
			],
		});
	});

	it("of more fields than one byte can count is also found for a reprint", () => {
		for (const length of [30, 300]) {
			let stall = sold()
				.append([...sale(3), ...Array.from({ length }, () => 0)])
				.reboot()
				.act("next");
			for (let i = 0; i < 150; i++) stall.act("menu", "noSale");
			stall = stall.reboot().act("next", "menu", "reprint");
			expect(stall.printer.printed.at(-1)!.ticket).toMatchObject({ receiptNumber: 3 });
		}
	});

	it("that cannot be decoded counts by its prefix", () => {
		const stall = sold()
			.append(record(RecordKind.sale, [1, 3, 700, 200], 0, "no lines"))
			.reboot();
		expect(stall.page("resumed")).toMatchObject({ last: "sale", receiptNumber: 3, totalMinor: 700 });
		// No earlier sale is printed in its place.
		expect(stall.act("print").printer.printed).toEqual([]);
		expect(rows(stall.act("next"))).toMatchObject({
			Sales: 2,
			Takings: 1_200,
			"Sales, newer version": 1,
			"Takings, newer version": 700,
		});
		expect(stall.act("back", "back").sellCash("TEA").of(RecordKind.sale).at(-1)!.document.number).toBe(4);
	});
});

describe("payments of a newer version", () => {
	const basket: WireValue = ["EUR", 0, [["COF", "Coffee", 1, 260, 260, 1]], [], [[20_000, 260, 43]], 260, 7, "more"];

	it("with an unknown tender are listed, and can be withdrawn", () => {
		const stall = sold()
			.append(record(RecordKind.paymentAttempted, 0, 0, 9, 260, basket, [], 0, 0, 0, "gateway"))
			.reboot();
		expect(stall.page("openPayment")).toMatchObject({ amountMinor: 260 });
		expect(stall.act("next", "parked").page("parked").sales).toMatchObject([
			{ label: "Coffee", value: 260, payment: { asked: "other", askedMinor: 260 } },
		]);
		stall.act({ kind: "recall", index: 0 });
		stall.reader.answerInquiry({ kind: "cancelled" });
		expect(stall.page("tender").dueMinor).toBe(260);
	});

	it("end by an unknown outcome only if it closes the attempt", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "card");
		const at = stall.journal.sequence;
		stall.append(record(RecordKind.paymentEnded, 0, 0, 8, "", at));
		expect(stall.reboot().page("openPayment").amountMinor).toBe(260);
		stall.append(record(RecordKind.paymentEnded, 0, [at], 9, "", at));
		expect(stall.reboot().page("resumed").last).toBe("shift");
	});
});
