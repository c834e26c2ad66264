import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMinor } from "../../firmware/core/money.js";
import { layOut } from "../../firmware/drivers/escpos/layout.js";
import { columnsOf } from "../../firmware/drivers/escpos/paper-line.js";
import { EscPosPrinter, type EscPosPrinterOptions } from "../../firmware/drivers/escpos/printer.js";
import { english } from "../../firmware/words/english.js";
import { SimulatedPrinter, type SimulatedPrinterOptions } from "../../simulator/peripherals/printer/printer.js";
import { textRaster } from "../../simulator/peripherals/text-raster.js";
import { Clockwork } from "../simulator/peripherals/clockwork.js";
import { addedTaxSale, cashSale, longSale, selfTestResult, selfTestSample, trainingSale, zReport } from "./tickets.js";

interface Bench {
	readonly clock: Clockwork;
	readonly model: SimulatedPrinter;
	readonly driver: EscPosPrinter;
}

function open(model: Partial<SimulatedPrinterOptions> = {}, driver: Partial<EscPosPrinterOptions> = {}): Bench {
	const clock = new Clockwork();
	const printer = new SimulatedPrinter({ world: clock, keepsPixels: false, ...model });
	return {
		clock,
		model: printer,
		driver: new EscPosPrinter({
			serial: printer.source,
			timers: clock,
			raster: textRaster,
			words: english.ticket,
			...driver,
		}),
	};
}

const settle = ({ clock, driver }: Bench): boolean => clock.run(60_000, () => driver.ticket === "printed");

