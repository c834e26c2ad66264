// Amounts from 10,000.00 on ran together in the table of taxes (`10000.00 2500.0012500.00`), amounts of three decimals
// broke inside a number, the Code-128 of a long terminal name was wider than the paper, and no customer knew what the
// QR code was for (number 15 of the issue, found on our own paper; escpos-php #1134 for columns that wrap).
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMinor } from "../../../firmware/core/money.js";
import type { SaleTicket } from "../../../firmware/core/ticket.js";
import { cashSale, zReport } from "../../drivers/tickets.js";
import { readCode128, showsQr } from "./code-readers.js";
import { PaperBench } from "./paper-bench.js";

const widths = [
	[58, 384, 32],
	[80, 576, 48],
] as const;

/** The largest that the till writes. */
const largest = 1_000_000_000_000;
const amount = fc.oneof(
	fc.integer({ min: -largest, max: largest }),
	fc.constantFrom(0, -1, 99_999, 999_999, 1_000_000, 1_250_000, -9_999_999, 123_456_789, largest, -largest),
);

describe("number 15: columns on paper", () => {
	it.each(widths)("keep a space between any amounts, and break no number: %s mm", (mm, widthDots, columns) => {
		const bench = new PaperBench({ widthDots, keepsPixels: false }, { paperMillimetres: mm });
		const tax = fc.record({
			...{ letter: fc.constantFrom("A", "B", "H"), rateMillipercent: fc.nat(100_000) },
			authority: fc.constantFrom("", "US-NYC", "X".repeat(16)),
			...{ netMinor: amount, taxMinor: amount, grossMinor: fc.option(amount, { nil: undefined }) },
		});
		let number = 0;
		const item = fc.record({
			quantity: fc.integer({ min: 1, max: 9_999 }),
			...{ name: fc.constantFrom("Tea", "A loaf of bread"), unitMinor: amount, amountMinor: amount },
			taxLetters: fc.constantFrom("A", "ABCDEFGH"),
			weightGrams: fc.constantFrom(5, 99_999_999),
			perKilogramMinor: amount,
		});
		const any = fc.record({
			decimals: fc.constantFrom(0, 2, 3),
			symbol: fc.constantFrom("$", "CHF", "KWD"),
			terminal: fc.constantFrom("7", "t".repeat(32)),
			receiptNumber: fc.constantFrom(0, 4_000_000_000),
			...{ lines: fc.array(item, { maxLength: 2 }), taxes: fc.array(tax, { maxLength: 3 }) },
			...{ totalMinor: amount, changeMinor: amount, roundingMinor: amount },
		});
		fc.assert(
			fc.property(any, ({ decimals, symbol, terminal, receiptNumber, ...values }) => {
				const header = { ...cashSale.header, decimals, symbol, terminal };
				number++;
				const ticket = { ...cashSale, ...values, header, receiptNumber: receiptNumber + number };
				const { lines } = bench.print(ticket);
				const wrong = lines.filter((line) => !line.startsWith("[") && line.length > columns);
				expect(wrong).toEqual([]);
				expectWhole(lines, ticket);
			}),
			{ seed: 15, numRuns: 60 },
		);
	});

	it("print the table of the report `10000.00 2500.0012500.00` with its spaces, or below one another", () => {
		for (const grossMinor of [999_999, 1_250_000, 12_500_000]) {
			const taxes = [{ ...cashSale.taxes[0]!, netMinor: 1_000_000, taxMinor: 250_000, grossMinor }];
			const { lines } = new PaperBench({ keepsPixels: false }).print({ ...cashSale, taxes });
			expectWhole(lines, { ...cashSale, taxes });
		}
	});

	it("hold on a report, and on copies in large letters", () => {
		const rows = [
			{ label: "takings", value: largest, isAmount: true },
			{ label: "difference", value: -largest, isAmount: true },
		] as const;
		const header = { ...zReport.header, terminal: "t".repeat(32), decimals: 3 };
		const { lines } = new PaperBench({ keepsPixels: false }).print({
			...zReport,
			header,
			rows,
			shift: 4_000_000_000,
		});
		for (const line of lines) expect(line.length).toBeLessThanOrEqual(32);
		expect(lines.join("\n")).toContain(` ${formatMinor(largest, 3)}`);
	});
});

describe("number 15: codes on paper", () => {
	it.each(widths)("are readable for a terminal's name of any length: %s mm", (mm, widthDots) => {
		for (let length = 1; length <= 32; length++) {
			for (const receiptNumber of [7, 417, 4_000_000_000]) {
				const terminal = "market-hall-north-stand-terminal-7".slice(0, length);
				const bench = new PaperBench({ widthDots }, { paperMillimetres: mm });
				const header = { ...cashSale.header, terminal };
				const piece = bench.print({ ...cashSale, header, receiptNumber, withoutPrices: true });
				const code = `${terminal}-${receiptNumber}`;
				const isReadable = readCode128(piece) === code || showsQr(piece, code);
				expect(isReadable, code).toBe(true);
				if (readCode128(piece) === undefined)
					expect(piece.lines.map((line) => line.trim()).join("")).toContain(code);
			}
		}
	});

	it("say in words what they are: a link for anybody, or a code for the seller", () => {
		const link = "https://receipts.example.org/r/TMR1:market-hall:7:417:EUR:816:1795253999999";
		const bench = new PaperBench();
		const plain = bench.print(cashSale);
		expect(showsQr(plain, cashSale.qrText)).toBe(true);
		expect(plain.text).toContain("Receipt's code, for the seller");
		const linked = bench.print({ ...cashSale, receiptNumber: 418, qrText: link });
		expect(showsQr(linked, link)).toBe(true);
		expect(linked.text).toContain("Scan to check this receipt");
	});

	it("fit the paper whole, however long the link is", () => {
		for (const length of [60, 150, 200, 260, 330]) {
			const qrText = `https://example.org/r/${"x".repeat(length)}`.slice(0, length);
			expect(showsQr(new PaperBench().print({ ...cashSale, qrText }), qrText), String(length)).toBe(true);
		}
	});
});

/** Every amount stands on the paper whole: between spaces, at its line's ends, or before its tax letters. */
function expectWhole(lines: readonly string[], { header, taxes, totalMinor, lines: items }: SaleTicket): void {
	const numbers = lines.flatMap((line) => line.split(/ +/));
	const expected = [
		...taxes.flatMap(({ netMinor, taxMinor, grossMinor }) => [netMinor, taxMinor, grossMinor]),
		...items.map(({ amountMinor }) => amountMinor),
		totalMinor,
	];
	for (const minor of expected)
		if (minor !== undefined) expect(numbers).toContain(formatMinor(minor, header.decimals));
}
