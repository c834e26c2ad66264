// A logo on receipts: read in pieces, and as robust against faults as the text below it.
import { readFileSync } from "node:fs";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import type { Picture } from "../../firmware/core/ticket.js";
import { readLogo } from "../../host/control/logo.js";
import { cashSale, zReport } from "./tickets.js";
import { expectOneReceipt, moments, TroubleBench } from "./trouble-bench.js";

const dots = readLogo(readFileSync(new URL("../../simulator/demo/logo.png", import.meta.url)));
let bytesAtOnceMax = 0;
const logo: Picture = {
	widthBytes: dots.widthBytes,
	height: dots.height,
	rows: (top, count) => {
		bytesAtOnceMax = Math.max(bytesAtOnceMax, count * dots.widthBytes);
		return dots.rows.subarray(top * dots.widthBytes, (top + count) * dots.widthBytes);
	},
};
const wordsOnly = (text: string | undefined): string | undefined => text?.replaceAll(/\[picture.*\]\n/g, "");

describe("a logo on paper", () => {
	it.each([
		[58, 384],
		[80, 576],
	] as const)("stands above the name on receipts alone, on a roll of %i mm", (paperMillimetres, widthDots) => {
		const bench = new TroubleBench({ keepsPixels: true, widthDots }, { paperMillimetres }, logo);
		const plain = new TroubleBench({ keepsPixels: true, widthDots }, { paperMillimetres });
		for (const ticket of [cashSale, zReport]) {
			for (const one of [bench, plain]) {
				one.driver.print(ticket, false);
				expect(one.settle()).toBe(true);
			}
		}
		const [receipt, report] = bench.model.receipts;
		const [plainReceipt, plainReport] = plain.model.receipts;
		// The picture and the line below it, nothing else.
		expect(PNG.sync.read(receipt!.png()).height - PNG.sync.read(plainReceipt!.png()).height).toBe(dots.height + 30);
		expect(wordsOnly(receipt?.text)).toBe(plainReceipt?.text);
		expect(report?.png()).toEqual(plainReport?.png());
		expect(bytesAtOnceMax).toBeLessThanOrEqual(720);
	});

	it("survives a power cut of either side at any moment, also during the logo", () => {
		for (const [when, reach] of moments(97, cashSale, logo)) {
			const printerCut = new TroubleBench({}, {}, logo);
			printerCut.driver.print(cashSale, false);
			reach(printerCut);
			printerCut.model.isPowered = false;
			printerCut.clock.run(2_500);
			printerCut.model.isPowered = true;
			expect(printerCut.settle(), when).toBe(true);
			expectOneReceipt(printerCut, when);

			const boardCut = new TroubleBench({}, {}, logo);
			boardCut.driver.print(cashSale, false);
			reach(boardCut);
			boardCut.cutBoard(3_000);
			boardCut.clock.run(5_000);
			boardCut.driver.print(cashSale, true);
			expect(boardCut.settle(), when).toBe(true);
			expect(boardCut.count().copies, when).toBe(1);
			expectOneReceipt(boardCut, when);
		}
	});
});
