// Issue 12, number 1: after 3.00 of 6.60 the screen said "still to pay 6.60"; two touches of "back" forgot cash that
// had paid a part; a card part had no way out; and a split of 0.00 was "out of range".
import { afterEach, describe, expect, it } from "vitest";
import { RecordKind } from "../../../firmware/wire/record.js";
import { english } from "../../../firmware/words/english.js";
import { cutModes } from "../../../simulator/flash/power-cut.js";
import { IngestBench, terminalOf } from "../../host/ingest-bench.js";
import { stallCatalog, TillHarness } from "../../till/harness.js";
import { codeAt, Hands } from "./hands.js";

const words = english;
let hands: Hands;
afterEach(() => hands.close());

/** At the choice of tender for 6.60. */
async function atTender(): Promise<void> {
	hands = await Hands.open();
	await hands.scan(codeAt(660));
	await hands.tap(words.pay);
}

/** 3.00 of 6.60 is paid, with a note of 5.00. */
async function partPaid(): Promise<void> {
	await atTender();
	await hands.payPart(300, "5.00");
}

describe("a split", () => {
	it("says what is still to pay and what is paid, and lists each part as it is built", async () => {
		await atTender();
		await hands.tap(words.split);
		await hands.key(300);
		expect(hands.text).toContain(words.purposes.split);
		expect(hands.text).toMatch(/amount to pay now 3\.00/);
		expect(hands.text).toContain(`${words.missing} 6.60`);
		const kicks = hands.terminal.drawerKicks;
		await hands.tap(words.tenders.cash, "5.00");
		expect(hands.text).toMatch(/still to pay 3\.60/);
		expect(hands.text).toContain("cash 5.00");
		expect(hands.text).toContain("paid 3.00");
		expect(hands.text).toContain("change 2.00");
		expect(hands.text).not.toContain("6.60");
		// The change is given now, from the drawer.
		expect(hands.terminal.drawerKicks).toBe(kicks + 1);
		await hands.tap(words.split);
		await hands.key(100);
		await hands.payCard();
		expect(hands.text).toMatch(/still to pay 2\.60/);
		expect(hands.text).toContain("card, not yet confirmed 1.00");
		expect(hands.text).toContain("paid 4.00");
		await hands.payCard();
		// It is not given again at the end.
		expect(hands.text).not.toContain(words.change);
		expect(hands.terminal.drawerKicks).toBe(kicks + 1);
		expect(hands.sales).toMatchObject([
			{ changeMinor: 200, heldMinor: 300, document: { totalMinor: 660, cashMinor: 300 } },
		]);
	});

	it("of 0.00 has its own sentence", async () => {
		await atTender();
		await hands.tap(words.split, words.enter);
		expect(hands.text).toContain("A part of 0.00 pays nothing");
		expect(hands.text).not.toContain("out of range");
	});

	it("that rounds to 0.00 in cash has the same sentence, and takes nothing", () => {
		const catalog = { ...stallCatalog, currency: "CHF", country: "CH" };
		const stall = new TillHarness({ catalog }).openShift().scan("COF").act("pay", "split").key(2);
		stall.act("confirm", "cash", "exact");
		expect(stall.till.view().notice).toBe("SPLIT_EMPTY");
		expect(stall.of(RecordKind.partPaid)).toEqual([]);
	});

	it("has a way out of a card part: cancelled or declined, another tender takes the rest", async () => {
		await partPaid();
		await hands.tap(words.tenders.card);
		await hands.back();
		await hands.pass(1_000);
		expect(hands.text).toMatch(/still to pay 3\.60/);
		hands.terminal.cardReader.declineNext = true;
		await hands.payCard();
		expect(hands.text).toContain("The card was declined");
		await hands.tap(words.tenders.cash, words.exact);
		expect(hands.sales).toMatchObject([{ document: { totalMinor: 660, cashMinor: 660 } }]);
	});
});

