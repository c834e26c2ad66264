// Training on a productive till: slips have separate numbers, and nothing counts.
import { rowText } from "../../firmware/core/ticket.js";
import { describe, expect, it } from "vitest";
import type { CatalogSource } from "../../firmware/catalog/source.js";
import type { SaleTicket } from "../../firmware/core/ticket.js";
import { layOut } from "../../firmware/drivers/escpos/layout.js";
import { english } from "../../firmware/words/english.js";
import { RecordKind, TenderKind } from "../../firmware/wire/record.js";
import { checkPayments } from "./payment-audit.js";
import { TillHarness, stallCatalog } from "./harness.js";

function training(catalog: CatalogSource = stallCatalog): TillHarness {
	return new TillHarness({ catalog })
		.openShift(1_000)
		.sellCash("TEA")
		.act("menu", "settings", "training", "back", "back");
}

const rows = (stall: TillHarness): Record<string, number> =>
	Object.fromEntries(
		stall
			.act("menu", "report")
			.page("report")
			.rows.map((row) => [rowText(english.ticket, row), row.value]),
	);
const paper = (ticket: SaleTicket): string =>
	layOut(ticket, { columns: 32, words: english.ticket, isCopy: false })
		.map((line) => (line.kind === "text" ? `${line.left}|${line.right}` : ""))
		.join("\n");

