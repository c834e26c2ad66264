import { describe, expect, it } from "vitest";
import { RecordKind, type SaleRecord, TenderKind } from "../../firmware/wire/record.js";
import { TillHarness, stallCatalog } from "./harness.js";
import { ScreenHarness } from "./screen-harness.js";

const lastSale = (stall: TillHarness): SaleRecord =>
	stall
		.records()
		.filter((record) => record.kind === RecordKind.sale)
		.at(-1)!;
const kinds = (stall: TillHarness): number[] => stall.records().map((record) => record.kind);

describe("a till that is paid", () => {
	it("asks for the rest when too little cash is entered", () => {
		const stall = new ScreenHarness()
			.openShift()
			.scan("COF")
			.act("pay", "cash", "otherAmount")
			.key(200)
			.act("confirm");
		expect(stall.page("cash").givenMinor).toBe(200);
		expect(stall.till.view().notice).toBe("TENDER_TOO_LOW");
		stall.act({ kind: "digit", key: "delete" }, { kind: "digit", key: "00" }, "confirm");
		expect(stall.page("paid")).toMatchObject({ givenMinor: 2_000, changeMinor: 1_740 });
	});

	it("accepts a keyed amount that no note suggests", () => {
		const stall = new ScreenHarness().openShift().scan("COF").act("pay", "cash", "otherAmount").key(310);
		expect(stall.page("cash")).toMatchObject({ dueMinor: 260, givenMinor: 310 });
		stall.act("confirm");
		expect(stall.page("paid")).toMatchObject({ givenMinor: 310, changeMinor: 50 });
		stall.act("next").scan("COF").act("pay", "cash", "otherAmount").key(200).act("confirm");
		expect(stall.till.view().notice).toBe("TENDER_TOO_LOW");
		expect(stall.page("cash")).toMatchObject({ dueMinor: 260, givenMinor: 200 });
	});

	it("stores a card's token and does not open the drawer", () => {
		const stall = new ScreenHarness().openShift().scan("COF").act("pay", "card");
		expect(stall.page("card")).toMatchObject({ dueMinor: 260, state: "present" });
		expect(stall.reader.requests[0]).toMatchObject({ amountMinor: 260, currency: "EUR" });
		stall.reader.requests[0]!.onAuthorising!();
		expect(stall.page("card").state).toBe("authorising");
		stall.reader.answer({ kind: "approved", reference: "tok-1" });
		expect(stall.page("paid")).toMatchObject({ tender: "card", changeMinor: 0 });
		const attempt = { epoch: 1, sequence: stall.journal.sequence - 1 };
		expect(lastSale(stall).tenders).toEqual([
			{ kind: TenderKind.card, amountMinor: 260, reference: "tok-1", attempt },
		]);
		expect(lastSale(stall)).toMatchObject({ document: { totalMinor: 260, cashMinor: 0 }, closes: [attempt] });
		expect(stall.drawerOpened).toBe(0);
	});

	it("splits a sale between cash and card and shows the split as it is built", () => {
		const stall = new ScreenHarness().openShift().scan("COF", "CRO").act("pay", "split").key(300).act("confirm");
		expect(stall.page("tender")).toMatchObject({ dueMinor: 300, paidMinor: 0 });
		stall.act("cash", { kind: "note", amountMinor: 500 });
		expect(stall.page("tender")).toMatchObject({
			dueMinor: 500,
			paidMinor: 300,
			tenders: [{ label: "cash", value: 500 }],
		});
		stall.act("card");
		stall.reader.answer({ kind: "approved", reference: "tok-2" });
		expect(stall.page("paid")).toMatchObject({
			tender: "split",
			totalMinor: 500,
			changeMinor: 200,
			givenMinor: 500,
		});
		expect(lastSale(stall)).toMatchObject({
			changeMinor: 200,
			tenders: [
				{ kind: TenderKind.cash, amountMinor: 500, reference: "" },
				{ kind: TenderKind.card, amountMinor: 200, reference: "tok-2" },
			],
			document: { totalMinor: 500, cashMinor: 300 },
		});
	});

	it("has cash handed back when payment is given up, and keeps what a card has paid", () => {
		const stall = new ScreenHarness()
			.openShift()
			.scan("COF")
			.act("pay", "split")
			.key(100)
			.act("confirm", "cash", "exact", "back");
		expect(stall.page("partPaid")).toMatchObject({ cashMinor: 100, isReturned: false, mayReturn: true });
		expect(stall.act("returnCash").page("partPaid")).toMatchObject({ cashMinor: 100, isReturned: true });
		expect(stall.records().at(-1)).toMatchObject({ kind: RecordKind.cashReturned, amountMinor: 100 });
		expect(stall.act("next").page("sell").units).toBe(1);
		stall.act("pay", "split").key(100).act("confirm", "card");
		stall.reader.answer({ kind: "approved", reference: "tok" });
		stall.scan("TEA");
		expect(stall.page("tender").paidMinor).toBe(100);
		expect(stall.till.view().notice).toBe("CARD_PAID_PART");
		stall.act("back");
		expect(stall.page("sell").units).toBe(0);
		expect(stall.till.view().notice).toBe("CARD_PART_WAITS");
		stall.sellCash("TEA").act("parked", { kind: "recall", index: 0 });
		expect(stall.page("tender")).toMatchObject({ dueMinor: 260, paidMinor: 100 });
		stall.act("cash", "exact");
		expect(stall.page("paid")).toMatchObject({ tender: "split", totalMinor: 260 });
	});

	it("lets only the last possible tender take the whole rest", () => {
		const stall = new ScreenHarness().openShift().scan("COF").act("pay");
		for (let i = 0; i < 3; i++) stall.act("split").key(10).act("confirm", "cash", "exact");
		stall.act("split");
		expect(stall.page("tender").tenders).toHaveLength(3);
		stall.act("cash", "exact");
		expect(stall.page("paid").receiptNumber).toBe(1);
	});

	it("rounds cash for a currency without small coins, and prints the rounding", () => {
		const items = [{ ...stallCatalog.items[0]!, priceMinor: 1_003 }];
		const stall = new ScreenHarness({ catalog: { ...stallCatalog, currency: "CHF", items } })
			.openShift()
			.scan("COF")
			.act("pay", "cash");
		expect(stall.page("cash").dueMinor).toBe(1_005);
		stall.act("exact");
		expect(lastSale(stall)).toMatchObject({
			document: { totalMinor: 1_003, cashMinor: 1_005 },
			roundingMinor: 2,
			tenders: [{ amountMinor: 1_005 }],
		});
		expect(stall.printer.printed[0]!.ticket).toMatchObject({ roundingMinor: 2 });
	});

	it("ignores touches and scans for a page that was left", () => {
		const stall = new TillHarness()
			.openShift()
			.act("exact", "confirm", { kind: "note", amountMinor: 5 }, "remove", { kind: "line", index: 4 }, "pay");
		expect(stall.page("sell")).toBeDefined();
		stall.scan("COF").act("pay", "card").scan("TEA");
		expect(stall.page("card").dueMinor).toBe(260);
		stall.reader.answer({ kind: "approved", reference: "tok" });
		stall.reader.requests[0]!.onOutcome({ kind: "approved", reference: "tok" });
		stall.act("next");
		expect(kinds(stall).filter((kind) => kind === RecordKind.sale)).toHaveLength(1);
	});
});