describe("cash that has paid a part", () => {
	it("is not forgotten by back and back: the screen names it and asks", async () => {
		await partPaid();
		await hands.back();
		expect(hands.shows("3.00")).toBe(true);
		expect(hands.shows(words.giveBack)).toBe(true);
		await hands.back();
		expect(hands.text).toMatch(/still to pay 3\.60/);
		await hands.back();
		await hands.tap(words.goOnPaying);
		expect(hands.text).toMatch(/still to pay 3\.60/);
	});

	it("is given back by name and out of the drawer, and the books agree", async () => {
		await partPaid();
		await hands.back();
		const kicks = hands.terminal.drawerKicks;
		// A tap is not enough.
		await hands.tap(words.giveBack);
		expect(hands.terminal.drawerKicks).toBe(kicks);
		await hands.hold(words.giveBack);
		expect(hands.text).toContain("give back 3.00");
		expect(hands.terminal.drawerKicks).toBe(kicks + 1);
		expect(hands.records.at(-1)).toMatchObject({ kind: RecordKind.cashReturned, amountMinor: 300 });
		await hands.tap(words.ok);
		// The basket is as before.
		await hands.tap(words.pay, words.tenders.cash, words.exact, words.nextSale);
		await hands.closeShift(660);
		expect(hands.closing.anchor.totals).not.toHaveProperty("heldMinor");
		expect(hands.text).not.toContain(english.ticket.rows.held);
	});

	it("is told of on the first screen when the power fails while it is handed back", async () => {
		await partPaid();
		await hands.back();
		await hands.hold(words.giveBack);
		await hands.restart();
		expect(hands.text).toContain("give back 3.00");
		expect(hands.text).toContain("out of the books");
		await hands.tap(words.sellOn);
		expect(hands.shows(words.menu)).toBe(true);
	});

	it("waits with its basket while others are served, and is taken up again", async () => {
		await partPaid();
		await hands.back();
		await hands.tap(words.keepPart);
		await hands.tap(words.menu, words.parked);
		// By its first item, the total, what is paid and what is left.
		expect(hands.text).toMatch(/Loaf of kind \d+ 6\.60 paid 3\.00 still to pay 3\.60/);
		await hands.back();
		await hands.scan(codeAt(150));
		await hands.tap(words.pay, words.tenders.cash, words.exact, words.nextSale, words.menu, words.parked, "6.60");
		expect(hands.text).toMatch(/still to pay 3\.60/);
		await hands.payCard();
		expect(hands.sales.at(-1)).toMatchObject({ heldMinor: 300, document: { number: 2, cashMinor: 300 } });
	});

	it("is not given back beside a part that a card has paid, and is kept with it", async () => {
		await partPaid();
		await hands.tap(words.split);
		await hands.key(100);
		await hands.payCard();
		await hands.tap(words.split);
		await hands.key(100);
		await hands.tap(words.tenders.cash, words.exact);
		await hands.back();
		expect(hands.shows(words.giveBack)).toBe(false);
		await hands.tap(words.keepPart);
		expect(hands.text).toContain("It is kept under parked");
	});
});

describe("the list of parked sales", () => {
	it("says of a part that a card has paid that it is paid, and what is left", async () => {
		await atTender();
		await hands.tap(words.split);
		await hands.key(260);
		await hands.payCard();
		await hands.back();
		await hands.tap(words.menu, words.parked);
		expect(hands.text).toMatch(/Loaf of kind \d+ 6\.60 paid 2\.60 still to pay 4\.00/);
		expect(hands.text).not.toContain("?");
	});

	it("says of a card that was left open what it was asked for, beside what is paid", async () => {
		await partPaid();
		await hands.tap(words.tenders.card);
		hands.terminal.cardReader.mode = "silent";
		await hands.back();
		await hands.pass(60_000);
		await hands.tap(words.sellOn, words.menu, words.parked);
		expect(hands.text).toMatch(/Loaf of kind \d+ 6\.60 paid 3\.00 card \? 3\.60/);
	});

	it("says the same after a power cut, and below a notice", async () => {
		await partPaid();
		await hands.restart();
		await hands.back();
		await hands.tap(words.keepPart);
		await hands.restart();
		await hands.back();
		await hands.tap(words.keepPart, words.menu, words.parked);
		expect(hands.text).toMatch(/Loaf of kind \d+ 6\.60 paid 3\.00 still to pay 3\.60/);
	});
});

