// Issue 12, number 4: a card of 9,999.99 taken offline looked exactly like an online "paid". What is not yet certain
// never looks certain (docs/screens.md).
import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../../firmware/core/limits.js";
import { RecordKind } from "../../../firmware/wire/record.js";
import { english } from "../../../firmware/words/english.js";
import { TillHarness } from "../../till/harness.js";
import { codeAt, Hands } from "./hands.js";

const unconfirmed = { isUnconfirmed: true };

describe("a card at a reader without a network", () => {
	let hands: Hands;
	afterEach(() => hands.close());

	async function sold(mode: "on" | "off" | "captive", priceMinor?: number): Promise<void> {
		hands = await Hands.open();
		hands.terminal.link.mode = mode;
		await hands.pass(1_000);
		if (priceMinor === undefined) await hands.scan(codeAt(660));
		else {
			await hands.tap(english.price);
			await hands.key(priceMinor);
		}
		await hands.tap(english.pay);
		await hands.payCard();
	}

	it.each(["off", "captive"] as const)("is not yet confirmed on screen, paper and record: %s", async (mode) => {
		await sold(mode, 999_999);
		expect(hands.shows(english.cardUnconfirmed)).toBe(true);
		expect(hands.text).toContain("9999.99");
		expect(hands.text).not.toContain("✓");
		expect(hands.text).not.toContain(english.paid);
		await hands.pass(15_000);
		const paper = hands.terminal.printer.receipts.map(({ text }) => text).join("\n");
		expect(paper).toContain(english.ticket.unconfirmed);
		expect(hands.sales.at(-1)!.tenders).toMatchObject([unconfirmed]);
	});

	it("differs plainly from one that the bank has confirmed", async () => {
		await sold("on");
		expect(hands.text).toContain(`✓ ${english.paid}`);
		expect(hands.shows(english.cardUnconfirmed)).toBe(false);
		await hands.pass(15_000);
		const paper = hands.terminal.printer.receipts.map(({ text }) => text).join("\n");
		expect(paper).not.toContain(english.ticket.unconfirmed);
		expect(hands.sales.at(-1)!.tenders[0]).not.toHaveProperty("isUnconfirmed");
	});

	it("sounds different, too", async () => {
		await sold("off");
		const sounds: string[] = [];
		hands.terminal.buzzer.onPlay = (sound) => void sounds.push(sound);
		await hands.tap(english.nextSale);
		await hands.scan(codeAt(660));
		await hands.tap(english.pay);
		await hands.payCard();
		expect(sounds.at(-1)).toBe("attention");
	});
});

describe("a split with a card at a reader without a network", () => {
	let hands: Hands;
	afterEach(() => hands.close());

	/** 3.00 of 6.60 in cash, the rest by card. */
	async function split(cash = english.exact): Promise<void> {
		hands = await Hands.open();
		hands.terminal.link.mode = "off";
		await hands.scan(codeAt(660));
		await hands.tap(english.pay);
		await hands.payPart(300, cash);
		await hands.payCard();
	}
	const paper = async (): Promise<string> => {
		await hands.pass(15_000);
		return hands.terminal.printer.receipts.map(({ text }) => text).join("\n");
	};
	const cardOnPaper = /Card \S+ +3\.60\n +not yet confirmed/;

	it("names the card's own part, not the total, on the screen that says what was paid", async () => {
		await split();
		expect(hands.text).toContain("card 3.60, not yet confirmed");
		expect(hands.text).toContain(`${english.split} 6.60`);
		expect(hands.text).not.toContain("✓");
	});

	it("names it beside change that is to be given", async () => {
		hands = await Hands.open();
		hands.terminal.link.mode = "off";
		await hands.scan(codeAt(660));
		await hands.tap(english.pay, english.split);
		await hands.key(360);
		await hands.payCard();
		await hands.tap(english.tenders.cash, "5.00");
		expect(hands.text).toContain("card 3.60, not yet confirmed");
		expect(hands.text).toContain(`${english.change} 2.00`);
	});

	it("prints it below the card's own figure, also on a copy", async () => {
		await split();
		expect(await paper()).toMatch(cardOnPaper);
		await hands.tap(english.print);
		expect(await paper()).toMatch(new RegExp(`${english.ticket.copy}[^]*${cardOnPaper.source}`));
	});

	it("is marked among the parts while the split is built", async () => {
		hands = await Hands.open();
		hands.terminal.link.mode = "off";
		await hands.scan(codeAt(660));
		await hands.tap(english.pay, english.split);
		await hands.key(100);
		await hands.payCard();
		expect(hands.text).toContain("? card, not yet confirmed 1.00");
		expect(hands.text).not.toContain("✓");
	});
});

