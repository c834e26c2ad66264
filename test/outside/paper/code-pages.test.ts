// Printers for East Asia read two bytes as one character from power-on, and code page 858 is not at selector 19 on 18
// of the 50 printers in escpos-printer-db: "2 × Croissant" was printed as "2 ₧ Croissant". Public reports:
// DantSu/ESCPOS-ThermalPrinter-Android #185 and #462 (Chinese instead of accents until FS . is sent), escpos-php #995.
import { describe, expect, it } from "vitest";
import type { PrinterProfileName } from "../../../firmware/core/printer-profiles.js";
import { printerModels, type PrinterModel } from "../../../simulator/peripherals/printer/models.js";
import { cashSale } from "../../drivers/tickets.js";
import { PaperBench, showsDrawn } from "./paper-bench.js";

const lines = [
	{ quantity: 2, name: "Croissant", unitMinor: 240, amountMinor: 480, taxLetters: "A" },
	{ quantity: 1, name: "Süßes für Ästheten", unitMinor: 100, amountMinor: 100, taxLetters: "A" },
	{ quantity: 1, name: "Crème brûlée", unitMinor: 100, amountMinor: 100, taxLetters: "A" },
];
const sale = { ...cashSale, lines };

const own: readonly (readonly [string, PrinterModel, PrinterProfileName])[] = [
	["Epson", printerModels.epson, "Epson"],
	["Star", printerModels.star, "Star"],
	["Wincor", printerModels.wincor, "Wincor"],
	["KR-306", printerModels.kr306, "POS-80"],
	["POS-5890", printerModels.pos5890, "Epson"],
	["ZJ-5870", printerModels.zj5870, "POS-58"],
];

describe("number 14: a printer with other code pages (DantSu #185, #462; escpos-php #995; escpos-printer-db)", () => {
	it.each(own)("prints all characters by its own pages where its kind is chosen: %s", (_, model, profile) => {
		const { text } = new PaperBench({ model }, { profile }).print(sale);
		expect(text).toMatch(/^2 [×x] Croissant +4\.80 A$/m);
		expect(text).toMatch(/^1 [×x] Süßes für Ästheten +1\.00 A$/m);
		expect(text).toMatch(/^1 [×x] Crème brûlée +1\.00 A$/m);
		expect(text).toContain("Zur Mühle");
		expect(text).not.toMatch(/[₧▒〓?]/);
		expect(text).toMatch(/TOTAL € +8\.16/);
	});

	it.each(Object.entries(printerModels))("prints nothing wrong where its kind is not known: %s", (name, model) => {
		const piece = new PaperBench({ model }).print(sale);
		expect(piece.text).toMatch(/^2 [×x] Croissant +4\.80 A$/m);
		expect(piece.text).not.toMatch(/[₧▒〓?]/);
		if (name === "epson") return;
		expect(showsDrawn(piece, "1 × Süßes für Ästheten", "1.00 A"), "umlauts").toBe(true);
		expect(showsDrawn(piece, "Zur Mühle", "", 2, true), "the name, as large as in text").toBe(true);
		expect(showsDrawn(piece, "TOTAL €", "8.16", 2), "the total, as large as in text").toBe(true);
	});

	it("prints the euro as EUR and the sign of times as x where nothing can be drawn", () => {
		const { text } = new PaperBench({ model: printerModels.silent }, { raster: undefined }).print(sale);
		expect(text).toMatch(/^2 x Croissant +4\.80 A$/m);
		expect(text).toMatch(/TOTAL EUR +8\.16/);
	});

	it("ends the Kanji mode again in each segment, since ESC @ begins it", () => {
		const many = { ...sale, lines: Array.from({ length: 40 }, () => lines[1]!) };
		const bench = new PaperBench({ model: printerModels.zj5870, keepsPixels: false }, { profile: "POS-58" });
		const { text } = bench.print(many);
		expect(text.match(/1 × Süßes für Ästheten +1\.00 A/g)).toHaveLength(40);
		expect(text).not.toContain("〓");
	});

	it("knows the kind again when another printer is plugged in", () => {
		const bench = new PaperBench();
		expect(bench.print(sale).text).toContain("2 × Croissant");
		bench.model.isPowered = false;
		bench.clock.run(5_000);
		bench.model.isPowered = true;
		bench.clock.run(5_000);
		expect(bench.print({ ...sale, receiptNumber: 9 }).text).toContain("2 × Croissant");
	});

	it("keeps the kind that was chosen when another printer is plugged in, whatever its name", () => {
		const bench = new PaperBench({ model: printerModels.kr306 }, { profile: "POS-80" });
		const before = bench.print(sale).text;
		expect(before).toMatch(/^1 × Süßes für Ästheten +1\.00 A$/m);
		bench.model.isPowered = false;
		bench.clock.run(40_000);
		bench.model.isPowered = true;
		bench.clock.run(20_000);
		bench.driver.identified("TM-T20II");
		expect(bench.driver.profile).toBe("POS-80");
		expect(bench.print(sale).text).toBe(before);
	});

	it("knows nothing of a printer without a name that replaces one with a name", () => {
		const bench = new PaperBench({ model: printerModels.kr306 });
		const plain = bench.print(sale).text;
		bench.driver.identified("TM-T20II");
		bench.model.isPowered = false;
		bench.clock.run(40_000);
		bench.model.isPowered = true;
		bench.clock.run(20_000);
		expect(bench.print(sale, false).text).toBe(plain);
	});
});
