// Issue 12, number 5: the Z report on the screen showed nine of thirteen rows, without what was expected and counted
// and the difference; parked sales showed nowhere on the selling screen.
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../../firmware/words/english.js";
import type { ReportTicketRow } from "../../../firmware/core/ticket.js";
import { reportPages } from "../../../firmware/screens/report.js";
import { reportRows } from "../../../firmware/till/flows/shift/report.js";
import { noTotals } from "../../../firmware/till/session/shift-totals.js";
import { skuOf } from "../../../simulator/fixtures/loaf-catalog.js";
import { TillHarness } from "../../till/harness.js";
import { Counter } from "./counter.js";
import { codeAt, Hands } from "./hands.js";

const { rows: words } = english.ticket;

let counter: Counter | undefined;
afterEach(() => {
	counter?.close();
	counter = undefined;
});

/** Sells, counts 1.00 too little, and closes: the Z report is on the screen. */
async function closed(): Promise<Counter> {
	counter = await Counter.open();
	for (const item of [1, 2, 3]) {
		await counter.scan(skuOf(item));
		await counter.tap(english.pay, english.tenders.cash, english.exact, english.nextSale);
	}
	await counter.tap(english.menu);
	await counter.hold(english.closeShift);
	await counter.tap(..."572", english.enter);
	return counter;
}

describe("the Z report on the screen", () => {
	it("begins with the takings, what was expected and counted, and the difference", async () => {
		const counter = await closed();
		const page = counter.text.split("\n");
		for (const text of [
			`${words.takings}  6.72`,
			`${words.expected}  6.72`,
			`${words.counted}  5.72`,
			`${words.difference}  −1.00`,
			"Cash  6.72",
		])
			expect(page).toContain(text);
	});

	it("shows every row on some page, and none twice", async () => {
		const counter = await closed();
		const seen = new Map<string, number>();
		for (let page = 1; page <= 2; page++) {
			for (const line of counter.text.split("\n")) seen.set(line, (seen.get(line) ?? 0) + 1);
			await counter.tap(`${page}/2 ›`);
		}
		expect(counter.shows("1/2 ›")).toBe(true);
		for (const label of [words.sales, words.items, words.takings, words.noSales, words.voids, words.float])
			expect(
				[...seen.keys()].filter((line) => line.startsWith(`${label}  `)),
				label,
			).toHaveLength(1);
		for (const label of [words.takings, words.sales, words.difference])
			expect([...seen].find(([line]) => line.startsWith(`${label}  `))?.[1], label).toBe(1);
	});

	it("has the same rows as the paper, in the same order", async () => {
		const counter = await closed();
		const rowsOf = (text: string): string[] =>
			text.split("\n").flatMap((line) => /^(\S.*?) {2,}([−-]?[\d.]+)$/.exec(line)?.slice(1).join(" ") ?? []);
		const onScreen = rowsOf(counter.text);
		await counter.tap("1/2 ›");
		onScreen.push(...rowsOf(counter.text));
		await counter.tap(english.print);
		await counter.world.pass(10_000);
		const paper = counter.terminal.printer.receipts.at(-1)!.text;
		expect(rowsOf(paper).map((row) => row.replace("-", "−"))).toEqual(onScreen);
		expect(onScreen).toHaveLength(12);
	});

	it("explains the drawer: cash, float and held cash precede their sum, and the money has the first page", () => {
		const stall = new TillHarness().openShift(10_000).sellCash("COF").act("menu", "closeShift").key(10_000);
		const labels = stall
			.act("confirm")
			.page("report")
			.rows.map(({ label }) => label);
		const drawer = ["takings", "tender", "float", "expected", "counted", "difference"];
		expect(labels.slice(0, 7)).toEqual([...drawer, "sales"]);
	});
});

