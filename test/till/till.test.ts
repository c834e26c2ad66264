import { describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { RecordKind, type SaleRecord } from "../../firmware/wire/record.js";
import { TillHarness, stallCatalog } from "./harness.js";

const lastSale = (stall: TillHarness): SaleRecord =>
	stall
		.records()
		.filter((record) => record.kind === RecordKind.sale)
		.at(-1)!;

describe("a till that sells", () => {
	it("takes a three-item cash sale in seven touches and shows the change", () => {
		const stall = new TillHarness().openShift(5_000);
		const { tiles } = stall.page("sell");
		stall.act(tiles[0]!.action, tiles[0]!.action, tiles[1]!.action, "pay", "cash");
		expect(stall.page("cash")).toMatchObject({ dueMinor: 760, notes: [1_000, 2_000, 5_000, 10_000] });
		stall.act({ kind: "note", amountMinor: 1_000 });
		expect(stall.page("paid")).toMatchObject({
			receiptNumber: 1,
			totalMinor: 760,
			changeMinor: 240,
			givenMinor: 1_000,
			tender: "cash",
		});
		expect(stall.drawerOpened).toBe(1);
		stall.act("next");
		expect(stall.page("sell")).toMatchObject({ units: 0, totalMinor: 0, last: undefined });
		expect(lastSale(stall)).toMatchObject({
			document: { series: 1, number: 1, totalMinor: 760, cashMinor: 760 },
			staff: 0,
			shift: 1,
			closes: [],
			currency: "EUR",
			catalogVersion: 7,
			lines: [
				{ sku: "COF", quantity: 2, unitMinor: 260, amountMinor: 520, taxes: 0b10 },
				{ sku: "CRO", quantity: 1, unitMinor: 240, amountMinor: 240, taxes: 0b01 },
			],
			changeMinor: 240,
			taxes: [
				{ rateMillipercent: 0, baseMinor: 240, taxMinor: 0 },
				{ rateMillipercent: 20_000, baseMinor: 520, taxMinor: 87 },
			],
			tenders: [{ kind: 1, amountMinor: 1_000, reference: "" }],
			taxMode: 0,
		});
	});

	it("adds equal scanned items to one line", () => {
		const stall = new TillHarness().openShift().scan("COF", "CRO", "4006381333931", "COF");
		expect(stall.page("sell")).toMatchObject({
			units: 4,
			totalMinor: 1_020,
			last: { quantity: 3, name: "Coffee", amountMinor: 780 },
		});
		stall.act("basket");
		expect(stall.page("basket").lines).toMatchObject([
			{ quantity: 3, name: "Coffee", amountMinor: 780 },
			{ quantity: 1, name: "Croissant", amountMinor: 240 },
		]);
	});

	it("shows a notice for an unknown code, and changes nothing", () => {
		const stall = new TillHarness().openShift().scan("COF", "4006381333948");
		expect(stall.till.view().notice).toBe("ITEM_UNKNOWN");
		expect(stall.page("sell").units).toBe(1);
		expect(stall.sounds.at(-1)).toBe("refused");
		stall.scan("COF");
		expect(stall.till.view().notice).toBeUndefined();
	});

	it("changes quantities, removes and voids lines of the basket", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF", "CRO")
			.act("basket", { kind: "line", index: 0 }, { kind: "quantity", delta: 2 });
		expect(stall.page("basket")).toMatchObject({ selected: 0, totalMinor: 1_020 });
		stall.act({ kind: "quantity", delta: -3 });
		expect(stall.page("basket")).toMatchObject({ selected: undefined, lines: [{ name: "Croissant" }] });
		stall.act({ kind: "line", index: 0 });
		expect(stall.page("basket").selected).toBe(0);
		stall.act({ kind: "line", index: 0 });
		expect(stall.page("basket").selected).toBeUndefined();
		stall.act({ kind: "line", index: 0 }, "remove");
		expect(stall.page("sell").units).toBe(0);
	});

	it("refuses an absurd quantity and keeps the line", () => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF")
			.act("basket", { kind: "line", index: 0 }, { kind: "quantity", delta: 9_999 });
		expect(stall.till.view().notice).toBe("QUANTITY_OUT_OF_RANGE");
		expect(stall.page("basket").totalMinor).toBe(260);
	});

	it("finds items by name and rings them up", () => {
		const stall = new TillHarness()
			.openShift()
			.act("search", { kind: "letter", key: "c" }, { kind: "letter", key: "r" });
		const { query, results } = stall.page("search");
		expect(query).toBe("cr");
		expect(results).toMatchObject([{ name: "Croissant", priceMinor: 240 }]);
		stall.act(results[0]!.action);
		expect(stall.page("sell").totalMinor).toBe(240);
		stall.act("search", { kind: "letter", key: "x" }, { kind: "letter", key: "delete" });
		expect(stall.page("search").query).toBe("");
	});

	it("sells an open price with the catalog's tax class for it, each on a separate line", () => {
		const stall = new TillHarness().openShift();
		for (let i = 0; i < 2; i++) stall.act("openPrice").key(350).act("confirm");
		stall.act("pay", "cash", "exact");
		expect(lastSale(stall).lines).toMatchObject([
			{ sku: "", name: "Open price", quantity: 1, unitMinor: 350, taxes: 1 },
			{ sku: "", name: "Open price", quantity: 1, unitMinor: 350, taxes: 1 },
		]);
		expect(lastSale(stall).taxes).toMatchObject([{ rateMillipercent: 20_000, baseMinor: 700, taxMinor: 117 }]);
	});

	it("refuses an open price of zero", () => {
		const stall = new TillHarness().openShift().act("openPrice", "confirm");
		expect(stall.page("keypad").purpose).toBe("openPrice");
		expect(stall.till.view().notice).toBe("PRICE_MISSING");
	});

	it("parks a sale, serves another customer, and recalls it", () => {
		const stall = new TillHarness().openShift().scan("COF", "CRO").act("basket", "park");
		expect(stall.page("sell").units).toBe(0);
		stall.sellCash("TEA").act("parked");
		expect(stall.page("parked").sales).toEqual([{ label: "Coffee +1", value: 500 }]);
		stall.act({ kind: "recall", index: 0 });
		expect(stall.page("basket")).toMatchObject({ totalMinor: 500, parked: 0 });
	});

	it("parks four full baskets with only their labels on the heap, and recalls each completely", () => {
		const stall = new TillHarness().openShift();
		for (let parked = 0; parked < 4; parked++) {
			for (let i = 0; i < 40; i++)
				stall.act("openPrice", { kind: "digit", key: "1" }, { kind: "digit", key: "00" }, "confirm");
			stall.act("basket", "park");
		}
		for (let recalled = 0; recalled < 4; recalled++) {
			stall.act("parked", { kind: "recall", index: 0 });
			expect(stall.page("basket")).toMatchObject({ totalMinor: 4_000, parked: 3 - recalled });
			expect(stall.page("basket").lines).toHaveLength(40);
			stall.act("void");
		}
	});

	it("parks the basket in hand when another is recalled, and no more than fit", () => {
		const stall = new TillHarness().openShift();
		for (let i = 0; i < 4; i++) stall.scan("COF").act("basket", "park");
		stall.scan("TEA").act("basket", "park");
		expect(stall.till.view().notice).toBe("PARKING_FULL");
		stall.act("parked", { kind: "recall", index: 3 });
		expect(stall.page("basket")).toMatchObject({ totalMinor: 260, parked: 4 });
		stall.act("parked");
		expect(stall.page("parked").sales[3]).toMatchObject({ label: "Tea" });
	});

	it("records a voided sale and prints nothing", () => {
		const stall = new TillHarness().openShift().scan("COF", "CRO").act("basket", "void");
		expect(stall.page("sell").units).toBe(0);
		expect(stall.records().at(-1)).toMatchObject({
			kind: RecordKind.saleVoided,
			shift: 1,
			basket: { totalMinor: 500 },
		});
		expect(stall.printer.printed).toHaveLength(0);
	});

	it("opens the drawer without a sale as a numbered record", () => {
		const stall = new TillHarness().openShift().act("menu", "noSale", "menu", "noSale");
		expect(stall.records().slice(-2)).toMatchObject([
			{ kind: RecordKind.noSale, document: { series: 2, number: 1, totalMinor: 0, cashMinor: 0 }, shift: 1 },
			{ kind: RecordKind.noSale, document: { series: 2, number: 2, totalMinor: 0, cashMinor: 0 }, shift: 1 },
		]);
		expect(stall.drawerOpened).toBe(2);
	});

	it("continues from the paid page with the next customer's first scan", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "cash", "exact").scan("TEA");
		expect(stall.page("sell")).toMatchObject({ units: 1, totalMinor: 190 });
	});

	it("adds items scanned during payment before anything is paid", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay").scan("TEA");
		expect(stall.page("sell").totalMinor).toBe(450);
	});

	it("pages through more favourites than fit on a screen", () => {
		const items = Array.from({ length: 14 }, (_, i) => ({
			...stallCatalog.items[0]!,
			sku: `I${i + 10}`,
			name: `Item ${i}`,
			barcodes: [],
		}));
		const stall = new TillHarness({ catalog: { ...stallCatalog, items } }).openShift();
		expect(stall.page("sell")).toMatchObject({ page: 0, pages: 3 });
		stall.act({ kind: "page", index: 2 });
		expect(stall.page("sell").tiles.map((tile) => tile.name)).toEqual(["Item 12", "Item 13"]);
		stall.act({ kind: "page", index: 9 });
		expect(stall.page("sell").page).toBe(2);
	});

	it("shows a promotion as lines, and keeps the shown price until payment", () => {
		const window = { fromSeconds: 0, untilSeconds: 0, weekdays: 0x7f, fromMinute: 0, untilMinute: 1_200 };
		const promotions = [{ id: "MORNING", name: "10 % morning", basisPoints: 1_000, category: undefined, window }];
		const stall = new TillHarness({ catalog: { ...stallCatalog, promotions } })
			.openShift()
			.scan("CRO", "CRO", "COF")
			.act("basket");
		expect(stall.page("basket").lines.slice(2)).toEqual([
			{ quantity: 0, name: "10 % morning", amountMinor: -48, isPromotion: true },
			{ quantity: 0, name: "10 % morning", amountMinor: -26, isPromotion: true },
		]);
		stall.act("pay");
		stall.wallMs += 3_600_000;
		stall.act("cash", "exact");
		expect(lastSale(stall).document.totalMinor).toBe(666);
		stall.act("next").scan("COF");
		expect(stall.page("sell").totalMinor).toBe(260);
	});

	it("refuses items that do not fit in one record before payment", () => {
		const items = Array.from({ length: 60 }, (_, i) => ({
			...stallCatalog.items[0]!,
			sku: `LONG-SKU-NUMBER-${i + 10}`,
			name: `A rather long name of an item no. ${i + 10}`,
			barcodes: [],
		}));
		const stall = new TillHarness({ catalog: { ...stallCatalog, items } }).openShift();
		for (const item of items) stall.scan(item.sku);
		expect(stall.till.view().notice).toBe("BASKET_FULL");
		const { units, totalMinor } = stall.page("sell");
		expect(units).toBeGreaterThanOrEqual(8);
		stall.act("pay", "cash", "exact");
		expect(stall.page("paid").totalMinor).toBe(totalMinor);
	});

	it("does not sell without a catalog, and shows why", () => {
		const stall = new TillHarness({ catalog: undefined });
		stall.act("openShift");
		expect(stall.page("closed")).toBeDefined();
		expect(stall.till.view().notice).toBe("CATALOG_MISSING");
	});

	it("applies a new catalog during a sale without changing the lines rung up", () => {
		const stall = new TillHarness().openShift().scan("COF");
		stall.useCatalog({
			...stallCatalog,
			version: 8,
			items: stallCatalog.items.map((item) => ({ ...item, priceMinor: 999 })),
		});
		stall.scan("TEA").act("pay", "cash", "exact");
		expect(lastSale(stall)).toMatchObject({ catalogVersion: 8, document: { totalMinor: 260 + 999 } });
	});

	it("refuses a code longer than any scanner sends", () => {
		const stall = new TillHarness().openShift().scan("x".repeat(limits.scanCharactersMax + 1));
		expect(stall.till.view().notice).toBe("SCANNER_NOISE");
		stall.scan("x".repeat(limits.scanCharactersMax));
		expect(stall.till.view().notice).not.toBe("SCANNER_NOISE");
	});
});
