// Issue 12, left over: a code that arrives on a screen that does not take it, or just as a screen changes, is never
// lost without a word, and never acts on a screen that it was not meant for.
import { afterEach, describe, expect, it } from "vitest";
import type { Body } from "../../../firmware/till/view.js";
import { english as words } from "../../../firmware/words/english.js";
import { TillHarness } from "../../till/harness.js";
import { codeAt, Hands } from "./hands.js";

type Step = Parameters<TillHarness["act"]>[number];
/** How to get to each screen of an open shift, with one coffee in the basket where that is possible. */
const ways: Readonly<Partial<Record<Body["kind"], readonly Step[]>>> = {
	sell: [],
	search: ["search"],
	keypad: ["openPrice"],
	basket: ["basket"],
	menu: ["menu"],
	settings: ["menu", "settings"],
	inspection: ["menu", "settings", "inspect"],
	queue: ["menu", "queue"],
	report: ["menu", "report"],
	parked: ["basket", "park", "menu", "parked"],
	tender: ["pay"],
	cash: ["pay", "cash"],
	card: ["pay", "card"],
	paid: ["pay", "cash", "exact"],
	receiptQr: ["pay", "cash", "exact", "showQr"],
};
const unitsOf = (stall: TillHarness): number =>
	stall.act("back", "back", "back", "back").body.kind === "sell" ? stall.page("sell").units : -1;

describe("a scanned code", () => {
	it.each(Object.entries(ways))("is rung up or refused aloud on the screen %s", (kind, steps) => {
		const stall = new TillHarness()
			.openShift()
			.scan("COF")
			.act(...steps);
		expect(stall.body.kind).toBe(kind);
		const before = JSON.stringify(stall.body);
		stall.sounds.length = 0;
		stall.scan("TEA");
		expect(stall.sounds).toHaveLength(1);
		if (stall.sounds[0] === "accepted") return;
		// Nothing has changed but the notice, which a screen that must not be covered shows afterwards.
		expect(JSON.stringify(stall.body)).toBe(before);
		expect(stall.sounds).toEqual(["refused"]);
		if (kind !== "card" && kind !== "receiptQr") expect(stall.till.view().notice).toBe("SCAN_NOT_USED");
	});

	it("is typed nowhere: what is keyed in stays as it is", () => {
		const stall = new TillHarness().openShift().scan("COF");
		for (const way of [["openPrice"], ["pay", "split"], ["pay", "cash", "otherAmount"]] as const) {
			stall.act(...way).key(123);
			const before = JSON.stringify(stall.body);
			stall.scan("TEA", "4006381333931");
			expect(JSON.stringify(stall.body)).toBe(before);
			expect(stall.till.view().notice).toBe("SCAN_NOT_USED");
			expect(unitsOf(stall)).toBe(1);
		}
	});

	it("says that no shift is open", () => {
		const stall = new TillHarness().scan("COF");
		expect(stall.till.view().notice).toBe("SHIFT_CLOSED");
		expect(stall.sounds.at(-1)).toBe("refused");
	});

	it("of a count or a float changes no figure", () => {
		const stall = new TillHarness().act("openShift").key(500).scan("COF");
		expect(stall.page("keypad").amountMinor).toBe(500);
		stall.act("confirm", "menu", "closeShift").key(7).scan("COF");
		expect(stall.page("keypad").amountMinor).toBe(7);
	});
});

describe("a code that arrives as the screen changes", () => {
	let hands: Hands;
	afterEach(() => hands.close());

	it("goes into the basket it was meant for when the payment has just begun", async () => {
		hands = await Hands.open();
		await hands.scan(codeAt(660));
		hands.terminal.tapText(words.pay);
		hands.terminal.scan(codeAt(150));
		await hands.pass(1_000);
		expect(hands.text).toContain("8.10");
		expect(hands.shows(words.basket)).toBe(true);
	});

	it("does not begin the next sale over change that nobody has read", async () => {
		hands = await Hands.open();
		await hands.scan(codeAt(660));
		await hands.tap(words.pay, words.tenders.cash);
		hands.terminal.tapText("10.00");
		hands.terminal.scan(codeAt(150));
		await hands.pass(200);
		expect(hands.text).toContain("3.40");
		expect(hands.text).toContain("The scanned code was not used");
		await hands.pass(1_000);
		await hands.scan(codeAt(150));
		expect(hands.text).toContain("1.50");
		expect(hands.sales).toHaveLength(1);
	});
});
