// Issue 12, number 3: a notice covered the keys 4 to 9 of the keypad, and what was typed on the terminal's keys then
// went into a code that nobody saw. Number 5: void, park, drawer and reprint confirmed nothing.
import { afterEach, describe, expect, it } from "vitest";
import type { FaultCode } from "../../../firmware/core/fault.js";
import { overlaps, type Block } from "../../../firmware/screens/block.js";
import type { Frame } from "../../../firmware/screens/frame.js";
import { noticeBlock } from "../../../firmware/screens/notice.js";
import { screenOf } from "../../../firmware/screens/registry.js";
import type { Body, Confirmation, Notice } from "../../../firmware/till/view.js";
import { english } from "../../../firmware/words/english.js";
import { languages } from "../../../firmware/words/languages.js";
import type { Words } from "../../../firmware/words/words.js";
import { keyFaces } from "../../../simulator/page/client/key-faces.js";
import { PageTerminal } from "../../../simulator/page/page-terminal.js";
import { keypadKeys } from "../../../simulator/page/protocol.js";
import { panelFonts } from "../../../simulator/peripherals/panel/fonts.js";
import { bodies } from "../../../simulator/fixtures/views.js";
import { skuOf } from "../../../simulator/fixtures/loaf-catalog.js";
import { Counter } from "./counter.js";

const fonts = panelFonts();
const frameOf = (words: Words, hasNotice: boolean): Frame => ({
	...{ words, decimals: 2, decimalMark: ".", symbol: "€", hasNotice, uptimeMs: 0 },
	measure: (text, size) => fonts[size].measure(text),
	names: undefined,
	keep: (_key, make) => make(),
	keepFor: (_subject, make) => make(),
});
const modesOf = ({ kind }: Body, words: Words): string[] => (kind === "search" ? ["", ...words.letterGroups] : [""]);
const actionsOf = (blocks: readonly Block[]): string[] =>
	blocks.flatMap(({ action }) => (action ? [JSON.stringify(action)] : [])).sort();
const noticesOf = ({ faults, done }: Words): Notice[] => [
	...(Object.keys(faults) as FaultCode[]),
	...(Object.keys(done) as Confirmation[]),
];

let counter: Counter | undefined;
afterEach(() => {
	counter?.close();
	counter = undefined;
});

describe.each(Object.entries(languages))("a notice in language %s", (_tag, words) => {
	it.each(Object.entries(bodies))("covers nothing that can be pressed on %s", (name, body) => {
		for (const mode of modesOf(body, words)) {
			const blocks = screenOf(body).layOut(frameOf(words, true), body, mode);
			for (const notice of noticesOf(words)) {
				const shown = noticeBlock(frameOf(words, true), notice);
				const covered = blocks.filter((block) => block.action && overlaps(block, shown));
				expect(covered, `${notice} on ${name}`).toEqual([]);
			}
		}
	});

	it.each(Object.entries(bodies))("takes nothing away that can be pressed on %s", (_name, body) => {
		for (const mode of modesOf(body, words)) {
			const before = actionsOf(screenOf(body).layOut(frameOf(words, false), body, mode));
			const after = actionsOf(screenOf(body).layOut(frameOf(words, true), body, mode));
			// Below a notice a basket shows three lines. The other one returns with the next touch.
			const lost = before.filter((action) => !after.includes(action));
			expect(lost.filter((action) => body.kind !== "basket" || !action.includes('"line"'))).toEqual([]);
			expect(lost.length).toBeLessThanOrEqual(1);
		}
	});
});

it("shows the selected line of a full basket below a notice", () => {
	const basket = bodies["basket-long"] as Extract<Body, { kind: "basket" }>;
	for (const selected of [0, 1, 3]) {
		const blocks = screenOf(basket).layOut(frameOf(english, true), { ...basket, selected }, "");
		expect(blocks.some(({ look }) => look === "selected")).toBe(true);
	}
});

