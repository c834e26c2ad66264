// One ticket in two languages: a ticket that waits is printed in the one that was asked for last, and a copy in another
// language is a ticket of its own.
import { expect, it } from "vitest";
import { languages } from "../../firmware/words/languages.js";
import { cashSale } from "./tickets.js";
import { TroubleBench } from "./trouble-bench.js";

const { en, de, fr } = languages;
const textsOf = (bench: TroubleBench): string[] => bench.model.receipts.map(({ text }) => text);

it("a ticket that waits for paper is printed once, in the language that was asked for last", () => {
	const bench = new TroubleBench();
	bench.model.loadPaper(0);
	bench.clock.run(2_000);
	bench.driver.print(cashSale, false);
	bench.driver.print(cashSale, false, fr.ticket);
	bench.driver.print(cashSale, false, de.ticket);
	bench.clock.run(2_000);
	bench.model.loadPaper(30_000);
	bench.settle();
	expect(textsOf(bench)).toHaveLength(1);
	expect(textsOf(bench)[0]).toContain(de.ticket.thanks);
	expect(textsOf(bench)[0]).not.toContain(de.ticket.copy);
});

it("a copy in another language follows the ticket that is being printed", () => {
	const bench = new TroubleBench();
	bench.driver.print(cashSale, false);
	bench.clock.run(100);
	bench.driver.print(cashSale, true, de.ticket);
	bench.driver.print(cashSale, true, de.ticket);
	bench.settle();
	const [first = "", second = "", ...more] = textsOf(bench);
	expect(more).toEqual([]);
	expect(first).toContain(en.ticket.thanks);
	expect(first).not.toContain(en.ticket.copy);
	expect(second).toContain(de.ticket.thanks);
	expect(second).toContain(de.ticket.copy);
});

it("what is printed after a change of the terminal's language is in the new one, broken off or not", () => {
	const bench = new TroubleBench();
	bench.driver.words = de.ticket;
	bench.driver.print(cashSale, false);
	bench.clock.run(120);
	bench.model.isPowered = false;
	bench.clock.run(2_500);
	bench.model.isPowered = true;
	bench.settle();
	const paper = bench.model.pieces.map(({ text }) => text).join("\n");
	expect(paper).toContain(de.ticket.incomplete);
	expect(paper).toContain(de.ticket.thanks);
});