describe("a part that is not yet confirmed", () => {
	const approved = { kind: "approved", reference: "tok", isConfirmed: false } as const;

	it("stays so through cash, a power cut, and a shift's end, until its sale", () => {
		let stall = new TillHarness().openShift().scan("COF").act("pay", "split").key(100).act("confirm", "card");
		stall.reader.answer(approved);
		expect(stall.of(RecordKind.paymentEnded).at(-1)).toMatchObject(unconfirmed);
		stall.act("split").key(60).act("confirm", "cash", "exact");
		expect(stall.of(RecordKind.partPaid).at(-1)!.tenders).toMatchObject([unconfirmed, { kind: 1 }]);
		stall = stall.reboot();
		expect(stall.page("tender").paidMinor).toBe(160);
		stall.act("back", "keepPart", "menu", "closeShift").key(60).act("confirm", "next");
		stall = stall.reboot().openShift(60).act("menu", "parked", { kind: "recall", index: 0 }, "cash", "exact");
		expect(stall.page("paid")).toMatchObject({ unconfirmedMinor: 100, tender: "split" });
		expect(stall.of(RecordKind.sale).at(-1)!.tenders).toMatchObject([unconfirmed, { kind: 1 }, { kind: 1 }]);
		expect(stall.printer.printed.at(-1)!.ticket).toMatchObject({ tenders: [unconfirmed, {}, {}] });
	});

	it("is what a reader that does not know of the bank took while the till was offline", () => {
		const sale = (offlineSinceMs?: number) => {
			const stall = new TillHarness({ ...(offlineSinceMs !== undefined && { offlineSinceMs }) }).openShift();
			stall.scan("COF").act("pay", "card");
			stall.reader.answer({ kind: "approved", reference: "tok" });
			return stall.of(RecordKind.sale)[0]!.tenders[0];
		};
		expect(sale(1)).toMatchObject(unconfirmed);
		expect(sale()).not.toHaveProperty("isUnconfirmed");
	});

	it("stays so where its record is written again, long after", () => {
		let stall = new TillHarness().openShift().scan("COF").act("pay", "split").key(100).act("confirm", "card");
		stall.reader.answer(approved);
		stall.act("back", "keepPart");
		for (let sale = 0; sale < limits.carryAfterRecords + limits.shiftSnapshotEvery; sale++) stall.sellCash("TEA");
		expect(stall.of(RecordKind.paymentCarried).at(-1)).toMatchObject(unconfirmed);
		stall = stall.reboot().act("next", "parked", { kind: "recall", index: 0 }, "cash", "exact");
		expect(stall.of(RecordKind.sale).at(-1)!.tenders).toMatchObject([unconfirmed, { kind: 1 }]);
	});

	it("is one that only the user says was charged, and none that the host has confirmed", () => {
		const stall = new TillHarness().openShift().scan("COF").act("pay", "card", "back");
		stall.runTimers();
		stall.act("next", "menu", "parked", { kind: "recall", index: 0 });
		stall.reader.answerInquiry({ kind: "unknown" });
		stall.act("charged");
		expect(stall.page("paid").unconfirmedMinor).toBe(260);
	});
});
