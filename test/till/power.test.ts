import { english } from "../../firmware/words/english.js";
import { rowText } from "../../firmware/core/ticket.js";
import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import { limits } from "../../firmware/core/limits.js";
import { TillHarness } from "./harness.js";

const receipts = (stall: TillHarness): number[] =>
	stall.records().flatMap((record) => (record.kind === RecordKind.sale ? [record.document.number] : []));

function seeded(seed: number): () => number {
	let state = seed;
	return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296;
}

describe("a till after power-on", () => {
	it("starts closed and writes nothing, however often it is switched on", () => {
		let stall = new TillHarness();
		for (let i = 0; i < 20; i++) stall = stall.reboot();
		expect(stall.page("closed")).toBeDefined();
		expect(stall.journal.sequence).toBe(0);
		stall.openShift();
		expect(stall.records()).toMatchObject([
			{ kind: RecordKind.booted, boots: 21, reason: 1, bootCount: 21 },
			{ kind: RecordKind.shiftOpened },
		]);
	});

	it("is never left to itself while a shift is open, whatever it shows", () => {
		let stall = new TillHarness();
		expect(stall.till.isLeft).toBe(true);
		stall = stall.openShift().sellCash("COF");
		expect(stall.till.isLeft).toBe(false);
		// The first screen after a power cut, and a report in the middle of the shift.
		stall = stall.reboot();
		expect([stall.body.kind, stall.till.isLeft]).toEqual(["resumed", false]);
		stall.act("next", "menu", "report");
		expect([stall.body.kind, stall.till.isLeft]).toEqual(["report", false]);
		stall.act("next").act("menu", "closeShift").key(260).act("confirm");
		expect([stall.body.kind, stall.till.isLeft]).toEqual(["report", true]);
	});

	it("records all boots since the last record as one", () => {
		let stall = new TillHarness().openShift().sellCash("COF");
		for (let i = 0; i < 5; i++) stall = stall.reboot();
		stall.act("next").sellCash("COF");
		const boots = stall.records().flatMap((record) => (record.kind === RecordKind.booted ? [record.boots] : []));
		expect(boots).toEqual([1, 5]);
	});

	it("first shows the last action with numbers that the user can check", () => {
		let stall = new TillHarness().openShift().sellCash("COF", "TEA").reboot();
		expect(stall.page("resumed")).toEqual({
			kind: "resumed",
			cause: "power",
			last: "sale",
			receiptNumber: 1,
			totalMinor: 450,
			noSaleNumber: 0,
		});
		expect(stall.sounds).toContain("attention");
		stall = stall.act("next", "menu", "noSale").reboot();
		expect(stall.page("resumed")).toMatchObject({ last: "noSale", receiptNumber: 1, noSaleNumber: 1 });
		stall = stall.act("next").scan("COF").act("basket", "void").reboot();
		expect(stall.page("resumed")).toMatchObject({ last: "void", totalMinor: 260 });
		stall = new TillHarness().openShift().reboot();
		expect(stall.page("resumed").last).toBe("shift");
		expect(stall.act("next").page("sell")).toBeDefined();
	});

	it("offers the last receipt as a copy, because it is unknown whether it was printed", () => {
		const stall = new TillHarness().openShift().sellCash("COF").reboot().act("print");
		expect(stall.printer.printed).toMatchObject([{ isCopy: true, ticket: { receiptNumber: 1 } }]);
	});

	it("continues with the shift's totals, wherever in the shift it stopped", () => {
		let stall = new TillHarness().openShift(1_000);
		for (let i = 1; i <= 150; i++) {
			if (i % 3 === 0) stall.act("menu", "noSale");
			else stall.sellCash("COF");
			if (i % 7 === 0) stall = stall.reboot().act("next");
		}
		const { rows } = stall.act("menu", "report").page("report");
		expect(Object.fromEntries(rows.map((row) => [rowText(english.ticket, row), row.value]))).toMatchObject({
			Sales: 100,
			Takings: 26_000,
			Cash: 26_000,
			"No sale": 50,
		});
		expect(receipts(stall)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
	});

	it("reads back a bounded part of a long journal", () => {
		const stall = new TillHarness().openShift();
		for (let i = 0; i < 900; i++) stall.sellCash("COF");
		const again = stall.reboot();
		const before = again.flash.counters.readBytes;
		again.reboot();
		expect(again.flash.counters.readBytes - before).toBeLessThan(65_536);
		expect(again.records().filter((record) => record.kind === RecordKind.shiftSnapshot).length).toBeGreaterThan(10);
		expect(again.act("next", "menu", "report").page("report").rows).toContainEqual({
			...{ label: "sales", value: 900, isAmount: false },
		});
	});

	it("begins to sell at once where a snapshot is due, and writes it once the totals are folded", () => {
		const stall = new TillHarness().openShift();
		const snapshots = (harness: TillHarness): number =>
			harness.records().filter((record) => record.kind === RecordKind.shiftSnapshot).length;
		// The power fails on the paid screen of the sale that makes the next snapshot due.
		for (let sale = 1; sale < limits.shiftSnapshotEvery; sale++) stall.sellCash("COF");
		stall.scan("COF").act("pay", "cash", "exact");
		expect(snapshots(stall)).toBe(0);
		const again = stall.reboot();
		const before = again.flash.counters.readBytes;
		again.act("next");
		again.sellCash("TEA");
		expect(again.flash.counters.readBytes - before).toBeLessThan(4_096);
		expect(snapshots(again)).toBe(0);
		while (again.till.foldSome());
		expect(again.records().at(-1)).toMatchObject({
			kind: RecordKind.shiftSnapshot,
			anchor: {
				totals: { sales: limits.shiftSnapshotEvery + 1, grossMinor: 260 * limits.shiftSnapshotEvery + 190 },
			},
		});
		again.sellCash("COF");
		expect(snapshots(again)).toBe(1);
	});

	it("writes an overdue snapshot although nobody leaves the till alone to fold the totals", () => {
		const stall = new TillHarness().openShift();
		for (let sale = 1; sale < limits.shiftSnapshotEvery; sale++) stall.sellCash("COF");
		const again = stall.reboot();
		again.act("next");
		for (let sale = 0; sale < limits.shiftSnapshotOverdue; sale++) again.sellCash("TEA");
		const snapshot = again.records().find((record) => record.kind === RecordKind.shiftSnapshot);
		expect(snapshot).toMatchObject({ anchor: { totals: { sales: limits.shiftSnapshotOverdue - 1 } } });
	});

	it("continues numbering in a new epoch that names its predecessor", () => {
		const stall = new TillHarness().openShift().sellCash("COF").sellCash("TEA");
		const { sequence, head } = stall.journal;
		stall.journal.openEpoch(2);
		stall.till.recordWriter.write(
			{
				kind: RecordKind.epochOpened,
				epoch: 2,
				previousEpoch: 1,
				previousSequence: sequence,
				previousHead: head,
			},
			"reserved",
		);
		const again = stall.reboot();
		expect(again.page("resumed")).toMatchObject({ last: "sale", receiptNumber: 2, totalMinor: 190 });
		again.act("next").sellCash("COF");
		expect(again.reboot().page("resumed").receiptNumber).toBe(3);
	});

	it("counts every sale once, whichever flash operation the power cut interrupts", () => {
		let cuts = 0;
		for (const mode of cutModes) {
			for (let skip = 0; skip < 4; skip++) {
				let stall = new TillHarness({ sizeBytes: 65_536 }).openShift().sellCash("COF").reboot().act("next");
				stall.flash.cutPower(skip, mode, seeded(skip * 7 + 1));
				try {
					stall.scan("TEA").act("pay", "cash", "exact");
					stall.flash.powerOn();
				} catch (error) {
					expect(error).toBeInstanceOf(PowerCut);
					cuts++;
					const { printed } = stall.printer;
					stall = stall.reboot();
					const { receiptNumber } = stall.page("resumed");
					// Everything printed was saved: the number on the screen is never below that on paper.
					for (const { ticket } of printed)
						if (ticket.kind === "sale") expect(receiptNumber).toBeGreaterThanOrEqual(ticket.receiptNumber);
					stall.act("next");
					if (receiptNumber < 2) stall.sellCash("TEA");
				}
				expect(receipts(stall)).toEqual([1, 2]);
				expect(stall.reboot().page("resumed").receiptNumber).toBe(2);
			}
		}
		expect(cuts).toBeGreaterThanOrEqual(6);
	});
});

describe("a till whose journal is full", () => {
	function fill(stall: TillHarness): number {
		for (let i = 0; i < 2_000; i++) {
			stall.scan("COF").act("pay");
			if (stall.body.kind === "fault") return i;
			stall.act("cash", "exact", "next");
		}
		throw new Error("the journal took 2,000 sales");
	}

	it("refuses payment before money changes hands, and keeps the basket", () => {
		const stall = new TillHarness({ sizeBytes: 65_536 }).openShift();
		const sold = fill(stall);
		expect(stall.page("fault")).toMatchObject({ code: "JOURNAL_FULL" });
		expect(receipts(stall)).toHaveLength(sold);
		expect(stall.drawerOpened).toBe(sold);
		stall.act("next");
		expect(stall.page("sell").totalMinor).toBe(260);
		expect(receipts(stall.reboot())).toHaveLength(sold);
	});

	it("can still close its shift, and sells again when an ack has freed space", () => {
		const stall = new TillHarness({ sizeBytes: 65_536 }).openShift();
		const sold = fill(stall);
		stall.act("next");
		stall.journal.release(1, stall.journal.sequence);
		stall.act("pay", "cash", "exact");
		expect(stall.page("paid").receiptNumber).toBe(sold + 1);
		const full = new TillHarness({ sizeBytes: 65_536 }).openShift();
		fill(full);
		full.act("next", "basket", { kind: "line", index: 0 }, "remove", "menu", "closeShift", "confirm");
		expect(full.page("report").title).toBe("Z");
	});

	it("saves a payment that was taken as soon as it can, and charges no card twice", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "card");
		const append = stall.journal.append.bind(stall.journal);
		stall.journal.append = () => {
			throw new Fault("JOURNAL_FULL", "test");
		};
		stall.reader.answer({ kind: "approved", reference: "tok" });
		expect(stall.page("fault").code).toBe("JOURNAL_FULL");
		expect(stall.printer.printed).toHaveLength(0);
		stall.act("next");
		expect(stall.page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 260 });
		stall.act("card");
		expect(stall.page("fault")).toBeDefined();
		stall.journal.append = append;
		stall.act("next", "card");
		expect(stall.page("paid")).toMatchObject({ receiptNumber: 1, tender: "card" });
		expect(stall.reader.requests).toHaveLength(1);
		expect(stall.printer.printed).toHaveLength(1);
	});

	it("keeps a cash payment until it can be saved", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash");
		const append = stall.journal.append.bind(stall.journal);
		stall.journal.append = () => {
			throw new Fault("FLASH_PROGRAM_FAILED", "test");
		};
		stall.act("exact");
		expect(stall.page("fault").code).toBe("FLASH_PROGRAM_FAILED");
		expect(stall.drawerOpened).toBe(0);
		stall.act("back", "cash", "back");
		stall.journal.append = append;
		stall.act("confirm");
		expect(stall.page("paid").receiptNumber).toBe(1);
		expect(receipts(stall.reboot())).toEqual([1]);
	});
});
