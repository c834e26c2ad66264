// A working day at a terminal with keys: whatever can be keyed in is keyed in, and codes are typed; everything else is
// the button that the screen shows. Numbers, money and paper agree at the end.
import { afterEach, describe, expect, it } from "vitest";
import { RecordKind } from "../../../firmware/wire/record.js";
import { english as words } from "../../../firmware/words/english.js";
import { PageTerminal } from "../../../simulator/page/page-terminal.js";
import type { KeypadKey } from "../../../simulator/page/protocol.js";
import { skuOf } from "../../../simulator/fixtures/loaf-catalog.js";
import { recordsOf } from "../../../simulator/terminal/till-watch.js";
import { Counter } from "./counter.js";

let counter: Counter;
let page: PageTerminal;
afterEach(() => counter.close());

async function press(...keys: KeypadKey[]): Promise<void> {
	for (const key of keys) {
		await page.do({ kind: "key", key });
		await counter.world.pass(400);
	}
}
const type = (amount: string): Promise<void> => press(...([...amount] as KeypadKey[]), "enter");

describe("a day by keys", () => {
	it("adds up: open price, quantity, park, split, card, void, and the report", async () => {
		counter = await Counter.open();
		const contents = { itemCode: () => undefined, enrolmentCode: () => Promise.resolve("") };
		page = new PageTerminal("stall-1", counter.terminal, { epoch: 1, sequence: 0 }, contents);
		// A keyed price, three of it, in cash of another amount; "clear" goes back one step first.
		await counter.tap(words.price);
		await type("250");
		await counter.tap(words.basket, `1 × ${words.openPrice}`, "+", "+");
		await press("clear", "clear");
		await counter.tap(words.pay, words.tenders.cash, words.other);
		await press("5", "clear");
		expect(counter.shows(words.exact)).toBe(true);
		await counter.tap(words.other);
		await type("1000");
		expect(counter.sentence).toContain("2.50");
		await counter.tap(words.nextSale);
		// One sale parked, another voided, and the first one taken up again: a part in cash, the rest by card.
		await counter.tap(words.price);
		await type("600");
		await counter.tap(words.basket, words.park);
		await counter.tap(words.price);
		await type("999");
		await counter.tap(words.basket);
		await counter.hold(words.voidSale);
		await counter.tap(words.parked, words.openPrice, words.pay, words.split);
		await type("200");
		await counter.tap(words.tenders.cash, words.other);
		await type("200");
		await counter.tap(words.tenders.card);
		counter.terminal.cardReader.tap();
		await counter.world.pass(2_000);
		await counter.tap(words.nextSale);
		// A typed code; nothing is typed on a screen of keys.
		await press("0", "enter");
		expect(counter.sentence).toContain(words.faults.ITEM_UNKNOWN);
		counter.terminal.scan(skuOf(1));
		await counter.world.pass(1_000);
		await counter.tap(words.pay, words.tenders.cash, words.exact, words.nextSale, words.menu);
		await counter.hold(words.closeShift);
		await type(String(750 + 200 + 187));
		const records = recordsOf(counter.terminal);
		const sales = records.flatMap((record) => (record.kind === RecordKind.sale ? [record] : []));
		expect(sales.map(({ document }) => [document.number, document.totalMinor, document.cashMinor])).toEqual([
			[1, 750, 750],
			[2, 600, 200],
			[3, 187, 187],
		]);
		expect(sales[0]!.lines).toMatchObject([{ quantity: 3, unitMinor: 250 }]);
		expect(records.filter(({ kind }) => kind === RecordKind.saleVoided)).toHaveLength(1);
		for (const text of ["15.37", "11.37", "0.00"]) expect(counter.shows(text), text).toBe(true);
		expect(counter.sentence).toContain(`${words.ticket.rows.difference} 0.00`);
		await counter.tap(words.print);
		await counter.world.pass(15_000);
		expect(counter.terminal.printer.receipts.at(-1)!.text).toMatch(/Z REPORT[^]*Takings +15\.37\nCash +11\.37/);
	});
});
