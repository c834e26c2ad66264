// Issue 12, number 3: "−" at quantity 1 removed the line, selected the next one, and the next press cut that one.
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../../firmware/words/english.js";
import { skuOf } from "../../../simulator/fixtures/loaf-catalog.js";
import { stallCatalog, TillHarness } from "../../till/harness.js";
import { Counter } from "./counter.js";

let counter: Counter | undefined;
afterEach(() => {
	counter?.close();
	counter = undefined;
});

async function basketOf(...items: number[]): Promise<Counter> {
	counter = await Counter.open();
	await counter.scan(...items.map(skuOf));
	await counter.tap(english.basket);
	return counter;
}

describe("pressing on in the place of a key that removed a line", () => {
	it.each([
		["−", [1, 1, 2, 3]],
		[english.remove, [1, 1, 1, 2, 3]],
	])("%s changes no other line", async (key, items) => {
		const counter = await basketOf(...items);
		await counter.tap(`${items.length - 2} × Loaf of kind 1`);
		const { x, y } = counter.terminal.panel.locate(key);
		for (let press = 0; press < 6; press++) await counter.tapAt(x, y);
		expect(counter.sentence).toContain("1 × Loaf of kind 2");
		expect(counter.sentence).toContain("1 × Loaf of kind 3");
		expect(counter.sentence).not.toContain("× Loaf of kind 1");
		expect(counter.sentence).toContain(`${english.removed} Loaf of kind 1`);
	});

	it("also parks and voids nothing, in the middle and at the end of a long basket", async () => {
		for (const line of [2, 5]) {
			const counter = await basketOf(1, 2, 3, 4, 5);
			await counter.tap(`1 × Loaf of kind ${line}`);
			const { x, y } = counter.terminal.panel.locate(english.remove);
			for (let press = 0; press < 4; press++) await counter.tapAt(x, y);
			await counter.tap(`‹ ${english.back}`);
			expect(counter.sentence).toMatch(/\b4 /);
			expect(counter.shows(english.parked)).toBe(false);
			counter.close();
		}
	});
});

describe("a line that was removed", () => {
	it("is put back as it was, in its place and selected", async () => {
		const counter = await basketOf(1, 1, 2);
		const before = counter.text;
		await counter.tap("2 × Loaf of kind 1", english.remove);
		expect(counter.text).not.toContain("2 ×");
		await counter.tap(english.undo);
		await counter.tap("2 × Loaf of kind 1");
		expect(counter.text).toBe(before);
	});

	it("is gone with the next touch or scan that means something else", async () => {
		const counter = await basketOf(1, 2, 3);
		await counter.tap("1 × Loaf of kind 2", "−", english.removed);
		expect(counter.shows(english.undo)).toBe(false);
		expect(counter.shows(english.park)).toBe(true);
		await counter.tap("1 × Loaf of kind 3", "−");
		expect(counter.shows(english.undo)).toBe(true);
		await counter.scan(skuOf(4));
		expect(counter.shows(english.undo)).toBe(false);
		await counter.tap("1 × Loaf of kind 1", "−", "1 × Loaf of kind 4");
		expect(counter.shows(english.undo)).toBe(false);
		expect(counter.shows("+")).toBe(true);
	});

	it("is not sold", async () => {
		const counter = await basketOf(1, 2);
		await counter.tap("1 × Loaf of kind 1", "−", english.pay, english.tenders.cash, english.exact);
		expect(counter.shows("2.24")).toBe(true);
	});

	it("keeps its promotion when it is put back, and the last one leaves the page", () => {
		const stall = new TillHarness().openShift().scan("COF", "CRO").act("basket", { kind: "line", index: 0 });
		const before = stall.page("basket");
		stall.act("remove");
		expect(stall.page("basket")).toMatchObject({ totalMinor: 240, removed: { index: 0, name: "Coffee" } });
		expect(stall.act("undo").page("basket")).toEqual(before);
		stall.act("remove", { kind: "line", index: 0 }, "remove");
		expect(stall.page("sell").units).toBe(0);
		expect(stall.till.view().notice).toBe("basketEmptied");
	});

	it("has the promotion of its category as the catalog is by then", () => {
		const stall = new TillHarness().openShift().scan("COF", "CRO");
		stall.act("basket", { kind: "line", index: 1 }, "remove");
		const promotions = [{ id: "OVEN", name: "Oven", basisPoints: 5_000, category: "oven", window: undefined }];
		const item = (sku: string) => stallCatalog.items.find((one) => one.sku === sku)!;
		// Categories have other places in the new catalog.
		const items = [{ ...item("TEA"), category: "cold" }, item("COF"), { ...item("CRO"), category: "oven" }];
		stall.useCatalog({ ...stallCatalog, version: 8, promotions, items });
		expect(stall.act("undo").page("basket").totalMinor).toBe(380);
	});
});
