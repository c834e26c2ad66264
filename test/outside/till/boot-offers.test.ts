// Issue 12, left over: after a power cut the first screen did not offer the receipt that was being printed, and
// training ended without a word.
import { afterEach, describe, expect, it } from "vitest";
import { RecordKind } from "../../../firmware/wire/record.js";
import { english as words } from "../../../firmware/words/english.js";
import { codeAt, Hands } from "./hands.js";

let hands: Hands;
afterEach(() => hands.close());

async function train(): Promise<void> {
	hands = await Hands.open();
	await hands.tap(words.menu, words.settings, words.startTraining);
	await hands.back();
	await hands.back();
}

describe("a receipt that was being printed when the power failed", () => {
	it("is offered on the first screen, and printed whole, marked as a copy", async () => {
		hands = await Hands.open();
		await hands.scan(codeAt(660));
		await hands.tap(words.pay, words.tenders.cash);
		hands.terminal.tapText(words.exact);
		await hands.pass(700);
		await hands.restart();
		expect(hands.text).toContain(words.powerWasCut);
		const pieces = hands.terminal.printer.receipts.length;
		await hands.tap(words.print);
		expect(hands.text).toContain(words.done.receiptCopied);
		expect(hands.shows(words.menu)).toBe(true);
		await hands.pass(15_000);
		const copy = hands.terminal.printer.receipts.at(-1)!.text;
		expect(hands.terminal.printer.receipts.length).toBeGreaterThan(pieces);
		expect(copy).toContain(words.ticket.copy);
		expect(copy).toContain(words.ticket.thanks);
		expect(hands.records.at(-1)).toMatchObject({ kind: RecordKind.receiptCopied, receiptNumber: 1 });
	});

	it("is not offered where the last action was no sale", async () => {
		hands = await Hands.open();
		await hands.tap(words.menu, words.noSale);
		await hands.restart();
		expect(hands.text).toContain(words.powerWasCut);
		expect(hands.shows(words.print)).toBe(false);
	});
});

describe("training that a power cut ends", () => {
	it("is said to have ended, once, before the next sale", async () => {
		await train();
		expect(hands.text).toContain(words.training);
		await hands.restart();
		await hands.tap(words.sellOn);
		expect(hands.text).toContain("Training ended");
		await hands.scan(codeAt(660));
		await hands.tap(words.pay, words.tenders.cash, words.exact);
		expect(hands.sales).toHaveLength(1);
		await hands.restart();
		await hands.tap(words.sellOn);
		expect(hands.text).not.toContain("Training ended");
	});

	it("is not said where it was ended by hand, or by the end of the shift", async () => {
		await train();
		await hands.tap(words.menu, words.settings, words.endTraining);
		await hands.restart();
		await hands.tap(words.sellOn);
		expect(hands.text).not.toContain("Training ended");
		await hands.tap(words.menu, words.settings, words.startTraining);
		await hands.back();
		await hands.hold(words.closeShift);
		await hands.key(0);
		await hands.restart();
		expect(hands.text).not.toContain("Training ended");
	});
});
