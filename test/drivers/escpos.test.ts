import { describe, expect, it } from "vitest";
import { EscPosPrinter, type EscPosPrinterOptions } from "../../firmware/drivers/escpos/printer.js";
import { SimulatedPrinter, type SimulatedPrinterOptions } from "../../simulator/peripherals/printer/printer.js";
import { textRaster } from "../../simulator/peripherals/text-raster.js";
import { Clockwork } from "../simulator/peripherals/clockwork.js";
import { savePaper } from "./pictures.js";
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
			savePaper(`receipt-long-${paperMillimetres}mm`, bench.model.receipts[0]?.png() ?? Buffer.alloc(0));
			expect(bench.model.receipts[0]?.text).toContain("248.85");
			expect(bench.model.overflowCount).toBe(0);
		}
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
		bench.model.receipts.forEach((piece, index) => savePaper(`receipt-${["gift", "copy", "report"][index]}`, piece.png()));
	});
});
