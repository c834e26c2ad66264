// Every language on paper: what a printer shows of its words, and whole tickets as they come out of it. With
// `npx vitest run test/words/tickets.test.ts -u` the tickets beside this file are written anew.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Ticket } from "../../firmware/core/ticket.js";
import { encodeText } from "../../firmware/drivers/escpos/code-pages.js";
import { layOut } from "../../firmware/drivers/escpos/layout.js";
import { profiles } from "../../firmware/drivers/escpos/profiles.js";
import { english } from "../../firmware/words/english.js";
import { languages } from "../../firmware/words/languages.js";
import { addedTaxSale, cashSale, selfTestResult, trainingSale, zReport } from "../drivers/tickets.js";
import { PaperBench } from "../outside/paper/paper-bench.js";
import { pathsOf } from "./pseudo.js";

const tickets: readonly (readonly [ticket: Ticket, isCopy: boolean])[] = [
	[cashSale, false],
	[addedTaxSale, true],
	[{ ...cashSale, receiptNumber: 418, withoutPrices: true }, false],
	[trainingSale, false],
	[zReport, false],
	[selfTestResult, false],
];

function textsOf(words: object): [path: string, text: string][] {
	return pathsOf(words).flatMap((path) => {
		const value = path.split(".").reduce<unknown>((found, key) => (found as Record<string, unknown>)[key], words);
		if (Array.isArray(value)) return value.map((text): [string, string] => [path, String(text)]);
		return typeof value === "string" ? [[path, value] satisfies [string, string]] : [];
	});
}

describe.each(Object.entries(languages))("in language %s", (tag, words) => {
	it("no printer with code pages draws a word, or shows another one in its place", () => {
		const withPages = Object.entries(profiles).filter(([name]) => name !== "ASCII");
		for (const [name, selectors] of withPages)
			for (const [path, text] of textsOf(words.ticket)) {
				// The sample has characters that show which pages a printer has.
				if (path !== "selfTest.sample") expect(encodeText(text, selectors), `${name}: ${text}`).toBeDefined();
			}
	});

	it("the heads of the table of taxes fit their columns, and the line below a broken ticket fits the paper", () => {
		expect(words.ticket.incomplete.length).toBeLessThanOrEqual(32);
		for (const head of words.ticket.taxHead) expect(head.length, head).toBeLessThanOrEqual(7);
	});

	it("no line of a ticket is wider than the paper", () => {
		for (const columns of [32, 48] as const)
			for (const [ticket, isCopy] of tickets)
				for (const line of layOut(ticket, { columns, words: words.ticket, isCopy }))
					if (line.kind === "text")
						expect((line.left.length + line.right.length) * line.size, line.left).toBeLessThanOrEqual(
							columns,
						);
	});

	it.each([58, 80] as const)("tickets on paper of %i mm are those beside this file", async (paperMillimetres) => {
		const widthDots = paperMillimetres === 58 ? 384 : 576;
		const bench = new PaperBench({ widthDots }, { paperMillimetres, profile: "Epson", words: words.ticket });
		const papers = tickets.map(([ticket, isCopy]) => bench.print(ticket, isCopy).text.trimEnd());
		const file = join(import.meta.dirname, "tickets", `${tag}-${paperMillimetres}.txt`);
		await expect(`${papers.join("\n\n✂\n\n")}\n`).toMatchFileSnapshot(file);
	});
});

/** Texts that are the same in English and another language, as signs, loans and names of things are. */
const shared = new Set(["offline", "menu", "QR", "Scanner", "Touch", "TOTAL", "PIN", "Bank", "s", "m", "h", "d", "no"]);

describe.each(Object.entries(languages).filter(([tag]) => tag !== "en"))("the words of %s", (_tag, words) => {
	it("are not the English ones", () => {
		const others = new Map(textsOf(words));
		const same = textsOf(english).filter(([path, text]) => others.get(path) === text && /\p{L}/u.test(text));
		const untranslated = same.filter(([path, text]) => path !== "letterGroups" && !shared.has(text));
		expect(untranslated).toEqual([]);
	});

	it("have no English words among them", () => {
		const english = /\b(the|and|not|sale|receipt|printer|paper|cash|drawer|with|please|try|again|saved|card)\b/i;
		expect(textsOf(words).filter(([, text]) => english.test(text))).toEqual([]);
	});

	it("end sentences where the English ones do, and leave the places for values", () => {
		const others = new Map(textsOf(words));
		for (const [path, text] of textsOf(english)) {
			const other = others.get(path) ?? "";
			if (path === "letterGroups" || path.startsWith("ticket.formats")) continue;
			expect(other.includes("{}"), path).toBe(text.includes("{}"));
			if (path.startsWith("faults.") || path.startsWith("done.")) expect(other, path).toMatch(/[.!?]$/);
			expect(other.trim(), path).toBe(other);
			expect(other, path).not.toBe("");
		}
	});
});
