// Issue 12, "a second new user's day": what was unexpected at the counter.
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../../firmware/words/english.js";
import { skuOf } from "../../../tools/bench/till/bench-terminal.js";
import { Counter } from "./counter.js";

const back = `‹ ${english.back}`;

let counter: Counter | undefined;
afterEach(() => {
	counter?.close();
	counter = undefined;
});

describe("back from an open group of letters", () => {
	it.each(english.letterGroups)("leads from %s to the groups and keeps what is typed", async (group) => {
		counter = await Counter.open();
		await counter.tap(english.search, "jkl", "l");
		await counter.tap(group === "0123456789" ? "0-9" : group, back);
		expect(counter.shows("l_")).toBe(true);
		expect(counter.shows("abc")).toBe(true);
		await counter.tap(back);
		expect(counter.shows(english.price)).toBe(true);
	});
});

describe("the number of parked sales on the selling screen", () => {
	it("counts a sale that cash has paid a part of", async () => {
		counter = await Counter.open();
		const payPart = async (sku: string): Promise<void> => {
			await counter!.scan(sku);
			await counter!.tap(english.pay, english.split, "5", english.enter, english.tenders.cash, english.exact);
			await counter!.tap(back, english.keepPart);
		};
		await payPart(skuOf(1));
		expect(counter.sentence).toContain(`1 ${english.pay} 0.00 ${english.parked}`);
		await counter.scan(skuOf(2));
		await counter.tap(english.basket, english.park);
		expect(counter.sentence).toContain(`2 ${english.pay} 0.00 ${english.parked}`);
		await payPart(skuOf(3));
		expect(counter.sentence).toContain(`3 ${english.pay} 0.00 ${english.parked}`);
		await counter.tap(english.parked);
		expect(counter.text.split(`${english.tenders.cash} ${english.paidSoFar}`).length).toBe(3);
	});
});

describe("a parked sale that is taken up while another is open", () => {
	it("does not read as if the sale on the screen was the parked one", async () => {
		counter = await Counter.open();
		await counter.scan(skuOf(1));
		await counter.tap(english.basket, english.park);
		await counter.scan(skuOf(2));
		await counter.tap(english.menu, english.parked, "Loaf of kind 1");
		expect(counter.sentence).toContain("1 × Loaf of kind 1");
		expect(counter.sentence).toContain(english.done.otherParked);
		expect(counter.sentence).not.toContain(english.done.saleParked);
	});
});

describe("enter without a price", () => {
	it("asks for the price", async () => {
		counter = await Counter.open();
		await counter.tap(english.price, english.enter);
		expect(counter.sentence).toContain(english.faults.PRICE_MISSING);
		await counter.tap("0", english.enter);
		expect(counter.sentence).toContain(english.faults.PRICE_MISSING);
		await counter.tap("7", english.enter);
		expect(counter.sentence).toContain(english.openPrice);
	});
});
