// Issue 14, row T15: names in Hebrew and Japanese, from the merchant's file to screen, paper and search, on both
// engines.
import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../../firmware/core/limits.js";
import { languages } from "../../../firmware/words/languages.js";
import { readItems } from "../../../host/control/catalog-file.js";
import { packGrays } from "../../../host/control/gray-runs.js";
import { withPictures } from "../../../host/control/name-pictures.js";
import { loadTypesetter } from "../../../host/control/typesetter.js";
import type { EngineKind } from "../../../simulator/engine/machine.js";
import { xsUnavailable } from "../../../simulator/engine/open.js";
import { pictureLabel } from "../../../simulator/peripherals/panel/gray-picture.js";
import type { PaperPiece } from "../../../simulator/peripherals/printer/paper.js";
import type { CatalogSource } from "../../../firmware/catalog/source.js";
import { receiptLanguages } from "../../../firmware/words/receipt-languages.js";
import { Counter } from "./counter.js";

const { en } = languages;
const engines: readonly EngineKind[] = (await xsUnavailable()) ? ["v8"] : ["v8", "xs"];
const { pictureHeight } = limits;
const typesetter = await loadTypesetter();
const inkLevel = 7;

const csv = `sku,name,category,price,currency,tax_class
M1,抹茶ラテ,飲み物,4.80,EUR,standard
A1,תפוח,פירות,1.20,EUR,standard
H3,חלב 3%,,2.10,EUR,standard
L1,${"鬱蒼たる薔薇の香り茶・".repeat(3)},,9.00,EUR,standard
C1,Café,drinks,3.00,EUR,standard
`;
const taxClasses = [{ name: "standard", rates: [{ rateMillipercent: 10_000 }] }];

async function catalog(...tags: string[]): Promise<CatalogSource> {
	const { items, currency } = readItems(new TextEncoder().encode(csv), taxClasses);
	const source = { version: 1, currency, items, taxClasses, promotions: [], headerLines: ["京都 茶屋"] };
	return withPictures({ ...source, receiptLanguages: tags });
}

function label(name: string, key = ""): string {
	const { levels, width } = typesetter.draw(name, key);
	return pictureLabel(packGrays(levels, width));
}

/** Whether the name is on the paper, each dot `scale` times down and across. */
function isPrinted(piece: PaperPiece, name: string, scale = 1): boolean {
	const { levels, width } = typesetter.draw(name, "");
	const paper = piece.rowsFrom(0);
	const isAt = (top: number, left: number): boolean => {
		for (let y = 0; y < pictureHeight * scale; y++)
			for (let x = 0; x < width * scale; x++) {
				const isInk = levels[Math.floor(y / scale) * width + Math.floor(x / scale)]! >= inkLevel;
				if ((paper[top + y]![left + x] === 1) !== isInk) return false;
			}
		return true;
	};
	for (let top = 0; top + pictureHeight * scale <= paper.length; top++)
		for (let left = 0; left + width * scale <= piece.widthDots; left++) if (isAt(top, left)) return true;
	return false;
}

let counter: Counter | undefined;
afterEach(() => {
	counter?.close();
	counter = undefined;
});

describe.each(engines)("on %s", (engine) => {
	it("names stand as they are written on tiles, in the basket, on parked sales and on paper", async () => {
		counter = await Counter.open({ catalog: await catalog(), pixels: true }, engine);
		for (const name of ["抹茶ラテ", "תפוח", "חלב 3%"]) expect(counter.shows(label(name)), name).toBe(true);
		expect(counter.shows("Café")).toBe(true);
		expect(counter.text).not.toContain("□");
		await counter.tap(label("抹茶ラテ"));
		expect(counter.text).toContain(`✓ 1 ×   ${label("抹茶ラテ")}`);
		await counter.scan("A1", "A1", "H3");
		await counter.tap(en.basket);
		for (const name of ["抹茶ラテ", "תפוח", "חלב 3%"]) expect(counter.shows(label(name)), name).toBe(true);
		expect(counter.text).toContain(`2 ×   ${label("תפוח")}  2.40`);
		await counter.tap(en.park, "1");
		expect(counter.shows(label("抹茶ラテ"))).toBe(true);
		expect(counter.text).not.toContain("□");
		await counter.tap(label("抹茶ラテ"), en.pay, en.tenders.cash, en.exact);
		await counter.world.pass(20_000);
		const receipt = counter.terminal.printer.receipts.at(-1)!;
		for (const name of ["抹茶ラテ", "תפוח", "חלב 3%"]) expect(isPrinted(receipt, name), name).toBe(true);
		expect(isPrinted(receipt, "京都 茶屋", 2)).toBe(true);
	}, 120_000);

	it("a name for which there is not room is cut, never the price", async () => {
		counter = await Counter.open({ catalog: await catalog(), pixels: true }, engine);
		const long = "鬱蒼たる薔薇の香り茶・".repeat(3);
		const tile = counter.terminal.panel.texts().find(({ text }) => text === label(long))!;
		expect(tile.width).toBeLessThan(typesetter.draw(long, "").width);
		await counter.scan("L1");
		await counter.tap(en.pay, en.tenders.cash, en.exact);
		await counter.world.pass(20_000);
		expect(isPrinted(counter.terminal.printer.receipts.at(-1)!, long)).toBe(true);
	}, 120_000);

	it("a customer gets the receipt in Japanese or in Hebrew where the catalog brings its words", async () => {
		counter = await Counter.open({ catalog: await catalog("ja", "he"), pixels: true }, engine);
		const { he, ja } = receiptLanguages;
		await counter.scan("M1", "A1");
		await counter.tap(en.pay, en.tenders.cash, en.exact);
		await counter.world.pass(20_000);
		await counter.tap("EN ›");
		for (const { languageName } of [he, ja]) expect(counter.shows(label(languageName)), languageName).toBe(true);
		await counter.tap(label(ja.languageName));
		await counter.world.pass(20_000);
		expect(counter.shows("JA ›")).toBe(true);
		await counter.tap("JA ›", label(he.languageName));
		await counter.world.pass(20_000);
		expect(counter.shows("HE ›")).toBe(true);
		const [english, japanese, hebrew] = counter.terminal.printer.receipts;
		for (const [piece, { ticket }] of [
			[japanese!, ja],
			[hebrew!, he],
		] as const) {
			for (const word of [ticket.receipt, ticket.tenders.cash, ticket.thanks, ...ticket.taxHead.slice(1)])
				expect(isPrinted(piece, word), word).toBe(true);
			for (const word of [ticket.total, ticket.copy]) expect(isPrinted(piece, word, 2), word).toBe(true);
			expect(isPrinted(english!, ticket.receipt)).toBe(false);
			for (const name of ["抹茶ラテ", "תפוח"]) expect(isPrinted(piece, name), name).toBe(true);
		}
	}, 120_000);

	it("offers no language whose words the catalog does not bring", async () => {
		counter = await Counter.open({ catalog: await catalog("ja"), pixels: true }, engine);
		await counter.scan("M1");
		await counter.tap(en.pay, en.tenders.cash, en.exact, "EN ›");
		expect(counter.shows(label(receiptLanguages.ja.languageName))).toBe(true);
		expect(counter.shows(label(receiptLanguages.he.languageName))).toBe(false);
		await counter.tap(`‹ ${en.back}`, en.nextSale, en.menu, en.settings, `${en.languageName} ›`);
		expect(counter.shows(label(receiptLanguages.ja.languageName))).toBe(false);
	}, 120_000);
});
