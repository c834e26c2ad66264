import { describe, expect, it } from "vitest";
import { RecordKind, type SaleRecord, TenderKind } from "../../firmware/wire/record.js";
import { Stall, stallCatalog } from "./stall.js";

const lastSale = (stall: Stall): SaleRecord =>
	stall
		.records()
		.filter((record) => record.kind === RecordKind.sale)
		.at(-1)!;
const kinds = (stall: Stall): number[] => stall.records().map((record) => record.kind);

describe("a till that sells", () => {
	it("takes a three-item cash sale in seven touches and shows the change", () => {
		const stall = new Stall().openShift(5_000);
		const { tiles } = stall.page("sell");
		stall.act(tiles[0]!.action, tiles[0]!.action, tiles[1]!.action, "pay", "cash");
		expect(stall.page("cash")).toMatchObject({ dueMinor: 760, notes: [1_000, 2_000, 5_000, 10_000] });
		stall.act({ do: "note", amountMinor: 1_000 });
		expect(stall.page("paid")).toMatchObject({ receiptNumber: 1, totalMinor: 760, changeMinor: 240, givenMinor: 1_000, tender: "cash" });
		expect(stall.drawerOpened).toBe(1);
		stall.act("next");
		expect(stall.page("sell")).toMatchObject({ units: 0, totalMinor: 0, last: undefined });
		expect(lastSale(stall)).toMatchObject({
			receiptNumber: 1,
			shift: 1,
			currency: "EUR",
			catalogVersion: 7,
			totalMinor: 760,
			changeMinor: 240,
			taxes: [
				{ rateBasisPoints: 0, grossMinor: 240, taxMinor: 0 },
				{ rateBasisPoints: 2_000, grossMinor: 520, taxMinor: 87 },
			],
		});
	});

	it("makes equal scanned items one line with a quantity", () => {
		const stall = new Stall().openShift().scan("COF", "CRO", "4006381333931", "COF");
		expect(stall.page("sell")).toMatchObject({ units: 4, totalMinor: 1_020, last: { quantity: 3, name: "Coffee", amountMinor: 780 } });
		stall.act("basket");
		expect(stall.page("basket").lines).toMatchObject([
			{ quantity: 3, name: "Coffee", amountMinor: 780 },
			{ quantity: 1, name: "Croissant", amountMinor: 240 },
		]);
	});

	it("says so when a code is unknown, and changes nothing", () => {
		const stall = new Stall().openShift().scan("COF", "4006381333948");
		expect(stall.till.view().notice).toMatch(/not in the catalog/);
		expect(stall.page("sell").units).toBe(1);
		expect(stall.sounds.at(-1)).toBe("refused");
		stall.scan("COF");
		expect(stall.till.view().notice).toBeUndefined();
	});

	it("changes quantities, removes and voids lines of the basket", () => {
		const stall = new Stall().openShift().scan("COF", "CRO").act("basket", { do: "line", index: 0 }, { do: "quantity", delta: 2 });
		expect(stall.page("basket")).toMatchObject({ selected: 0, totalMinor: 1_020 });
		stall.act({ do: "quantity", delta: -3 });
		expect(stall.page("basket")).toMatchObject({ selected: 0, lines: [{ name: "Croissant" }] });
		stall.act({ do: "line", index: 0 });
		expect(stall.page("basket").selected).toBeUndefined();
		stall.act({ do: "line", index: 0 }, "remove");
		expect(stall.page("sell").units).toBe(0);
	});

	it("refuses an absurd quantity and keeps the line", () => {
		const stall = new Stall().openShift().scan("COF").act("basket", { do: "line", index: 0 }, { do: "quantity", delta: 9_999 });
		expect(stall.till.view().notice).toMatch(/quantity is out of range/);
		expect(stall.page("basket").totalMinor).toBe(260);
	});

	it("finds items by name and rings them up", () => {
		const stall = new Stall().openShift().act("search", { do: "letter", key: "c" }, { do: "letter", key: "r" });
		const { query, results } = stall.page("search");
		expect(query).toBe("cr");
		expect(results).toMatchObject([{ name: "Croissant", priceMinor: 240 }]);
		stall.act(results[0]!.action);
		expect(stall.page("sell").totalMinor).toBe(240);
		stall.act("search", { do: "letter", key: "x" }, { do: "letter", key: "delete" });
		expect(stall.page("search").query).toBe("");
	});

	it("takes an open price at the catalog's tax class for it, each a line of its own", () => {
		const stall = new Stall().openShift();
		for (let i = 0; i < 2; i++) stall.act("openPrice").key(350).act("confirm");
		stall.act("pay", "cash", "exact");
		expect(lastSale(stall).lines).toMatchObject([
			{ sku: "", name: "Open price", quantity: 1, unitMinor: 350, taxRateBasisPoints: 2_000 },
			{ sku: "", name: "Open price", quantity: 1, unitMinor: 350, taxRateBasisPoints: 2_000 },
		]);
	});

	it("refuses an open price of nothing", () => {
		const stall = new Stall().openShift().act("openPrice", "confirm");
		expect(stall.page("keypad").purpose).toBe("openPrice");
		expect(stall.till.view().notice).toMatch(/price is out of range/);
	});

	it("parks a sale, serves another customer, and recalls it", () => {
		const stall = new Stall().openShift().scan("COF", "CRO").act("basket", "park");
		expect(stall.page("sell").units).toBe(0);
		stall.sellCash("TEA").act("parked");
		expect(stall.page("parked").sales).toEqual([{ label: "Coffee +1", value: 500, isAmount: true }]);
		stall.act({ do: "recall", index: 0 });
		expect(stall.page("basket")).toMatchObject({ totalMinor: 500, parked: 0 });
	});

	it("puts the basket in hand aside when another is recalled, and parks no more than it holds", () => {
		const stall = new Stall().openShift();
		for (let i = 0; i < 4; i++) stall.scan("COF").act("basket", "park");
		stall.scan("TEA").act("basket", "park");
		expect(stall.till.view().notice).toMatch(/No more sales can be parked/);
		stall.act("parked", { do: "recall", index: 3 });
		expect(stall.page("basket")).toMatchObject({ totalMinor: 260, parked: 4 });
		stall.act("parked");
		expect(stall.page("parked").sales[3]).toMatchObject({ label: "Tea" });
	});

	it("voids a sale before payment as a record and prints nothing", () => {
		const stall = new Stall().openShift().scan("COF", "CRO").act("basket", "void");
		expect(stall.page("sell").units).toBe(0);
		expect(stall.records().at(-1)).toMatchObject({ kind: RecordKind.saleVoided, shift: 1, totalMinor: 500 });
		expect(stall.printer.printed).toHaveLength(0);
	});

	it("opens the drawer without a sale as a numbered record", () => {
		const stall = new Stall().openShift().act("menu", "noSale", "menu", "noSale");
		expect(stall.records().slice(-2)).toMatchObject([
			{ kind: RecordKind.noSale, noSaleNumber: 1, shift: 1 },
			{ kind: RecordKind.noSale, noSaleNumber: 2, shift: 1 },
		]);
		expect(stall.drawerOpened).toBe(2);
	});

	it("goes on from the paid screen with the next customer's first scan", () => {
		const stall = new Stall().openShift().scan("COF").act("pay", "cash", "exact").scan("TEA");
		expect(stall.page("sell")).toMatchObject({ units: 1, totalMinor: 190 });
	});

	it("adds what the customer still brings to the till before anything is paid", () => {
		const stall = new Stall().openShift().scan("COF").act("pay").scan("TEA");
		expect(stall.page("sell").totalMinor).toBe(450);
	});

	it("pages through more favourites than fit on a screen", () => {
		const items = Array.from({ length: 14 }, (_, i) => ({ ...stallCatalog.items[0]!, sku: `I${i + 10}`, name: `Item ${i}`, barcodes: [] }));
		const stall = new Stall({ catalog: { ...stallCatalog, items } }).openShift();
		expect(stall.page("sell")).toMatchObject({ page: 0, pages: 3 });
		stall.act({ do: "page", index: 2 });
		expect(stall.page("sell").tiles.map((tile) => tile.name)).toEqual(["Item 12", "Item 13"]);
		stall.act({ do: "page", index: 9 });
		expect(stall.page("sell").page).toBe(2);
	});

	it("explains a promotion as lines, and keeps the price that was shown until it is paid", () => {
		const window = { fromSeconds: 0, untilSeconds: 0, weekdays: 0x7f, fromMinute: 0, untilMinute: 1_200 };
		const promotions = [{ id: "MORNING", name: "10 % morning", basisPoints: 1_000, category: undefined, window }];
		const stall = new Stall({ catalog: { ...stallCatalog, promotions } }).openShift().scan("CRO", "CRO", "COF").act("basket");
		expect(stall.page("basket").lines.slice(2)).toEqual([
			{ quantity: 0, name: "10 % morning", amountMinor: -48, isPromotion: true },
			{ quantity: 0, name: "10 % morning", amountMinor: -26, isPromotion: true },
		]);
		stall.act("pay");
		stall.wallMs += 3_600_000;
		stall.act("cash", "exact");
		expect(lastSale(stall).totalMinor).toBe(666);
		stall.act("next").scan("COF");
		expect(stall.page("sell").totalMinor).toBe(260);
	});

	it("refuses what would not fit in one record before anybody pays", () => {
		const items = Array.from({ length: 60 }, (_, i) => ({
			...stallCatalog.items[0]!,
			sku: `LONG-SKU-NUMBER-${i + 10}`,
			name: `A rather long name of an item no. ${i + 10}`,
			barcodes: [],
		}));
		const stall = new Stall({ catalog: { ...stallCatalog, items } }).openShift();
		for (const item of items) stall.scan(item.sku);
		expect(stall.till.view().notice).toMatch(/basket is full/);
		const { units, totalMinor } = stall.page("sell");
		expect(units).toBeGreaterThanOrEqual(8);
		stall.act("pay", "cash", "exact");
		expect(stall.page("paid").totalMinor).toBe(totalMinor);
	});

	it("sells nothing without a catalog, and says why", () => {
		const stall = new Stall({ catalog: undefined });
		stall.act("openShift");
		expect(stall.page("closed")).toBeDefined();
		expect(stall.till.view().notice).toMatch(/No prices have arrived/);
	});

	it("takes a new catalog in the middle of a sale without touching the lines rung up", () => {
		const stall = new Stall().openShift().scan("COF");
		stall.useCatalog({ ...stallCatalog, version: 8, items: stallCatalog.items.map((item) => ({ ...item, priceMinor: 999 })) });
		stall.scan("TEA").act("pay", "cash", "exact");
		expect(lastSale(stall)).toMatchObject({ catalogVersion: 8, totalMinor: 260 + 999 });
	});
});

