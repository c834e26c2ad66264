// A printer without GS ( H never confirmed, and a sale was printed fifteen times, fourteen of them marked as a copy.
// Public reports: escpos-rs #18 (no answer to a status request), escpos-php #1134 (the same receipt again and again).
import { describe, expect, it } from "vitest";
import { limits } from "../../../firmware/core/limits.js";
import { printerModels } from "../../../simulator/peripherals/printer/models.js";
import { cashSale, longSale } from "../../drivers/tickets.js";
import { PaperBench } from "./paper-bench.js";

const models = Object.entries(printerModels);

describe("number 13: a printer that confirms in its own way, or not at all (escpos-rs #18, escpos-php #1134)", () => {
	it.each(models)("prints each sale once: %s", (_, model) => {
		const bench = new PaperBench({ model }, { profile: "Epson" });
		for (let number = 1; number <= 4; number++) {
			bench.print({ ...cashSale, receiptNumber: number });
			expect(bench.driver.ticket).toBe("printed");
			expect(bench.driver.fault).toBeUndefined();
			expect(bench.count()).toEqual({ originals: number, copies: 0 });
		}
	});

	it.each(models)("leaves nothing of the question on the paper: %s", (_, model) => {
		const bench = new PaperBench({ model });
		const piece = bench.print(cashSale);
		const all = bench.model.pieces.map(({ text }) => text).join("\n");
		expect(all).not.toMatch(/TMP0|H00|^C$/m);
		expect(piece.lines.filter((line) => line.includes("Coffee"))).toHaveLength(1);
	});

	it.each(models)("prints a ticket of several segments once: %s", (_, model) => {
		const bench = new PaperBench({ model, keepsPixels: false });
		bench.print(longSale);
		expect(bench.driver.ticket).toBe("printed");
		expect(bench.model.receipts).toHaveLength(1);
	});

	it.each(models)("prints once when the sale comes before the printer has answered: %s", (_, model) => {
		const bench = new PaperBench({ model, keepsPixels: false });
		bench.model.isPowered = false;
		bench.clock.run(40_000);
		expect(bench.driver.fault).toBe("PRINTER_OFFLINE");
		bench.driver.print(cashSale, false);
		bench.model.isPowered = true;
		expect(bench.clock.run(119_000, () => bench.driver.ticket === "printed")).toBe(true);
		bench.clock.run(60_000);
		expect(bench.driver.ticket).toBe("printed");
		expect(bench.model.receipts).toHaveLength(1);
	});

	it("stops after one copy when a printer no longer confirms, says so, and prints one more when asked", () => {
		const bench = new PaperBench();
		bench.print(cashSale);
		const send = bench.model.line.send.bind(bench.model.line);
		let isMute = true;
		// Replies to GS ( H and GS r are lost; those to DLE EOT arrive.
		bench.model.line.send = (bytes) => {
			if (!isMute || (bytes.length === 1 && (bytes[0]! & 0x12) === 0x12)) send(bytes);
		};
		bench.print({ ...cashSale, receiptNumber: 418 });
		bench.clock.run(180_000);
		expect(bench.driver.ticket).toBe("failed");
		expect(bench.driver.fault).toBe("PRINTER_UNCONFIRMED");
		expect(bench.count()).toEqual({ originals: 2, copies: 1 });
		isMute = false;
		bench.print({ ...cashSale, receiptNumber: 418 });
		expect(bench.driver.ticket).toBe("printed");
		expect(bench.driver.fault).toBeUndefined();
		expect(bench.count()).toEqual({ originals: 2, copies: 2 });
	});

	it("stops as well when the cover is opened again and again at the end of a ticket", () => {
		const bench = new PaperBench({ keepsPixels: false });
		bench.driver.print(cashSale, false);
		let opened = 0;
		for (let round = 0; round < 10; round++) {
			const isEnding = (): boolean => bench.model.isWorking && bench.model.current.text.includes("Thank you");
			if (bench.clock.run(30_000, isEnding)) opened++;
			bench.model.isCoverOpen = true;
			bench.clock.run(1_500);
			bench.model.isCoverOpen = false;
			bench.clock.run(1_000);
		}
		bench.clock.run(60_000);
		expect(opened, "times opened at the end of a ticket").toBeGreaterThan(0);
		const { originals, copies } = bench.count();
		expect(originals + copies).toBeLessThanOrEqual(2);
	});

	it("says so when a waiting ticket has to be dropped, and not before", () => {
		const twentyLines = { ...longSale, lines: longSale.lines.slice(0, 20) };
		const bench = new PaperBench({ keepsPixels: false });
		bench.model.loadPaper(0);
		bench.clock.run(1_000);
		bench.driver.print({ ...twentyLines, receiptNumber: 1 }, false);
		expect(bench.driver.fault).toBe("PRINTER_PAPER_OUT");
		bench.driver.print({ ...twentyLines, receiptNumber: 2 }, false);
		bench.driver.print({ ...twentyLines, receiptNumber: 3 }, false);
		expect(bench.driver.fault).toBe("PRINTER_TICKET_DROPPED");
		bench.model.loadPaper(10_000);
		expect(bench.clock.run(60_000, () => bench.driver.ticket === "printed")).toBe(true);
		expect(bench.model.receipts.map(({ text }) => /Receipt 0+(\d)/.exec(text)?.[1])).toContain("3");
	});

	it("confirms in its own way when it replaces one that confirmed in another", () => {
		const bench = new PaperBench({ model: printerModels.pos5890 });
		bench.driver.processed("TMP0");
		bench.model.isPowered = false;
		bench.clock.run(40_000);
		bench.model.isPowered = true;
		bench.clock.run(20_000);
		bench.print(cashSale);
		expect([bench.driver.ticket, bench.count()]).toEqual(["printed", { originals: 1, copies: 0 }]);
	});

	it("is asked no question on paper when its cover was open for long after it was switched on", () => {
		const bench = new PaperBench({ model: printerModels.pos5890 });
		const plain = bench.print(cashSale).text;
		bench.model.isPowered = false;
		bench.clock.run(40_000);
		bench.model.isCoverOpen = true;
		bench.model.isPowered = true;
		bench.clock.run(30_000);
		bench.driver.print({ ...cashSale, receiptNumber: 418 }, false);
		bench.model.isCoverOpen = false;
		expect(bench.clock.run(119_000, () => bench.driver.ticket === "printed")).toBe(true);
		expect(bench.model.receipts.at(-1)!.text).toBe(plain.replace(/Receipt 0\d+/, "Receipt 0418"));
	});

	it("is asked again before the next ticket when one was given up unconfirmed", () => {
		const bench = new PaperBench({ model: printerModels.pos5890 });
		const plain = bench.print(cashSale).text;
		const send = bench.model.line.send.bind(bench.model.line);
		let isMute = true;
		bench.model.line.send = (bytes) => {
			if (!isMute || (bytes.length === 1 && (bytes[0]! & 0x12) === 0x12)) send(bytes);
		};
		bench.driver.print({ ...cashSale, receiptNumber: 418 }, false);
		bench.driver.print({ ...cashSale, receiptNumber: 419 }, false);
		expect(bench.clock.run(180_000, () => bench.driver.fault === "PRINTER_UNCONFIRMED")).toBe(true);
		isMute = false;
		expect(bench.clock.run(119_000, () => bench.driver.ticket === "printed")).toBe(true);
		bench.clock.run(10_000);
		expect(bench.model.receipts.at(-1)!.text).toBe(plain.replace(/Receipt 0\d+/, "Receipt 0419"));
	});

	it("that confirms nothing is given as long as each part of a ticket takes, and no longer", () => {
		const bench = new PaperBench({ model: printerModels.silent, keepsPixels: false });
		const fromMs = bench.clock.nowMs;
		bench.driver.print(longSale, false);
		expect(bench.clock.run(120_000, () => bench.driver.ticket === "printed")).toBe(true);
		expect(bench.model.isWorking).toBe(false);
		expect(bench.model.receipts).toHaveLength(1);
		const tookMs = bench.clock.nowMs - fromMs;
		expect(tookMs).toBeGreaterThan(bench.model.receipts[0]!.lines.length * limits.printLineMs);
		expect(tookMs).toBeLessThan(25_000);
	});
});
