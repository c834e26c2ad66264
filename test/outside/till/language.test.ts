// Issue 14, row T15: a terminal that speaks another language after a choice in the settings, and a customer who wants
// the receipt in a third one. Seen on the screen and on paper, on both engines, over a power cut.
import { afterEach, describe, expect, it } from "vitest";
import { languages } from "../../../firmware/words/languages.js";
import type { EngineKind } from "../../../simulator/engine/machine.js";
import { xsUnavailable } from "../../../simulator/engine/open.js";
import { openEnrolledTerminal } from "../../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../../simulator/fixtures/loaf-catalog.js";
import { keypadKeys } from "../../../simulator/page/protocol.js";
import { PageTerminal } from "../../../simulator/page/page-terminal.js";
import { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { World } from "../../../simulator/world.js";
import { Counter } from "./counter.js";

const { en, de, es } = languages;
const engines: readonly EngineKind[] = (await xsUnavailable()) ? ["v8"] : ["v8", "xs"];

let counter: Counter | undefined;
afterEach(() => {
	counter?.close();
	counter = undefined;
});

const papers = (): string[] => counter!.terminal.printer.receipts.map(({ text }) => text);

describe.each(engines)("on %s", (engine) => {
	it("screens and receipts are in the language that was chosen, and stay so over a power cut", async () => {
		counter = await Counter.open({}, engine);
		await counter.tap(en.menu, en.settings, `${en.languageName} ›`, de.languageName);
		for (const text of [de.language, `✓ ${de.languageName}`, de.ok, `‹ ${de.back}`])
			expect(counter.shows(text), text).toBe(true);
		await counter.tap(de.ok);
		expect(counter.shows(de.settings)).toBe(true);
		await counter.tap(`‹ ${de.back}`, `‹ ${de.back}`);
		await counter.scan(skuOf(1), skuOf(1));
		expect(counter.text).toMatch(/\d,\d\d/);
		expect(counter.text).not.toMatch(/\d\.\d\d/);
		await counter.tap(de.pay, de.tenders.cash, de.exact);
		await counter.world.pass(5_000);
		expect(counter.text).toContain(` · ${de.printed}`);
		const [receipt = ""] = papers();
		expect(receipt).toContain(de.ticket.total);
		expect(receipt).toMatch(/ \d\d\.\d\d\.\d{4} \d\d:\d\d/);
		expect(receipt).not.toMatch(/TOTAL|\d\.\d\d\b(?!\d)(?!\.)/);
		await counter.tap(de.nextSale);
		counter.terminal.power(false);
		await counter.world.pass(1_000);
		counter.terminal.power(true);
		await counter.world.pass(4_000);
		expect(counter.shows(de.powerWasCut)).toBe(true);
	}, 60_000);

	it("a customer gets the receipt in a third language by two touches, marked as the copy that it is", async () => {
		counter = await Counter.open({}, engine);
		await counter.scan(skuOf(1));
		await counter.tap(en.pay, en.tenders.cash, en.exact);
		await counter.world.pass(5_000);
		await counter.tap("EN ›", es.languageName);
		await counter.world.pass(5_000);
		expect(counter.shows("ES ›")).toBe(true);
		expect(counter.shows(en.nextSale)).toBe(true);
		const [first = "", second = ""] = papers();
		expect(first).toContain(en.ticket.thanks);
		expect(second).toContain(es.ticket.thanks);
		expect(second).toContain(es.ticket.copy);
		expect(first).not.toContain(en.ticket.copy);
		await counter.tap(en.nextSale);
		await counter.scan(skuOf(2));
		await counter.tap(en.pay, en.tenders.cash, en.exact);
		await counter.world.pass(5_000);
		expect(papers()[2]).toContain(en.ticket.thanks);
	}, 60_000);
});

it("before enrolment each touch of its name changes to the next language, which is kept", async () => {
	const world = new World(3);
	const terminal = await SimulatedTerminal.create({ world, engine: "v8", wallOriginMs: 0, pixels: false });
	terminal.link.mode = "off";
	terminal.power(true);
	await world.pass(3_000);
	const all = Object.values(languages);
	for (const [index, words] of all.entries()) {
		for (const text of [words.welcome, words.selfTest]) expect(terminal.panel.shows(text), text).toBe(true);
		terminal.tapText(`${words.languageName} ›`);
		await world.pass(1_000);
		const next = all[(index + 1) % all.length]!;
		expect(terminal.panel.shows(next.welcome), next.languageName).toBe(true);
	}
	terminal.tapText(`${en.languageName} ›`);
	await world.pass(1_000);
	terminal.power(false);
	await world.pass(1_000);
	terminal.power(true);
	await world.pass(3_000);
	expect(terminal.panel.shows(de.welcome)).toBe(true);
	terminal.close();
});

it.each([
	["of a version without languages", [1, 1, 0, 0], en],
	["with a language that this version does not have", [1, 1, 0, 0, 0x78, 0x78], en],
	["with a language", [0, 0, 0, 0, 0x66, 0x72], languages.fr],
	["of bytes that are no text", [0, 0, 0, 0, 0xff, 0xfe, 0x00], en],
])("reads preferences %s", async (_name, bytes, words) => {
	const world = new World(3);
	const terminal = await openEnrolledTerminal(world, "v8");
	terminal.keyStore.write("preferences", Uint8Array.from(bytes));
	terminal.power(true);
	await world.pass(3_000);
	expect(terminal.panel.shows(words.openShift)).toBe(true);
	terminal.close();
});

it("the terminal's own keys work in every language", async () => {
	counter = await Counter.open();
	const contents = { itemCode: () => undefined, enrolmentCode: () => Promise.resolve("") };
	const page = new PageTerminal("stall-1", counter.terminal, { epoch: 1, sequence: 0 }, contents);
	expect(keypadKeys).toContain("enter");
	await counter.tap(en.menu, en.settings, `${en.languageName} ›`, de.languageName);
	await page.do({ kind: "key", key: "clear" });
	await counter.world.pass(1_000);
	expect(counter.shows(de.settings)).toBe(true);
	await counter.tap(`‹ ${de.back}`, `‹ ${de.back}`, de.price);
	for (const key of ["4", "5", "enter"] as const) {
		await page.do({ kind: "key", key });
		await counter.world.pass(1_000);
	}
	expect(page.state().typed).toBe("");
	expect(counter.sentence).toContain(`${de.openPrice} 0,45`);
});
