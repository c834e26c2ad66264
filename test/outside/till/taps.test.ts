// Issue 12, number 2: pay, cash, exact and next stand on one spot; three quick taps sold for exact cash, and four lost
// the change. A tap that is meant for one screen never acts on the next (docs/screens.md).
import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../../firmware/core/limits.js";
import { TapGuard } from "../../../firmware/terminal/tap-guard.js";
import { bareView } from "../../../firmware/terminal/view.js";
import { defaultPreferences, type View } from "../../../firmware/till/view.js";
import { english } from "../../../firmware/words/english.js";
import { bodies } from "../../../simulator/fixtures/views.js";
import { codeAt, Hands } from "./hands.js";

let hands: Hands;
const close = (): void => hands.close();

/** Within the primary action of every screen. */
const primary = [160, 284] as const;

async function rungUp(): Promise<void> {
	hands = await Hands.open();
	await hands.scan(codeAt(660));
}

describe("a burst of taps on one spot", () => {
	it("does one thing only, also within one screen, and ends with a pause", () => {
		let nowMs = 10_000;
		const guard = new TapGuard({ uptimeMs: () => nowMs, start: () => ({ cancel: () => undefined }) });
		guard.show(bareView(bodies["sell"]!, defaultPreferences));
		const tap = (kind: "pay" | "basket"): boolean => {
			nowMs += limits.tapGuardMs - 50;
			return guard.follows({ x: 100, y: 100, phase: "down" }) && guard.allows({ kind });
		};
		nowMs += 2 * limits.tapGuardMs;
		expect([tap("pay"), tap("pay"), tap("basket"), tap("pay")]).toEqual([true, true, false, true]);
		nowMs += limits.tapGuardMs;
		expect(tap("basket")).toBe(true);
	});
});

describe("quick taps on one spot", () => {
	afterEach(close);

	it.each([20, 60, 100, 150, 200, 290])("do not sell, however many there are every %i ms", async (everyMs) => {
		await rungUp();
		await hands.drum(...primary, 12, everyMs);
		expect(hands.sales).toEqual([]);
		expect(hands.shows(english.toPay) && hands.shows(english.split)).toBe(true);
	});

	it.each([
		[20, 10],
		[120, 60],
		[200, 100],
		[290, 80],
		[290, 150],
		[290, 250],
	])("do not sell either, one every %i ms that lasts %i ms", async (everyMs, contactMs) => {
		await rungUp();
		for (let count = 0; count < 12; count++) {
			hands.terminal.panel.touch({ x: primary[0] + (count % 3) * 8, y: primary[1], phase: "down" });
			await hands.pass(contactMs);
			hands.terminal.panel.touch({ x: primary[0] + (count % 3) * 8, y: primary[1], phase: "up" });
			await hands.pass(everyMs - contactMs);
		}
		expect(hands.sales).toEqual([]);
		expect(hands.shows(english.toPay) && hands.shows(english.split)).toBe(true);
	});

	it.each([3, 4, 10])("leave the change on the screen: %i on the last step", async (count) => {
		await rungUp();
		await hands.tap(english.pay, english.tenders.cash);
		await hands.drum(...primary, count, 120);
		expect(hands.sales).toHaveLength(1);
		expect(hands.shows(english.nextSale)).toBe(true);
		await hands.pass(limits.tapGuardMs);
		await hands.tap(english.nextSale);
		expect(hands.shows(english.menu)).toBe(true);
	});

	it("do not go from the amount of a part to a tender", async () => {
		await rungUp();
		await hands.tap(english.pay, english.split, "3", "00");
		await hands.drum(...primary, 5, 110);
		expect(hands.shows(english.purposes.split)).toBe(true);
		expect(hands.shows(english.exact)).toBe(false);
	});

	it("do not leave the payment when one back was meant: from a part to its keys, and on to the whole", async () => {
		await rungUp();
		await hands.tap(english.pay, english.split, "3", "00", english.enter);
		await hands.drum(20, 10, 4, 100);
		expect(hands.shows("0.00") && hands.shows(english.enter)).toBe(true);
		await hands.pass(1_000);
		await hands.drum(20, 10, 4, 100);
		expect(hands.shows(english.toPay) && hands.shows(english.split)).toBe(true);
	});

	it("only dismiss a notice, and do not press what it covered", async () => {
		await rungUp();
		hands.terminal.scan("unknown");
		await hands.pass(500);
		const notice = hands.terminal.panel.texts().find(({ text }) => text.startsWith("This code"))!;
		await hands.drum(notice.x + 20, notice.y + 8, 5, 120);
		await hands.tap(english.basket);
		expect(hands.text).toContain("1 × ");
		expect(hands.text).toContain("6.60");
	});

	it("do not act when the screen changes by itself under the finger", async () => {
		await rungUp();
		await hands.tap(english.pay, english.tenders.card);
		hands.terminal.cardReader.tap();
		// The answer arrives after 400 ms, while the finger drums on the place where "next sale" will stand.
		await hands.drum(...primary, 8, 90);
		expect(hands.sales).toHaveLength(1);
		expect(hands.shows(english.nextSale)).toBe(true);
	});

	it("do not act when the finger went down on the screen before", async () => {
		await rungUp();
		await hands.tap(english.pay, english.tenders.card);
		hands.terminal.cardReader.tap();
		await hands.pass(300);
		hands.terminal.panel.touch({ x: 160, y: 284, phase: "down" });
		await hands.pass(2_000);
		hands.terminal.panel.touch({ x: 160, y: 284, phase: "up" });
		await hands.pass(200);
		expect(hands.shows(english.nextSale)).toBe(true);
	});

	it("do not act before the screen that is due is drawn", async () => {
		await rungUp();
		// In one turn of the event loop.
		for (let touch = 0; touch < 4; touch++) hands.terminal.panel.tap(...primary);
		await hands.pass(500);
		expect(hands.shows(english.toPay) && hands.shows(english.split)).toBe(true);
	});
});

