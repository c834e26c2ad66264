// Issue 12, "a second new user's day": what was unexpected at the counter.
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../../firmware/words/english.js";
import { skuOf } from "../../../simulator/fixtures/loaf-catalog.js";
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
		expect(counter.sentence.split(/ paid 0\.05 still to pay [\d.]+/).length).toBe(3);
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

describe("a split in as many parts as a sale can hold", () => {
	async function threeParts(counter: Counter): Promise<void> {
		const { cash } = english.tenders;
		await counter.scan(skuOf(1), skuOf(3), skuOf(5));
		await counter.tap(english.pay);
		for (const note of ["1.00", "5.00"]) {
			const keys = note === "1.00" ? ["1", "00"] : ["1", "5", "0"];
			await counter.tap(english.split, ...keys, english.enter, cash, note === "1.00" ? english.exact : note);
		}
		await counter.tap(english.split, "5", english.enter, cash, english.exact);
	}

	it("says that the rest has to be paid at once, not that the basket is full", async () => {
		counter = await Counter.open();
		await threeParts(counter);
		await counter.tap(english.split);
		expect(counter.sentence).toContain(english.faults.PARTS_FULL);
	});

	it("never shows only some of its parts beside the sum of all", async () => {
		counter = await Counter.open();
		await threeParts(counter);
		expect(counter.text.split("✓").length).toBe(4);
		await counter.tap(english.split);
		expect(counter.text).not.toContain("✓");
		expect(counter.sentence).toContain(`${english.paidSoFar} 2.55`);
	});

	it("shows the change that is due below a notice, and no part over it", async () => {
		counter = await Counter.open();
		const { cash } = english.tenders;
		await counter.scan(skuOf(1), skuOf(3), skuOf(5));
		await counter.tap(english.pay);
		for (let part = 0; part < 2; part++) await counter.tap(english.split, "5", english.enter, cash, english.exact);
		await counter.tap(english.split, "1", "5", "0", english.enter, cash, "5.00", english.split);
		expect(counter.sentence).toContain(english.faults.PARTS_FULL);
		expect(counter.sentence).toContain(`${english.change} 3.50`);
		expect(counter.text).not.toContain("✓");
	});
});

describe("change of an earlier part of a split", () => {
	async function partWithChange(counter: Counter): Promise<void> {
		await counter.scan(skuOf(1), skuOf(3), skuOf(5));
		await counter.tap(english.pay, english.split, "1", "5", "0", english.enter, english.tenders.cash, "5.00");
		expect(counter.sentence).toContain(`${english.change} 3.50`);
	}

	it("is not asked for again with the last part", async () => {
		counter = await Counter.open();
		await partWithChange(counter);
		await counter.tap(english.tenders.cash, english.exact);
		expect(counter.sentence).not.toContain("3.50");
	});

	it("is not told to come from the sum of all notes", async () => {
		counter = await Counter.open();
		await partWithChange(counter);
		await counter.tap(english.tenders.cash, "10.00");
		expect(counter.sentence).toMatch(/✓ paid [\d.]+ change [\d.]+/);
		expect(counter.sentence).not.toContain(english.changeFrom);
	});

	it("may have been given before the sale was put aside or the power failed: the screen says so", async () => {
		counter = await Counter.open();
		await partWithChange(counter);
		await counter.tap(back, english.keepPart, english.parked);
		await counter.tap(`${english.paidSoFar} 1.50`, english.tenders.cash, english.exact);
		expect(counter.sentence).toContain(`${english.changeUnlessGiven} 3.50`);
		await counter.tap(english.nextSale);
		await partWithChange(counter);
		counter.terminal.power(false);
		counter.terminal.power(true);
		await counter.world.pass(3_000);
		await counter.tap(english.tenders.cash, english.exact);
		expect(counter.sentence).toContain(`${english.changeUnlessGiven} 3.50`);
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

describe("training while a sale is practised", () => {
	async function training(): Promise<Counter> {
		const counter = await Counter.open();
		await counter.tap(english.menu, english.settings, english.startTraining, english.ok, back);
		return counter;
	}

	it("can be ended where the notice says, and the basket does not become a sale", async () => {
		counter = await training();
		await counter.scan(skuOf(1));
		await counter.tap(english.basket, english.park);
		expect(counter.sentence).toContain(english.faults.TRAINING);
		await counter.tap(back, english.menu, english.settings, english.endTraining);
		expect(counter.sentence).toContain(english.done.basketEmptied);
		await counter.tap(english.ok, back);
		expect(counter.sentence).toContain(`${english.pay} 0.00`);
		expect(counter.sentence).not.toContain(english.training);
	});

	it("says that a part that was practised is undone", async () => {
		counter = await training();
		await counter.scan(skuOf(1));
		await counter.tap(english.pay, english.split, "5", english.enter, english.tenders.cash, english.exact, back);
		expect(counter.sentence).toContain(english.done.practisedPartDropped);
		await counter.tap(english.pay, back);
		expect(counter.sentence).not.toContain(english.done.practisedPartDropped);
	});
});

describe("the notes that change comes from", () => {
	it("are those of the last part, not those that an earlier part put into the drawer", async () => {
		counter = await Counter.open();
		await counter.scan(skuOf(1), skuOf(3));
		await counter.tap(english.pay, english.split, "5", "0", english.enter, english.tenders.cash, english.exact);
		await counter.tap(english.tenders.cash, "10.00");
		expect(counter.sentence).toContain(`${english.changeFrom} 10.00`);
	});
});