describe("at the counter", () => {
	it("every digit of a keypad with a notice can be pressed, and the amount stays readable", async () => {
		counter = await Counter.open();
		await counter.tap(english.price, english.enter);
		expect(counter.sentence).toContain(english.faults.PRICE_MISSING);
		await counter.tap("4", "7");
		expect(counter.shows("0.47")).toBe(true);
		await counter.tap(english.enter, english.pay, english.tenders.cash, english.other);
		await counter.tap("5", english.enter);
		expect(counter.sentence).toContain(english.faults.TENDER_TOO_LOW);
		for (const text of ["0.05", "still to pay 0.42", ..."1234567890"]) expect(counter.shows(text), text).toBe(true);
		await counter.tap("9");
		expect(counter.shows("0.59")).toBe(true);
	});

	it("the terminal's own keys press those on the screen while a notice is shown", async () => {
		counter = await Counter.open();
		const contents = { itemCode: () => undefined, enrolmentCode: () => Promise.resolve("") };
		const page = new PageTerminal("stall-1", counter.terminal, { epoch: 1, sequence: 0 }, contents);
		await counter.tap(english.price, english.enter);
		expect(counter.sentence).toContain(english.faults.PRICE_MISSING);
		for (const key of ["4", "5", "00"] as const) {
			await page.do({ kind: "key", key });
			await counter.world.pass(1_000);
		}
		expect(page.state().typed).toBe("");
		expect(counter.shows("45.00")).toBe(true);
		await page.do({ kind: "key", key: "enter" });
		await counter.world.pass(1_000);
		expect(counter.sentence).toContain("Open price 45.00");
		await counter.tap(english.price);
		await page.do({ kind: "key", key: "clear" });
		await counter.world.pass(1_000);
		expect(counter.shows(english.search)).toBe(true);
	});

	it("the terminal's own keys stand in the order of those on the screen", () => {
		const order = (blocks: readonly Block[]): string[] =>
			[...blocks]
				.sort((one, other) => one.y - other.y || one.x - other.x)
				.flatMap(({ action }) => (action?.kind === "digit" && action.key !== "delete" ? [action.key] : []));
		const screen = screenOf(bodies["keypad"]!).layOut(frameOf(english, false), bodies["keypad"]!, "");
		const digits = keyFaces.filter(({ key }) => /^\d+$/.test(key)).map(({ key }) => key);
		expect(digits).toEqual(order(screen));
		expect(keyFaces.map(({ key }) => key).sort()).toEqual([...keypadKeys].sort());
	});

	it("keys pressed while the terminal is off are typed nowhere", async () => {
		counter = await Counter.open();
		const contents = { itemCode: () => undefined, enrolmentCode: () => Promise.resolve("") };
		const page = new PageTerminal("stall-1", counter.terminal, { epoch: 1, sequence: 0 }, contents);
		counter.terminal.power(false);
		await page.do({ kind: "key", key: "4" });
		expect(page.state().typed).toBe("");
	});

	it("items are rung up by the first touch while a notice is shown", async () => {
		counter = await Counter.open();
		const tiles = counter.terminal.panel.texts().filter(({ text }) => text.startsWith("Loaf of kind"));
		expect(tiles.length).toBe(6);
		let units = 0;
		for (const { x, y, width, height } of tiles) {
			await counter.scan("no such code");
			expect(counter.sentence).toContain(english.faults.ITEM_UNKNOWN);
			await counter.tapAt(x + (width >> 1), y + (height >> 1));
			expect(counter.text).toMatch(new RegExp(`^${++units}  |  ${units}  |\\n${units}\\b`, "m"));
		}
		await counter.tap(english.basket);
		expect(counter.shows(english.pay)).toBe(true);
	});

	it("says what was done: parked, exchanged, voided, drawer opened, printed again, emptied", async () => {
		counter = await Counter.open();
		const { done, faults } = english;
		const expectNotice = (text: string): void => expect(counter!.sentence).toContain(text);
		await counter.tap(english.menu, english.reprint);
		expectNotice(faults.RECEIPT_ABSENT);
		await counter.tap(english.noSale);
		expectNotice(done.drawerOpened);
		await counter.scan(skuOf(1));
		expect(counter.sentence).not.toContain(done.drawerOpened);
		await counter.tap(english.basket, english.park);
		expectNotice(done.saleParked);
		await counter.scan(skuOf(2));
		await counter.tap(english.menu, english.parked, "Loaf of kind 1");
		expectNotice(done.otherParked);
		await counter.hold(english.voidSale);
		expectNotice(done.saleVoided);
		await counter.scan(skuOf(3));
		await counter.tap(english.basket, "1 × Loaf", english.remove);
		expectNotice(done.basketEmptied);
		await counter.scan(skuOf(3));
		await counter.tap(english.pay, english.tenders.cash, english.exact, english.nextSale);
		await counter.tap(english.menu, english.reprint);
		expectNotice(done.receiptCopied);
	});
});