describe("quick taps on a page whose buttons change in place", () => {
	afterEach(close);

	it("do not dismiss the cash that is to be handed back", async () => {
		await rungUp();
		await hands.tap(english.pay);
		await hands.payPart(300, "5.00");
		await hands.back();
		const place = hands.terminal.panel.locate(english.giveBack);
		hands.terminal.panel.touch({ ...place, phase: "down" });
		await hands.pass(1_100);
		hands.terminal.panel.touch({ ...place, phase: "up" });
		await hands.drum(...primary, 4, 90);
		expect(hands.text).toContain("give back 3.00");
		await hands.pass(limits.tapGuardMs);
		await hands.tap(english.ok);
		expect(hands.shows(english.menu)).toBe(true);
	});

	it("do not leave a card payment open whose reader has just fallen silent", async () => {
		await rungUp();
		await hands.tap(english.pay, english.tenders.card);
		hands.terminal.cardReader.mode = "silent";
		await hands.back();
		let touches = 0;
		while (!hands.shows(english.sellOn) && touches++ < 1_000) {
			hands.terminal.panel.tap(...primary);
			await hands.pass(100);
		}
		await hands.drum(...primary, 5, 100);
		expect(hands.shows(english.sellOn)).toBe(true);
	});
});

it("a finger that is down while another page of the same kind comes up is ignored until it lifts", () => {
	const clock = { nowMs: 1_000 };
	const guard = new TapGuard({ uptimeMs: () => clock.nowMs, start: () => ({ cancel: () => undefined }) });
	const body = { kind: "installing", version: 1 } as const;
	const page = (number: number): View => ({ ...bareView(body, defaultPreferences), page: number });
	const at = { x: 10, y: 10 };
	expect(guard.show(page(1))).toBe(true);
	clock.nowMs += 500;
	expect(guard.follows({ ...at, phase: "down" })).toBe(true);
	expect(guard.show(page(1))).toBe(false);
	expect(guard.follows({ ...at, phase: "move" })).toBe(true);
	expect(guard.show(page(2))).toBe(true);
	clock.nowMs += 500;
	expect(guard.follows({ ...at, phase: "up" })).toBe(false);
	expect(guard.follows({ ...at, phase: "down" })).toBe(true);
});

describe("fast input that is meant", () => {
	afterEach(close);

	it("is not lost: three pieces of one item, and digits", async () => {
		hands = await Hands.open();
		await hands.drum(60, 92, 3, 70);
		await hands.pass(500);
		expect(hands.text).toContain("3 × Loaf of kind 0");
		await hands.tap(english.price);
		for (const digit of ["1", "2", "2", "5", "9"]) {
			hands.terminal.tapText(digit);
			await hands.pass(60);
		}
		expect(hands.text).toContain("122.59");
	});

	it("within one turn of the event loop is not lost", async () => {
		hands = await Hands.open();
		for (let touch = 0; touch < 3; touch++) hands.terminal.panel.tap(60, 92);
		await hands.pass(500);
		expect(hands.text).toContain("3 × Loaf of kind 0");
	});

	it.each([
		[350, 40],
		[350, 80],
		[350, 120],
		[400, 150],
		[320, 60],
	])("sells for cash in seven touches with a touch every %i ms that lasts %i ms", async (everyMs, contactMs) => {
		hands = await Hands.open();
		const { panel } = hands.terminal;
		const touch = async (x: number, y: number): Promise<void> => {
			panel.touch({ x, y, phase: "down" });
			await hands.pass(contactMs);
			panel.touch({ x, y, phase: "up" });
			await hands.pass(everyMs - contactMs);
		};
		for (const x of [60, 180, 60]) await touch(x, 92);
		await touch(...primary);
		await touch(...primary);
		const note = panel.locate("20.00");
		await touch(note.x, note.y);
		expect(hands.text).toContain(english.changeFrom);
		await touch(...primary);
		await hands.pass(100);
		expect(hands.shows(english.menu)).toBe(true);
		expect(hands.sales).toHaveLength(1);
	});

	it("sells three items for cash in seven touches", async () => {
		hands = await Hands.open();
		const { panel } = hands.terminal;
		let touches = 0;
		const touch = async (x: number, y: number): Promise<void> => {
			touches++;
			panel.tap(x, y);
			await hands.pass(limits.tapGuardMs + 20);
		};
		for (const x of [60, 180, 60]) await touch(x, 92);
		await touch(...primary);
		await touch(...primary);
		const note = panel.locate("20.00");
		await touch(note.x, note.y);
		expect(hands.text).toContain(english.changeFrom);
		await touch(...primary);
		expect(hands.shows(english.menu)).toBe(true);
		expect(hands.sales).toHaveLength(1);
		expect(touches).toBe(7);
	});
});