describe("training", () => {
	it("is shown on every page, and the paid page says that nothing was sold", () => {
		const stall = training();
		expect(stall.till.view().status.isTraining).toBe(true);
		stall.scan("COF").act("pay", "cash", "exact");
		expect(stall.page("paid")).toMatchObject({ isTraining: true, receiptNumber: 1, totalMinor: 260 });
		expect(stall.act("next").till.view().status.isTraining).toBe(true);
	});

	it("uses separate numbers, and does not change receipts, takings or the drawer", () => {
		const stall = training();
		const before = rows(stall);
		stall.act("back", "back").sellCash("COF", "COF").sellCash("CRO").scan("COF").act("pay", "card", "next");
		expect(stall.of(RecordKind.trainingSale)).toMatchObject([
			{
				document: { series: 3, number: 1, totalMinor: 0, cashMinor: 0 },
				totalMinor: 520,
				closes: [],
				lines: [{ quantity: 2 }],
			},
			{ document: { series: 3, number: 2 }, totalMinor: 240 },
			{
				document: { series: 3, number: 3 },
				totalMinor: 260,
				tenders: [{ kind: TenderKind.card, amountMinor: 260 }],
			},
		]);
		expect(rows(stall)).toEqual({ ...before, Training: 3 });
		expect(stall.drawerOpened).toBe(1);
		stall.act("back", "settings", "training", "back", "back").sellCash("TEA");
		expect(stall.of(RecordKind.sale).map(({ document }) => document.number)).toEqual([1, 2]);
		const again = stall.reboot().act("next");
		expect(rows(again)).toMatchObject({ Sales: 2, Takings: 380, Cash: 380, Training: 3 });
		again.act("back", "settings", "training", "back", "back").sellCash("TEA");
		expect(again.of(RecordKind.trainingSale).at(-1)!.document.number).toBe(4);
		checkPayments(again, new Map());
	});

	it("never asks the reader, with or without a split", () => {
		const stall = training().scan("COF").act("pay", "split").key(100).act("confirm", "card");
		expect(stall.page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 100 });
		stall.act("card");
		expect(stall.page("paid")).toMatchObject({ isTraining: true, tender: "card" });
		expect(stall.reader.requests).toEqual([]);
		expect(stall.of(RecordKind.paymentAttempted)).toEqual([]);
	});

	it("prints slips marked as not being receipts", () => {
		const stall = training().scan("COF").act("pay", "cash", "exact");
		const ticket = stall.printer.printed.at(-1)!.ticket as SaleTicket;
		expect(ticket).toMatchObject({
			isTraining: true,
			receiptNumber: 1,
			qrText: `TMT1:north:t1:1:EUR:260:${stall.wallMs}`,
		});
		const text = paper(ticket);
		expect(text).toContain("TRAINING");
		expect(text).toContain("Not a receipt");
		expect(text).toContain("TRAINING 0001");
		expect(text).not.toContain("Receipt");
		const gift = layOut({ ...ticket, withoutPrices: true }, { columns: 32, words: english.ticket, isCopy: false });
		expect(gift.map(({ kind }) => kind)).not.toContain("code128");
		stall.act("print");
		expect(stall.of(RecordKind.receiptCopied)).toEqual([]);
		expect(stall.printer.printed.at(-1)!.isCopy).toBe(false);
		// The menu reprints the last receipt.
		stall.act("next", "menu", "reprint");
		expect(stall.printer.printed.at(-1)).toMatchObject({
			isCopy: true,
			ticket: { isTraining: false, totalMinor: 190 },
		});
	});

	it("starts between sales in an open shift, and ends with any basket that was only practised", () => {
		const offers = (stall: TillHarness): string[] =>
			stall.page("settings").entries.flatMap(({ label, action }) => (action.kind === "training" ? [label] : []));
		const isTraining = (stall: TillHarness): boolean => stall.till.view().status.isTraining;
		const closed = new TillHarness().act("menu", "settings");
		expect([isTraining(closed), offers(closed)]).toEqual([false, []]);
		expect(isTraining(closed.act("training"))).toBe(false);
		const stall = training().act("menu", "settings");
		expect([isTraining(stall), offers(stall)]).toEqual([true, ["endTraining"]]);
		expect(offers(stall.act("training"))).toEqual(["startTraining"]);
		stall.act("training", "back", "back").scan("COF").act("menu", "settings");
		expect([isTraining(stall), offers(stall)]).toEqual([true, ["endTraining"]]);
		const written = stall.records.length;
		expect(isTraining(stall.act("training"))).toBe(false);
		expect(stall.till.view().notice).toBe("basketEmptied");
		expect(stall.act("back", "back").page("sell")).toMatchObject({ units: 0 });
		expect(stall.records.length).toBe(written);
	});

	it("ends with the shift, and with a power cut", () => {
		const stall = training().act("menu", "closeShift", "confirm", "next").openShift();
		expect(stall.till.view().status.isTraining).toBe(false);
		expect(training().reboot().till.view().status.isTraining).toBe(false);
	});

	it("records no void, and parks nothing", () => {
		const stall = training().scan("COF").act("basket", "park");
		expect(stall.page("basket").totalMinor).toBe(260);
		expect(stall.till.view().notice).toBe("TRAINING");
		const { sequence } = stall.journal;
		stall.act("void");
		expect(stall.page("sell").units).toBe(0);
		expect(stall.journal.sequence).toBe(sequence);
		expect(stall.scan("COF").till.end()).toBe(false);
		expect(stall.journal.sequence).toBe(sequence);
	});

	it("does not change real baskets and payments", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("CRO")
			.act("basket", "park")
			.scan("COF")
			.act("pay", "card", "back");
		stall.runTimers();
		stall.act("next", "menu", "settings", "training", "back", "parked");
		for (const index of [0, 1]) {
			stall.act({ kind: "recall", index });
			expect(stall.page("parked").sales).toHaveLength(2);
			expect(stall.till.view().notice).toBe("TRAINING");
		}
		expect(stall.reader.inquiries).toEqual([]);
	});

	it("does not turn a late real payment into a training one", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "card", "back");
		stall.runTimers();
		stall.act("next", "menu", "settings", "training", "back", "back").scan("TEA");
		const { idempotencyKey, amountMinor } = stall.reader.requests[0]!;
		stall.reader.answer({ kind: "approved", reference: "tok" });
		expect(stall.of(RecordKind.sale)).toMatchObject([{ document: { series: 1, number: 1, totalMinor: 260 } }]);
		expect(stall.of(RecordKind.trainingSale)).toEqual([]);
		stall.act("pay", "cash", "exact");
		expect(stall.of(RecordKind.trainingSale)).toMatchObject([{ document: { number: 1 }, totalMinor: 190 }]);
		checkPayments(stall, new Map([[idempotencyKey, amountMinor]]));
	});
});