describe("pages of a report", () => {
	/** An X report with this many taxes, whose first page would otherwise have left the float alone on the second. */
	const rowsOf = (taxes: number, tenders: number, countedMinor?: number): readonly ReportTicketRow[] =>
		reportRows(
			{
				...noTotals,
				heldMinor: 100,
				tenders: Array.from({ length: tenders }, (_, at) => ({ kind: at + 1, amountMinor: 100 })),
				taxes: Array.from({ length: taxes }, (_, at) => ({
					...{ rateMillipercent: at, authority: "", jurisdiction: "", baseMinor: 100, taxMinor: 10 },
				})),
			},
			countedMinor,
		);

	it.each([0, 1, 2, 3, 4, 5, 6, 9, 15])("never leave one row alone, with %i taxes", (taxes) => {
		for (const tenders of [0, 1, 2, 3, 6])
			for (const counted of [undefined, 100]) {
				const rows = rowsOf(taxes, tenders, counted);
				const starts = reportPages(rows);
				const lengths = starts.map((start, page) => (starts[page + 1] ?? rows.length) - start);
				expect(Math.max(...lengths)).toBeLessThanOrEqual(9);
				if (starts.length > 1) expect(Math.min(...lengths)).toBeGreaterThanOrEqual(3);
				const drawer = rows.findIndex(({ label }) => label === "difference");
				expect(drawer).toBeLessThan(starts[1] ?? rows.length);
			}
	});

	it("of an X report on the terminal show the float beside the cash", async () => {
		counter = await Counter.open();
		await counter.scan(skuOf(1));
		await counter.tap(english.pay, english.tenders.cash, english.exact, english.nextSale);
		await counter.tap(english.menu, english.xReport);
		expect(counter.text).toMatch(/Cash {2}1.87\nFloat {2}0.00\n/);
	});
});

describe("a card that the bank has not confirmed", () => {
	let hands: Hands;
	afterEach(() => hands.close());

	const paper = async (): Promise<string> => {
		await hands.pass(15_000);
		return hands.terminal.printer.receipts.map(({ text }) => text).join("\n");
	};

	it("has a row of its own on X and Z, on screen and paper, also after a power cut", async () => {
		hands = await Hands.open();
		hands.terminal.link.mode = "off";
		await hands.scan(codeAt(660));
		await hands.tap(english.pay);
		await hands.payPart(300, english.exact);
		await hands.payCard();
		await hands.tap(english.nextSale);
		await hands.restart();
		await hands.tap(english.sellOn, english.menu, english.xReport);
		expect(hands.text).toContain(`${english.ticket.rows.unconfirmed} 3.60`);
		await hands.tap(english.ok);
		await hands.back();
		await hands.closeShift(300);
		expect(hands.text).toContain(`${english.ticket.rows.unconfirmed} 3.60`);
		await hands.tap(english.print);
		expect(await paper()).toMatch(/Z REPORT[^]*Card, not yet confirmed +3\.60/);
		expect(hands.closing.anchor.totals.unconfirmedMinor).toBe(360);
	});

	it("has no such row where the bank confirmed all cards", async () => {
		hands = await Hands.open();
		hands.terminal.link.mode = "on";
		await hands.pass(1_000);
		await hands.scan(codeAt(660));
		await hands.tap(english.pay);
		await hands.payCard();
		await hands.tap(english.nextSale);
		await hands.closeShift(0);
		expect(hands.text).not.toContain(english.ticket.rows.unconfirmed);
		expect(hands.closing.anchor.totals).not.toHaveProperty("unconfirmedMinor");
	});
});

describe("parked sales on the selling screen", () => {
	it("are counted, and a touch of the count lists them", async () => {
		counter = await Counter.open();
		expect(counter.shows(english.parked)).toBe(false);
		for (const item of [1, 2]) {
			await counter.scan(skuOf(item));
			await counter.tap(english.basket, english.park);
		}
		const button = counter.terminal.panel.texts().filter(({ y, x }) => y >= 251 && x < 72);
		expect(button.map(({ text }) => text)).toEqual(["2", english.parked]);
		await counter.tap(english.parked);
		expect(counter.shows(english.parkedSales)).toBe(true);
	});

	it("are counted while a sale is rung up, without the one that was taken up again", async () => {
		counter = await Counter.open();
		for (const item of [1, 2]) {
			await counter.scan(skuOf(item));
			await counter.tap(english.basket, english.park);
		}
		await counter.scan(skuOf(3));
		expect(counter.shows(`${english.parked} 2`)).toBe(true);
		await counter.tap(english.basket, "1 × Loaf of kind 3", "−");
		await counter.tap(english.parked, "Loaf of kind 1", `‹ ${english.back}`);
		await counter.scan(skuOf(3));
		expect(counter.shows(`${english.parked} 1`)).toBe(true);
	});
});
