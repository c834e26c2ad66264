import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Picture } from "../../firmware/core/ticket.js";
import { EscPosPrinter, type EscPosPrinterOptions } from "../../firmware/drivers/escpos/printer.js";
import { readLogo } from "../../host/control/logo.js";
import { SimulatedPrinter, type SimulatedPrinterOptions } from "../../simulator/peripherals/printer/printer.js";
import { PNG } from "pngjs";
import { textRaster } from "../../simulator/peripherals/text-raster.js";
import { Clockwork } from "../simulator/peripherals/clockwork.js";
import { cashSale, longSale, zReport } from "./tickets.js";

interface Bench {
	readonly clock: Clockwork;
	readonly model: SimulatedPrinter;
	readonly driver: EscPosPrinter;
}

function open(model: Partial<SimulatedPrinterOptions> = {}, driver: Partial<EscPosPrinterOptions> = {}): Bench {
	const clock = new Clockwork();
	const printer = new SimulatedPrinter({ world: clock, keepsPixels: false, ...model });
	return { clock, model: printer, driver: new EscPosPrinter({ serial: printer.source, timers: clock, raster: textRaster, ...driver }) };
}

const settle = ({ clock, driver }: Bench): boolean => clock.run(60_000, () => driver.ticket === "printed");

function save(name: string, png: Buffer): void {
	if (process.env["UPDATE_PICTURES"] !== "1") return;
	const folder = new URL("../../docs/pictures/", import.meta.url);
	mkdirSync(folder, { recursive: true });
	writeFileSync(new URL(`${name}.png`, folder), png);
}

describe("a ticket on paper", () => {
	it("says what was sold, once, and counts as printed when the printer says so", () => {
		const bench = open({ keepsPixels: true });
		bench.driver.print(cashSale, false);
		expect(bench.driver.ticket).not.toBe("printed");
		expect(settle(bench)).toBe(true);
		const { receipts } = bench.model;
		expect(receipts).toHaveLength(1);
		expect(receipts[0]?.text).toMatchInlineSnapshot(`
			"   Zur Mühle
			    Marktplatz 3, 1010 Wien
			        UID ATU12345678
			Receipt 0417    2026-11-21 09:41
			Terminal 7                   EUR
			--------------------------------
			2 × Croissant             4.80 B
			    à 2.40
			1 × Coffee                2.60 B
			1 × Zeitung               1.50 A
			10 % morning             -0.74 B
			--------------------------------
			TOTAL €     8.16
			Cash                       20.00
			Change                     11.84
			--------------------------------
			Tax          net     tax   gross
			A 10%       1.36    0.14    1.50
			B 20%       5.55    1.11    6.66
			[QR TMR1:market-hall:7:417:EUR:816:1795253999999]
			           Thank you!"
		`);
	});

	it("draws what no code page holds, on 80 mm as on 58 mm", () => {
		for (const [paperMillimetres, widthDots] of [
			[58, 384],
			[80, 576],
		] as const) {
			const bench = open({ keepsPixels: true, widthDots }, { paperMillimetres });
			bench.driver.print(longSale, false);
			expect(settle(bench)).toBe(true);
			save(`receipt-long-${paperMillimetres}mm`, bench.model.receipts[0]?.png() ?? Buffer.alloc(0));
			expect(bench.model.receipts[0]?.text).toContain("248.85");
			expect(bench.model.overflowCount).toBe(0);
		}
	});

	it("prints a logo read piece by piece above the name, on receipts alone, on either paper", () => {
		const bytesAtOnce: number[] = [];
		const { widthBytes, height, rows } = readLogo(readFileSync(new URL("../../simulator/demo/logo.png", import.meta.url)));
		const logo: Picture = {
			widthBytes,
			height,
			rows: (top, count) => {
				bytesAtOnce.push(count * widthBytes);
				return rows.subarray(top * widthBytes, (top + count) * widthBytes);
			},
		};
		for (const [paperMillimetres, widthDots] of [
			[58, 384],
			[80, 576],
		] as const) {
			const bench = open({ keepsPixels: true, widthDots }, { paperMillimetres });
			const plain = open({ keepsPixels: true, widthDots }, { paperMillimetres });
			bench.driver.logo = logo;
			for (const { driver } of [bench, plain]) driver.print(cashSale, false);
			expect(settle(bench) && settle(plain)).toBe(true);
			const heightOf = (one: Bench): number => PNG.sync.read(one.model.receipts[0]!.png()).height;
			// The picture, the line below it, and nothing else.
			expect(heightOf(bench) - heightOf(plain)).toBe(height + 30);
			const words = bench.model.receipts[0]?.text.replaceAll(/\[picture.*\]\n/g, "");
			expect(words).toBe(plain.model.receipts[0]?.text);
			save(`receipt-logo-${paperMillimetres}mm`, bench.model.receipts[0]!.png());
			bench.driver.print(zReport, false);
			plain.driver.print(zReport, false);
			expect(settle(bench) && settle(plain)).toBe(true);
			expect(bench.model.receipts[1]?.png()).toEqual(plain.model.receipts[1]?.png());
		}
		expect(Math.max(...bytesAtOnce)).toBeLessThanOrEqual(720);
	});

	it("lays tickets out for the roll that is in when they begin", () => {
		const bench = open({ widthDots: 576 }, { paperMillimetres: 58 });
		bench.driver.print(cashSale, false);
		expect(settle(bench)).toBe(true);
		bench.driver.paperMillimetres = 80;
		bench.driver.print(cashSale, true);
		expect(settle(bench)).toBe(true);
		expect(bench.model.receipts.map(({ text }) => /^-+$/m.exec(text)?.[0].length)).toEqual([32, 48]);
	});

	it("prints gift receipts, copies and reports", () => {
		const bench = open({ keepsPixels: true });
		bench.driver.print({ ...cashSale, withoutPrices: true }, false);
		bench.driver.print(cashSale, true);
		bench.driver.print(zReport, false);
		expect(settle(bench)).toBe(true);
		const texts = bench.model.receipts.map((piece) => piece.text);
		expect(texts).toHaveLength(3);
		expect(texts[0]).toContain("GIFT RECEIPT");
		expect(texts[0]).not.toContain("4.80");
		expect(texts[1]).toContain("COPY");
		expect(texts[2]).toContain("Z REPORT");
		bench.model.receipts.forEach((piece, index) => save(`receipt-${["gift", "copy", "report"][index]}`, piece.png()));
	});
});