describe("a power cut in the middle of a split", () => {
	it("leaves what was taken: the first screen lists it and says so", async () => {
		await partPaid();
		await hands.restart();
		expect(hands.text).toMatch(/still to pay 3\.60/);
		expect(hands.text).toContain("What was paid is saved");
		await hands.payCard();
		expect(hands.sales).toMatchObject([{ heldMinor: 300, document: { cashMinor: 300 } }]);
	});

	it.each(["a power cut", "a wait under parked"])(
		"does not ask for its change as if it was not given, after %s",
		async (pause) => {
			await partPaid();
			if (pause === "a power cut") await hands.restart();
			else {
				await hands.back();
				await hands.tap(words.keepPart, words.menu, words.parked, "6.60");
			}
			expect(hands.text).toContain("change −2.00");
			await hands.tap(words.tenders.cash, words.exact);
			expect(hands.sales).toMatchObject([{ changeMinor: 200, document: { totalMinor: 660, cashMinor: 660 } }]);
			expect(hands.text).toContain(`${words.changeUnlessGiven} 2.00`);
		},
	);

	it.each(cutModes)("inside the write of the part (%s) keeps drawer and record together", async (mode) => {
		await atTender();
		await hands.tap(words.split);
		await hands.key(300);
		await hands.tap(words.tenders.cash);
		const kicks = hands.terminal.drawerKicks;
		hands.terminal.journalFlash.cutPower(0, mode, () => 0.5);
		await hands.tap(words.exact);
		hands.terminal.power(true);
		await hands.pass(2_000);
		const isHeld = hands.records.some(({ kind }) => kind === RecordKind.partPaid);
		// No drawer opens before the record is on flash.
		expect(hands.terminal.drawerKicks).toBe(kicks);
		expect(/still to pay 3\.60/.test(hands.text)).toBe(isHeld);
	});
});

describe("the end of a shift", () => {
	/** 1.00 of 2.60 in cash; the card for the rest is left open. */
	function left(): TillHarness {
		const stall = new TillHarness().openShift(1_000).scan("COF").act("pay", "split").key(100);
		stall.act("confirm", "cash", "exact", "card", "back").runTimers();
		return stall.act("next", "menu", "closeShift").key(1_100).act("confirm");
	}
	const rows = (stall: TillHarness): Record<string, number> =>
		Object.fromEntries(stall.page("report").rows.map(({ label, value }) => [label, value]));

	it("counts cash of a sale that is still open where it lies", () => {
		let stall = left();
		expect(rows(stall)).toMatchObject({ held: 100, expected: 1_100, difference: 0 });
		expect(stall.of(RecordKind.shiftClosed)[0]!.anchor.totals).toMatchObject({ heldMinor: 100, tenders: [] });
		stall = stall.act("next").reboot().openShift(1_100);
		stall.act("menu", "parked", { kind: "recall", index: 0 });
		stall.reader.answerInquiry({ kind: "approved", reference: "tok" });
		expect(stall.page("paid").tender).toBe("split");
		stall.act("next", "menu", "closeShift").key(1_100).act("confirm");
		expect(rows(stall)).toMatchObject({ held: -100, takings: 260, expected: 1_100, difference: 0 });
	});

	it("is the same for the host, which raises no alarm", async () => {
		const stall = left().act("next").openShift(1_100).act("menu", "parked", { kind: "recall", index: 0 });
		stall.reader.answerInquiry({ kind: "cancelled" });
		stall.act("back", "returnCash", "next", "basket", "void", "menu", "closeShift").key(1_000).act("confirm");
		expect(rows(stall)).toMatchObject({ held: -100, expected: 1_000, difference: 0 });
		const host = await IngestBench.open();
		const terminal = terminalOf(0);
		const cursor = stall.journal.walk(1, 1);
		for (let entry = cursor.next(); entry; entry = cursor.next()) terminal.payloads.push(entry.payload);
		await host.ship(terminal);
		expect(await host.alarms()).toEqual([]);
		await host.close();
	});
});