describe("a ticket on paper", () => {
	it("lists the sale once, and counts as printed when the printer confirms it", () => {
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
			    @ 2.40
			1 × Coffee                2.60 B
			1 × Zeitung               1.50 A
			10 % morning             -0.74 B
			--------------------------------
			TOTAL €     8.16
			Cash                       20.00
			Change                     11.84
			--------------------------------
			Rate         Net     Tax   Gross
			A 10 %      1.36    0.14    1.50
			B 20 %      5.55    1.11    6.66
			[QR TMR1:market-hall:7:417:EUR:816:1795253999999]
			 Receipt's code, for the seller
			           Thank you!"
		`);
	});

	it("draws characters that no code page has, on 80 mm as on 58 mm", () => {
		for (const [paperMillimetres, widthDots] of [
			[58, 384],
			[80, 576],
		] as const) {
			const bench = open({ keepsPixels: true, widthDots }, { paperMillimetres });
			bench.driver.print(longSale, false);
			expect(settle(bench)).toBe(true);
			expect(bench.model.receipts[0]?.text).toContain("248.85");
			expect(bench.model.overflowCount).toBe(0);
		}
	});

	it("lays tickets out for the paper width set when they begin", () => {
		const bench = open({ widthDots: 576 }, { paperMillimetres: 58 });
		bench.driver.print(cashSale, false);
		expect(settle(bench)).toBe(true);
		bench.driver.paperMillimetres = 80;
		bench.driver.print(cashSale, true);
		expect(settle(bench)).toBe(true);
		expect(bench.model.receipts.map(({ text }) => /^-+$/m.exec(text)?.[0].length)).toEqual([32, 48]);
	});

	it("prints added tax before the total, and shows which goods each tax applies to and its authority", () => {
		const bench = open({ keepsPixels: true });
		bench.driver.print(addedTaxSale, false);
		expect(settle(bench)).toBe(true);
		expect(bench.model.receipts[0]?.text).toMatchInlineSnapshot(`
			" Corner Bakery
			       5 Mulberry Street
			Receipt 0419    2026-11-21 09:41
			Terminal 7                   USD
			--------------------------------
			2 × Coffee               6.50 AB
			    @ 3.25
			1 × Loaf                 5.40
			Tax                      0.58
			--------------------------------
			TOTAL $    12.48
			Card 7f3a-0419             12.48
			--------------------------------
			Rate         Net     Tax   Gross
			A 4.375 % US-NY
			            6.50    0.29
			B 4.5 % US-NYC
			            6.50    0.29
			[QR TMR1:market-hall:7:419:USD:1248:1795253999999]
			 Receipt's code, for the seller
			           Thank you!"
		`);
	});

	it("fits any amounts, names and rates into the columns without omitting any", () => {
		const amount = fc.oneof(fc.nat(99_999), fc.nat(999_999_999), fc.constant(0));
		const name = fc.string({ minLength: 1, maxLength: 40 });
		const tax = fc.record({
			...{
				letter: fc.constantFrom("A", "H"),
				rateMillipercent: fc.nat(100_000),
				authority: fc.constantFrom("", "US-NY", "X".repeat(16)),
			},
			...{ netMinor: amount, taxMinor: amount, grossMinor: fc.option(amount, { nil: undefined }) },
		});
		const anyTicket = fc.record({
			lines: fc.array(
				fc.record({
					...{ quantity: fc.integer({ min: 1, max: 9_999 }), name, unitMinor: amount, amountMinor: amount },
					taxLetters: fc.constantFrom("", "A", "ABC"),
				}),
				{ maxLength: 4 },
			),
			...{ taxes: fc.array(tax, { maxLength: 4 }), isTaxAdded: fc.boolean(), isTraining: fc.boolean() },
			...{ totalMinor: amount, taxMinor: amount, changeMinor: amount },
			tenders: fc.array(
				fc.record({
					kind: fc.constantFrom("cash" as const, "card" as const, "other" as const),
					amountMinor: amount,
					reference: name,
				}),
				{ maxLength: 3 },
			),
		});
		fc.assert(
			fc.property(anyTicket, fc.constantFrom(32 as const, 48 as const), (ticket, columns) => {
				const lines = layOut({ ...cashSale, ...ticket }, { columns, words: english.ticket, isCopy: false });
				let paper = "";
				for (const line of lines) {
					if (line.kind !== "text") continue;
					const wide = columnsOf(line.left) + (line.right === "" ? 0 : 1 + columnsOf(line.right));
					expect(wide * (line.size === 2 ? 2 : 1), `${line.left}|${line.right}`).toBeLessThanOrEqual(columns);
					paper += `${line.left} ${line.right} `;
				}
				for (const { netMinor, taxMinor, grossMinor } of ticket.taxes)
					for (const minor of [netMinor, taxMinor, grossMinor])
						if (minor !== undefined) expect(paper).toContain(formatMinor(minor, 2));
			}),
			{ seed: 3, numRuns: 500 },
		);
	});

	it("marks a training slip as such, also as a gift receipt", () => {
		const bench = open({ keepsPixels: true });
		bench.driver.print(trainingSale, false);
		bench.driver.print({ ...trainingSale, withoutPrices: true }, false);
		expect(settle(bench)).toBe(true);
		const [slip, gift] = bench.model.receipts;
		for (const piece of [slip, gift]) {
			expect(piece?.text).toContain("TRAINING 0003");
			expect(piece?.text).toContain("Not a sale. Not a receipt.");
			expect(piece?.text).not.toMatch(/Receipt|CODE128|7-3/);
		}
	});

	it("prints tenders of a newer version as other", () => {
		const bench = open();
		bench.driver.print(
			{ ...cashSale, tenders: [{ kind: "other", amountMinor: 816, reference: "gift-9" }], changeMinor: 0 },
			false,
		);
		expect(settle(bench)).toBe(true);
		expect(bench.model.receipts[0]?.text).toMatch(/Other gift-9 +8\.16/);
	});

	it("prints gift receipts, copies and reports", () => {
		const bench = open({ keepsPixels: true });
		bench.driver.print({ ...cashSale, withoutPrices: true }, false);
		bench.driver.print(cashSale, true);
		expect(settle(bench)).toBe(true);
		// All three at once are more lines than may wait.
		bench.driver.print(zReport, false);
		expect(settle(bench)).toBe(true);
		const texts = bench.model.receipts.map((piece) => piece.text);
		expect(texts).toHaveLength(3);
		expect(texts[0]).toContain("GIFT RECEIPT");
		expect(texts[0]).not.toContain("4.80");
		expect(texts[1]).toContain("COPY");
		expect(texts[2]).toContain("Z REPORT");
	});

	it("prints a self-test's sample, and its result with what failed marked and the code below", () => {
		const bench = open({ keepsPixels: true });
		bench.driver.print(selfTestSample, false);
		bench.driver.print(selfTestResult, false);
		expect(settle(bench)).toBe(true);
		const [sample, result] = bench.model.receipts;
		expect(sample?.text).toContain("The quick brown fox 0123456789 €");
		expect(sample?.text).not.toContain("QR");
		expect(result?.text).toContain(`[QR ${selfTestResult.qrText}]`);
		expect(result?.text.replace(/\[QR .*/, "")).toMatchInlineSnapshot(`
			"   SELF-TEST
			7               2026-11-21 09:41
			--------------------------------
			  Memory                      ok
			  Key store                   ok
			  Touch                ok · 7 px
			  Display                     ok
			  Tag reader           not found
			  Printer                     ok
			  Scanner                     ok
			  Clock         ok · 11-21 09:41
			! Network       host not reached
			  Sound                  skipped
			! Battery     nearly empty · 4 %
			--------------------------------
			"
		`);
	});
});
