// Issue 12, left over: after the paper ran out, the screen said "press print" and "printed" at once.
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../../firmware/words/english.js";
import { skuOf } from "../../../simulator/fixtures/loaf-catalog.js";
import { Counter } from "../till/counter.js";

let counter: Counter | undefined;
afterEach(() => {
	counter?.close();
	counter = undefined;
});

async function sold(): Promise<Counter> {
	counter = await Counter.open();
	await counter.scan(skuOf(1));
	await counter.tap(english.pay, english.tenders.cash, english.exact);
	return counter;
}

/** What the screen says of the receipt, in the line that names it and in a notice. */
function said({ sentence }: Counter): { isPrinted: boolean; isFailed: boolean; asksForPrint: boolean } {
	return {
		isPrinted: sentence.includes(`· ${english.printed}`),
		isFailed: sentence.includes(`· ${english.notPrinted}`),
		asksForPrint: sentence.includes("press print"),
	};
}
const isPrinted = { isPrinted: true, isFailed: false, asksForPrint: false };
const isFailed = { isPrinted: false, isFailed: true, asksForPrint: true };

describe("the screen after a sale", () => {
	it.each(["out", "cover", "offline"] as const)("says that the receipt is printed although: %s", async (trouble) => {
		const { terminal, world } = await sold();
		await world.pass(15_000);
		expect(said(counter!)).toEqual(isPrinted);
		if (trouble === "out") terminal.printer.loadPaper(0);
		else if (trouble === "cover") terminal.printer.isCoverOpen = true;
		else terminal.printer.isPowered = false;
		await world.pass(10_000);
		expect(said(counter!)).toEqual(isPrinted);
		// The bar says what the next receipt will lack.
		expect(counter!.text).toMatch(/no paper|cover open|printer off/);
	});

	it("says at each moment whether the receipt is printed, through the end of a roll and a new one", async () => {
		counter = await Counter.open();
		counter.terminal.printer.loadPaper(60);
		await counter.world.pass(2_000);
		await counter.scan(skuOf(1));
		await counter.tap(english.pay, english.tenders.cash, english.exact);
		const seen: string[] = [];
		for (let step = 0; step < 120; step++) {
			await counter.world.pass(250);
			const { isPrinted, isFailed, asksForPrint } = said(counter);
			expect(isPrinted && asksForPrint).toBe(false);
			expect(isFailed).toBe(asksForPrint);
			seen.push(isPrinted ? "printed" : isFailed ? "failed" : "printing");
			if (step === 60) counter.terminal.printer.loadPaper(10_000);
		}
		expect([...new Set(seen)].slice(-3)).toEqual(["failed", "printing", "printed"]);
	});

	it("asks for print where the receipt was not printed, and no longer once it was", async () => {
		counter = await Counter.open();
		counter.terminal.printer.loadPaper(0);
		await counter.world.pass(2_000);
		await counter.scan(skuOf(1));
		await counter.tap(english.pay, english.tenders.cash, english.exact);
		expect(said(counter)).toEqual(isFailed);
		counter.terminal.printer.loadPaper(10_000);
		await counter.world.pass(15_000);
		expect(said(counter)).toEqual(isPrinted);
		expect(counter.terminal.printer.receipts.at(-1)!.text).not.toContain(english.ticket.copy);
	});
});