describe("a till that is paid", () => {
	it("asks for the rest when too little cash is keyed in", () => {
		const stall = new Stall().openShift().scan("COF").act("pay", "cash").key(200).act("confirm");
		expect(stall.page("cash").givenMinor).toBe(200);
		expect(stall.till.view().notice).toMatch(/Ask for the rest/);
		stall.act({ do: "digit", key: "delete" }, { do: "digit", key: "00" }, "confirm");
		expect(stall.page("paid")).toMatchObject({ givenMinor: 2_000, changeMinor: 1_740 });
	});

	it("takes an amount that no note suggests by keypad", () => {
		const stall = new Stall().openShift().scan("COF").act("pay", "cash", "other").key(310);
		expect(stall.page("keypad")).toMatchObject({ purpose: "cash", amountMinor: 310 });
		stall.act("confirm");
		expect(stall.page("paid")).toMatchObject({ givenMinor: 310, changeMinor: 50 });
		stall.act("next").scan("COF").act("pay", "cash", "other").key(200).act("confirm");
		expect(stall.till.view().notice).toMatch(/Ask for the rest/);
		expect(stall.act("back").page("cash").dueMinor).toBe(260);
	});

	it("takes a card's token and leaves the drawer shut", () => {
		const stall = new Stall().openShift().scan("COF").act("pay", "card");
		expect(stall.page("card")).toMatchObject({ dueMinor: 260, state: "present" });
		expect(stall.reader.requests[0]).toMatchObject({ amountMinor: 260, currency: "EUR", idempotencyKey: "t1-1-0-260" });
		stall.reader.requests[0]!.onAuthorising!();
		expect(stall.page("card").state).toBe("authorising");
		stall.reader.answer({ result: "approved", reference: "tok-1" });
		expect(stall.page("paid")).toMatchObject({ tender: "card", changeMinor: 0 });
		expect(lastSale(stall).tenders).toEqual([{ kind: TenderKind.card, amountMinor: 260, reference: "tok-1" }]);
		expect(stall.drawerOpened).toBe(0);
	});

	it("goes back to the choice of tender when a card is declined or given up, and records nothing", () => {
		const stall = new Stall().openShift().scan("COF").act("pay", "card");
		const before = stall.journal.sequence;
		stall.reader.answer({ result: "declined", reason: "no funds" });
		expect(stall.page("tender").dueMinor).toBe(260);
		expect(stall.till.view().notice).toMatch(/Nothing was charged/);
		stall.act("card", "back");
		expect(stall.reader.cancels).toBe(1);
		expect(stall.page("card")).toBeDefined();
		stall.reader.answer({ result: "cancelled" });
		expect(stall.page("tender").paidMinor).toBe(0);
		expect(stall.journal.sequence).toBe(before);
		expect(new Set(stall.reader.requests.map((request) => request.idempotencyKey)).size).toBe(1);
	});

	it("takes the card that was faster than the cancel", () => {
		const stall = new Stall().openShift().scan("COF").act("pay", "card", "back");
		stall.reader.answer({ result: "approved", reference: "tok-fast" });
		expect(stall.page("paid").tender).toBe("card");
	});

	it("asks for the same payment again after a power cut before the sale was saved", () => {
		const stall = new Stall().openShift().scan("COF").act("pay", "card");
		const again = stall.reboot().act("next").scan("COF").act("pay", "card");
		expect(again.reader.requests[0]!.idempotencyKey).toBe(stall.reader.requests[0]!.idempotencyKey);
		again.reader.answer({ result: "approved", reference: "tok" });
		again.act("next").scan("COF").act("pay", "card");
		expect(again.reader.requests[1]!.idempotencyKey).not.toBe(stall.reader.requests[0]!.idempotencyKey);
	});

	it("splits a sale between cash and card and shows the split as it is built", () => {
		const stall = new Stall().openShift().scan("COF", "CRO").act("pay", "split").key(300).act("confirm");
		expect(stall.page("tender")).toMatchObject({ dueMinor: 300, paidMinor: 0 });
		stall.act("cash", { do: "note", amountMinor: 500 });
		expect(stall.page("tender")).toMatchObject({
			dueMinor: 500,
			paidMinor: 300,
			tenders: [{ label: "cash", value: 500, isAmount: true }],
		});
		stall.act("card");
		stall.reader.answer({ result: "approved", reference: "tok-2" });
		expect(stall.page("paid")).toMatchObject({ tender: "split", totalMinor: 500, changeMinor: 200, givenMinor: 500 });
		expect(lastSale(stall)).toMatchObject({
			changeMinor: 200,
			tenders: [
				{ kind: TenderKind.cash, amountMinor: 500, reference: "" },
				{ kind: TenderKind.card, amountMinor: 200, reference: "tok-2" },
			],
		});
	});

	it("hands cash back when payment is given up, but does not forget what a card has paid", () => {
		const stall = new Stall().openShift().scan("COF").act("pay", "split").key(100).act("confirm", "cash", "exact", "back");
		expect(stall.page("sell").units).toBe(1);
		stall.act("pay", "split").key(100).act("confirm", "card");
		stall.reader.answer({ result: "approved", reference: "tok" });
		stall.act("back");
		expect(stall.page("tender").paidMinor).toBe(100);
		expect(stall.till.view().notice).toMatch(/card has already paid/);
		stall.scan("TEA").act("cash", "exact");
		expect(stall.page("paid")).toMatchObject({ tender: "split", totalMinor: 260 });
	});

	it("lets the last tender there is room for take all that is left", () => {
		const stall = new Stall().openShift().scan("COF").act("pay");
		for (let i = 0; i < 3; i++) stall.act("split").key(10).act("confirm", "cash", "exact");
		stall.act("split");
		expect(stall.page("tender").tenders).toHaveLength(3);
		stall.act("cash", "exact");
		expect(stall.page("paid").receiptNumber).toBe(1);
	});

	it("rounds cash for a currency without small coins, and says so on the receipt", () => {
		const items = [{ ...stallCatalog.items[0]!, priceMinor: 1_003 }];
		const stall = new Stall({ catalog: { ...stallCatalog, currency: "CHF", items } }).openShift().scan("COF").act("pay", "cash");
		expect(stall.page("cash").dueMinor).toBe(1_005);
		stall.act("exact");
		expect(lastSale(stall)).toMatchObject({ totalMinor: 1_003, roundingMinor: 2, tenders: [{ amountMinor: 1_005 }] });
		expect(stall.printer.printed[0]!.ticket).toMatchObject({ roundingMinor: 2 });
	});

	it("ignores touches and scans that arrive for a screen that is gone", () => {
		const stall = new Stall()
			.openShift()
			.act("exact", "confirm", { do: "note", amountMinor: 5 }, "remove", { do: "line", index: 4 }, "pay");
		expect(stall.page("sell")).toBeDefined();
		stall.scan("COF").act("pay", "card").scan("TEA");
		expect(stall.page("card").dueMinor).toBe(260);
		stall.reader.answer({ result: "approved", reference: "tok" });
		stall.reader.requests[0]!.onOutcome({ result: "approved", reference: "tok" });
		stall.act("next");
		expect(kinds(stall).filter((kind) => kind === RecordKind.sale)).toHaveLength(1);
	});
});
