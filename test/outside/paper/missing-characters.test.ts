// Names in scripts that no font has were printed as an empty line, or lost letters. Public reports: esc_pos_printer
// #141 (names in Arabic and Chinese print as nothing), node-thermal-printer #180 (Vietnamese loses its letters).
import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../../firmware/catalog/builder.js";
import { CatalogImage } from "../../../firmware/catalog/image.js";
import { hasGlyph, shownName, shownText } from "../../../firmware/core/characters.js";
import { limits } from "../../../firmware/core/limits.js";
import { panelFonts } from "../../../simulator/peripherals/panel/fonts.js";
import { cashSale } from "../../drivers/tickets.js";
import { PaperBench, showsDrawn } from "./paper-bench.js";

const line = { quantity: 1, unitMinor: 260, amountMinor: 260, taxLetters: "A" };
const sale = (...names: string[]) => ({ ...cashSale, lines: names.map((name) => ({ ...line, name })) });

describe("number 12: a character that no font has (esc_pos_printer #141, node-thermal-printer #180)", () => {
	it("is known by one table, which is that of the fonts", () => {
		const fonts = [panelFonts().small, panelFonts().body, panelFonts().large];
		const wrong: number[] = [];
		for (let code = 0; code < 0x30000; code++)
			for (const font of fonts) if (hasGlyph(code) !== (font.glyph(code) !== undefined)) wrong.push(code);
		expect(wrong).toEqual([]);
	});

	it("has its base letter printed where there is one", () => {
		const bench = new PaperBench();
		const piece = bench.print(sale("Phở bò", "Bún chả Hà Nội", "Ẁ ṩ ẞ"));
		expect(showsDrawn(piece, "1 × Pho bò", "2.60 A")).toBe(true);
		expect(showsDrawn(piece, "1 × Bún cha Hà Noi", "2.60 A")).toBe(true);
		expect(showsDrawn(piece, "1 × W s ẞ", "2.60 A")).toBe(true);
	});

	it("has every Latin letter of Unicode's composition without losing any", () => {
		for (let code = 0xc0; code < 0x1f00; code++) {
			const letter = String.fromCodePoint(code);
			const base = letter.normalize("NFD")[0]!;
			if (code >= 0x250 && code < 0x1e00) continue;
			if (/[A-Za-z]/.test(base)) expect(shownText(letter), letter).toBe(hasGlyph(code) ? letter : base);
		}
	});

	it("is never an empty line on paper, in any script", () => {
		for (const name of ["抹茶ラテ", "قهوة", "קפה", "กาแฟ", "☕🥐", "\u200b", "커피"]) {
			const bench = new PaperBench();
			const piece = bench.print(sale(name));
			expect(showsDrawn(piece, "1 × □", "2.60 A") || shownText(name) === "", name).toBe(true);
		}
	});

	it("has the item's key beside it, because several names may look the same then", () => {
		const shown = (name: string, index: number): string => shownName(name, `I-${index}`, 40);
		expect(["抹茶ラテ", "紅茶 Latte", "قهوة", "\u200b", "Phở", "Café", "Żurek", "☕ 2 go"].map(shown)).toEqual([
			...["□ I-0", "□ Latte I-1", "□ I-2", "□ I-3"],
			...["Pho", "Café", "Żurek", "□ 2 go I-7"],
		]);
	});

	it("is replaced in header lines and categories of the catalog's image", () => {
		const bytes = buildCatalog({
			...{ version: 1, currency: "EUR", headerLines: ["Stall 茶", "Phở Lane 3"], promotions: [] },
			taxClasses: [{ name: "standard", rates: [{ rateMillipercent: 20_000 }] }],
			items: [],
		});
		const image = new CatalogImage({ source: imageSource(bytes) });
		expect(image.headerLines).toEqual(["Stall □", "Pho Lane 3"]);
	});

	it("keeps a name and its key within the bound, however long both are", () => {
		const key = "K".repeat(limits.skuCharactersMax);
		for (const name of ["茶".repeat(40), `${"Long ".repeat(8)}茶`, ""]) {
			const shown = shownName(name, key, limits.itemNameCharactersMax);
			expect([...shown].length).toBeLessThanOrEqual(limits.itemNameCharactersMax);
			expect(shown.endsWith(key)).toBe(true);
		}
	});
});

function imageSource(bytes: Uint8Array) {
	return {
		sizeBytes: bytes.length,
		read: (offset: number, into: Uint8Array) => into.set(bytes.subarray(offset, offset + into.length)),
	};
}
