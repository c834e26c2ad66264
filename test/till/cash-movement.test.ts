// Cash that is put into the drawer or taken out of it, but not for a sale.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowText } from "../../firmware/core/ticket.js";
import { CashReason, RecordKind } from "../../firmware/wire/record.js";
import { english } from "../../firmware/words/english.js";
import { TillHarness } from "./harness.js";

const labels = ["floatTopUp", "otherPaidIn", "bankDrop", "expense", "tipOut", "otherPaidOut"] as const;

function move(stall: TillHarness, amountMinor: number, label: (typeof labels)[number]): TillHarness {
	stall.act("menu", "moveCash").key(amountMinor).act("confirm");
	return stall.act({ kind: "choose", index: stall.page("choice").labels.indexOf(label) });
}

const rows = (stall: TillHarness): Record<string, number> =>
	Object.fromEntries(stall.page("report").rows.map((row) => [rowText(english.ticket, row), row.value]));

describe("cash that is paid in or out", () => {
	it("is a durable record with a number and the cash before the drawer opens", () => {
		const stall = new TillHarness().openShift(10_000);
		let recorded = 0;
		stall.onDrawer = () => (recorded = stall.of(RecordKind.cashMoved).length);
		move(stall, 5_000, "bankDrop");
		expect(recorded).toBe(1);
		expect(stall.page("cashMoved")).toMatchObject({ number: 1, reason: "bankDrop", cashMinor: -5_000 });
		expect(move(stall.act("next"), 150, "floatTopUp").of(RecordKind.cashMoved)).toMatchObject([
			{
				document: { series: 4, number: 1, totalMinor: 0, cashMinor: -5_000 },
				reason: CashReason.bankDrop,
				currency: "EUR",
				shift: 1,
			},
			{ document: { series: 4, number: 2, cashMinor: 150 }, reason: CashReason.floatTopUp },
		]);
		expect(stall.drawerOpened).toBe(2);
	});

	it("stands in the report in rows of its own, and in what the drawer should hold, but not in takings", () => {
		let stall = new TillHarness().openShift(10_000).sellCash("COF");
		for (const label of labels) stall = move(stall, 100, label).act("next");
		stall.act("menu", "report");
		expect(rows(stall)).toMatchObject({ Takings: 260, Cash: 260, Float: 10_000, "Paid in": 200, "Paid out": -400 });
		stall = stall.reboot().act("next", "menu", "report");
		expect(rows(stall)).toMatchObject({ Takings: 260, Cash: 260, "Paid in": 200, "Paid out": -400, Sales: 1 });
		stall.act("back", "closeShift").key(10_060).act("confirm");
		expect(rows(stall)).toMatchObject({ "Expected in drawer": 10_060, Difference: 0 });
		expect(stall.of(RecordKind.shiftClosed)[0]!.anchor).toMatchObject({
			numbers: [1, 0, 0, 6],
			totals: { paidInMinor: 200, paidOutMinor: 400, grossMinor: 260, sales: 1 },
		});
	});

	it("prints a slip if it is wanted", () => {
		const stall = move(new TillHarness().openShift(10_000), 2_500, "expense");
		expect(stall.printer.printed).toEqual([]);
		stall.act("print");
		expect(stall.printer.printed).toMatchObject([
			{
				ticket: {
					...{ kind: "report", title: "cash", shift: 1, header: { merchant: "North Bakery" } },
					rows: [
						{ label: "movement", value: 1, isAmount: false },
						{ label: "reason", detail: "expense", value: -2_500, isAmount: true },
					],
				},
				isCopy: false,
			},
		]);
	});

	it("is refused where the drawer should not hold so much, where no amount is entered, and in training", () => {
		const stall = new TillHarness().openShift(100);
		stall.act("menu", "moveCash", "confirm");
		expect(stall.till.view().notice).toBe("AMOUNT_MISSING");
		move(stall.act("back", "back"), 101, "expense");
		expect(stall.till.view().notice).toBe("DRAWER_TOO_LOW");
		expect(stall.page("choice").amountMinor).toBe(101);
		stall.act("back", "back", "settings", "training", "back", "moveCash");
		expect(stall.till.view().notice).toBe("TRAINING");
		expect([stall.of(RecordKind.cashMoved), stall.drawerOpened]).toEqual([[], 0]);
		move(stall.act("settings", "training", "back", "back"), 100, "expense");
		expect(stall.of(RecordKind.cashMoved)).toHaveLength(1);
	});

	it("is named after a power cut", () => {
		const stall = move(new TillHarness().openShift(10_000), 700, "tipOut").reboot();
		expect(stall.page("resumed")).toMatchObject({ last: "cashMoved", totalMinor: -700 });
	});

	it("is not offered while no shift is open", () => {
		const stall = new TillHarness().act("menu");
		expect(stall.page("menu").entries.map(({ label }) => label)).not.toContain("paidInOut");
		expect(stall.act("moveCash").page("menu")).toBeDefined();
	});

	it("sums to what the drawer should hold, whatever is sold in between and whenever power is cut", () => {
		const step = fc.oneof(
			fc.constant("sell" as const),
			fc.constant("cut" as const),
			fc.record({ amountMinor: fc.integer({ min: 1, max: 3_000 }), label: fc.constantFrom(...labels) }),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
				let stall = new TillHarness({ sizeBytes: 262_144 }).openShift(1_000);
				let drawerMinor = 1_000;
				for (const each of steps) {
					if (each === "cut") stall = stall.reboot().act("next");
					else if (each === "sell") {
						stall.sellCash("COF");
						drawerMinor += 260;
					} else {
						const isOut = !["floatTopUp", "otherPaidIn"].includes(each.label);
						move(stall, each.amountMinor, each.label);
						if (isOut && each.amountMinor > drawerMinor) stall.act("back", "back", "back");
						else {
							drawerMinor += isOut ? -each.amountMinor : each.amountMinor;
							stall.act("next");
						}
					}
				}
				stall.act("menu", "closeShift").key(drawerMinor).act("confirm");
				expect(rows(stall)).toMatchObject({ "Expected in drawer": drawerMinor, Difference: 0 });
			}),
			{ numRuns: 60 },
		);
	});
});
