// Issue 12, left over: a word of forty characters left "1 ×" alone on its line.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrapColumns } from "../../../firmware/drivers/escpos/paper-line.js";
import { wrap } from "../../../firmware/screens/format.js";
import { cashSale } from "../../drivers/tickets.js";
import { PaperBench } from "./paper-bench.js";

const forty = "Donaudampfschifffahrtsgesellschaftskeks!";
const widths = [
	[58, 384, 32],
	[80, 576, 48],
] as const;

describe.each(widths)("a long word on paper of %i mm", (paperMillimetres, widthDots, columns) => {
	const printed = (name: string, amountMinor: number, withoutPrices = false): string[] => {
		const bench = new PaperBench({ widthDots, keepsPixels: false }, { paperMillimetres });
		const line = { quantity: 1, name, unitMinor: amountMinor, amountMinor, taxLetters: "A" };
		return [...bench.print({ ...cashSale, lines: [line], withoutPrices }).lines];
	};

	it.each([10, 17, 20, 21, 24, 27, 28, 31, 32, 40])("of %i characters stands beside its quantity", (length) => {
		const word = forty.slice(0, length);
		for (const amountMinor of [100, 1_234_567, 123_456_789])
			for (const isGift of [false, true]) {
				const lines = printed(word, amountMinor, isGift);
				const at = lines.findIndex((line) => line.startsWith("1 ×"));
				expect(lines[at]).toMatch(/^1 × Do/);
				const rest = lines.slice(at + 1, at + 4).map((line) => line.trim().split(" ")[0] ?? "");
				const first = lines[at]!.slice(4).split(" ")[0] ?? "";
				expect([first, ...rest].join("")).toContain(word);
				expect(
					Math.max(...lines.filter((line) => !line.startsWith("[")).map((line) => line.length)),
				).toBeLessThanOrEqual(columns);
			}
	});

	it("begins behind shorter words, and no crumb of it is left", () => {
		const lines = printed(`Tea ${forty}`, 100);
		expect(lines.some((line) => line.startsWith("1 × Tea Donau"))).toBe(true);
		for (let length = 4; length <= 60; length++) {
			const pieces = wrapColumns("x".repeat(length), 20);
			expect(Math.min(...pieces.map((piece) => piece.length)), String(length)).toBeGreaterThanOrEqual(3);
		}
	});
});

describe("wrapped text", () => {
	const word = fc.string({ minLength: 1, maxLength: 45, unit: fc.constantFrom(..."abcäß") });
	const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(" "));

	it("loses nothing, and fits, on paper", () => {
		fc.assert(
			fc.property(text, fc.integer({ min: 6, max: 48 }), fc.boolean(), (name, columns, hasHead) => {
				const head = hasHead ? "1 × " : "";
				const lines = wrapColumns(head + name, columns, head);
				for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
				expect(lines.join("").replaceAll(" ", "")).toBe((head + name).replaceAll(" ", ""));
				if (hasHead) expect(lines[0]).toMatch(/^1 × ./);
			}),
			{ seed: 40, numRuns: 500 },
		);
	});

	it("loses nothing, and fits, on the screen", () => {
		fc.assert(
			fc.property(text, fc.integer({ min: 6, max: 30 }), fc.integer({ min: 1, max: 30 }), (name, width, most) => {
				const lines = wrap(name, width, most, (part) => part.length);
				expect(lines.length).toBeLessThanOrEqual(most);
				for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThanOrEqual(width);
				expect(lines.join("").replaceAll(" ", "")).toBe(name.replaceAll(" ", ""));
			}),
			{ seed: 40, numRuns: 500 },
		);
	});

	it("breaks a long word on a tile of two lines, with as much as fits on the first", () => {
		expect(wrap(forty, 14, 2, (part) => part.length)).toEqual([forty.slice(0, 14), forty.slice(14)]);
	});
});
