// Whatever loses power, paper or its cable at any time, the customer gets one complete receipt, or one marked as a
// copy.
import { describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { printerModels } from "../../simulator/peripherals/printer/models.js";
import { cashSale, longSale, trainingSale } from "./tickets.js";
import { expectOneReceipt, moments, TroubleBench, undisturbed } from "./trouble-bench.js";

describe("a ticket being printed", () => {
	it("survives the printer's power being cut at any moment", () => {
		for (const [when, reach] of moments(13, cashSale)) {
			const bench = new TroubleBench();
			bench.driver.print(cashSale, false);
			reach(bench);
			bench.model.isPowered = false;
			bench.clock.run(2_500);
			bench.model.isPowered = true;
			expect(bench.settle(), when).toBe(true);
			expectOneReceipt(bench, when);
		}
	});

	it("survives a printer that is off so briefly that no poll notices", () => {
		for (const [when, reach] of moments(29, cashSale)) {
			const bench = new TroubleBench({ bootMs: 200 });
			bench.driver.print(cashSale, false);
			reach(bench);
			bench.model.isPowered = false;
			bench.clock.run(20);
			bench.model.isPowered = true;
			expect(bench.settle(), when).toBe(true);
			expectOneReceipt(bench, when);
		}
	});

	it("is followed by one copy and no second original when the terminal's power is cut at any moment", () => {
		for (const [when, reach] of moments(13, cashSale)) {
			const bench = new TroubleBench();
			bench.driver.print(cashSale, false);
			reach(bench);
			bench.cutBoard(3_000);
			bench.clock.run(5_000);
			expect(bench.driver.ticket).toBe("idle");
			expect(bench.count().originals).toBeLessThanOrEqual(1);
			bench.driver.print(cashSale, true);
			expect(bench.settle(), when).toBe(true);
			expect(bench.count().copies, when).toBe(1);
			expectOneReceipt(bench, when);
		}
	});

	it("survives a cut within a drawn line, whose remaining bytes must not swallow what follows", () => {
		for (let afterMs = 20; afterMs < 900; afterMs += 37) {
			const bench = new TroubleBench();
			bench.driver.print(longSale, false);
			bench.clock.run(afterMs);
			bench.cutBoard(500);
			bench.driver.print(cashSale, false);
			expect(bench.settle(), `after ${afterMs} ms`).toBe(true);
			expect(bench.model.pieces.filter(({ text }) => text.includes("TOTAL €     8.16"))).toHaveLength(1);
		}
	});

	it("restarts when the paper ran out or the cover was opened, and says so on paper", () => {
		for (const trouble of ["paper", "cover"] as const) {
			for (const [when, reach] of moments(47, cashSale)) {
				const bench = new TroubleBench();
				bench.driver.print(cashSale, false);
				reach(bench);
				if (bench.isPrinted) continue;
				if (trouble === "paper") bench.model.loadPaper(0);
				else bench.model.isCoverOpen = true;
				bench.clock.run(1_000);
				if (!bench.isPrinted) {
					expect(bench.driver.ticket).toBe("failed");
					expect(bench.driver.fault).toBe(trouble === "paper" ? "PRINTER_PAPER_OUT" : "PRINTER_COVER_OPEN");
				}
				bench.clock.run(4_000);
				if (trouble === "paper") bench.model.loadPaper(10_000);
				else bench.model.isCoverOpen = false;
				expect(bench.settle(), `${trouble} ${when}`).toBe(true);
				expectOneReceipt(bench, `${trouble} ${when}`);
			}
		}
	});

	it("survives its cable being unplugged and plugged in", () => {
		for (const [when, reach] of moments(31, cashSale)) {
			const bench = new TroubleBench();
			bench.driver.print(cashSale, false);
			reach(bench);
			bench.model.line.isPlugged = false;
			bench.clock.run(3_000);
			bench.model.line.isPlugged = true;
			expect(bench.settle(), when).toBe(true);
			expectOneReceipt(bench, when);
		}
	});

	it("is confirmed by printers that support neither GS ( H nor DLE DC4", () => {
		for (const [when, reach] of moments(53, cashSale)) {
			const bench = new TroubleBench({ model: printerModels.pos5890 }, { profile: "Epson" });
			bench.driver.print(cashSale, false);
			reach(bench);
			bench.model.isPowered = false;
			bench.clock.run(2_500);
			bench.model.isPowered = true;
			expect(bench.settle(), when).toBe(true);
			expectOneReceipt(bench, when);
		}
	});
});

describe("a ticket that cannot be printed", () => {
	it("is dropped and not printed the next morning", () => {
		const bench = new TroubleBench();
		bench.model.isPowered = false;
		bench.driver.print(cashSale, false);
		bench.clock.run(3_000);
		expect(bench.driver.ticket).toBe("failed");
		expect(bench.driver.fault).toBe("PRINTER_OFFLINE");
		bench.clock.run(12 * 3_600_000);
		bench.model.isPowered = true;
		bench.clock.run(60_000);
		expect(bench.driver.fault).toBeUndefined();
		expect(bench.model.pieces.every((piece) => piece.isBlank)).toBe(true);
	});

	it("does not stay in the printer's buffer either when the paper ran out", () => {
		const bench = new TroubleBench();
		bench.driver.print(longSale, false);
		bench.clock.run(200);
		bench.model.loadPaper(0);
		bench.clock.run(12 * 3_600_000);
		const before = bench.model.pieces.map((piece) => piece.text).join("");
		bench.model.loadPaper(10_000);
		bench.clock.run(60_000);
		expect(bench.model.pieces.map((piece) => piece.text).join("")).toBe(before);
		bench.driver.print(cashSale, false);
		expect(bench.settle()).toBe(true);
		expectOneReceipt(bench, "next morning");
	});

	it("is marked as a copy when it is requested again and may have been printed completely", () => {
		const bench = new TroubleBench();
		bench.driver.print(cashSale, false);
		bench.clock.run(undisturbed(cashSale).ms - 40);
		bench.model.line.isPlugged = false;
		bench.clock.run(200_000);
		expect(bench.driver.ticket).toBe("failed");
		expect(bench.count()).toEqual({ originals: 1, copies: 0 });
		bench.model.line.isPlugged = true;
		bench.clock.run(10_000);
		bench.driver.print(cashSale, false);
		expect(bench.settle()).toBe(true);
		expect(bench.count()).toEqual({ originals: 1, copies: 1 });
	});

	it("is printed once when it is requested twice", () => {
		const bench = new TroubleBench();
		bench.model.loadPaper(0);
		bench.clock.run(1_000);
		bench.driver.print(cashSale, false);
		bench.driver.print(cashSale, false);
		bench.model.loadPaper(10_000);
		expect(bench.settle()).toBe(true);
		bench.clock.run(5_000);
		expect(bench.count()).toEqual({ originals: 1, copies: 0 });
	});

	it("is not confused with the training slip of the same number, or the other way round", () => {
		const bench = new TroubleBench();
		bench.model.loadPaper(0);
		bench.clock.run(1_000);
		bench.driver.print(cashSale, false);
		bench.driver.print({ ...trainingSale, receiptNumber: cashSale.receiptNumber }, false);
		bench.model.loadPaper(10_000);
		expect(bench.settle()).toBe(true);
		bench.clock.run(5_000);
		const texts = bench.model.pieces.map(({ text }) => text).filter((text) => text.includes("TOTAL"));
		expect(texts.map((text) => text.includes("TRAINING"))).toEqual([false, true]);
		expect(bench.count().copies).toBe(0);
	});

	it("does not fill the memory, since the queue is bounded", () => {
		const bench = new TroubleBench();
		bench.model.isPowered = false;
		for (let number = 1; number <= 40; number++) bench.driver.print({ ...cashSale, receiptNumber: number }, false);
		bench.model.isPowered = true;
		expect(bench.settle()).toBe(true);
		expect(bench.count().originals).toBeLessThanOrEqual(4);
		expect(bench.model.pieces.some(({ text }) => text.includes("Receipt 0040"))).toBe(true);
	});

	it("limits the queue to a board's heap, however long tickets are, and prints the newest", () => {
		const bench = new TroubleBench();
		bench.model.loadPaper(0);
		bench.clock.run(1_000);
		for (let number = 1; number <= 8; number++) bench.driver.print({ ...longSale, receiptNumber: number }, false);
		bench.model.loadPaper(10_000);
		expect(bench.settle()).toBe(true);
		expect(bench.count()).toEqual({ originals: 1, copies: 0 });
		expect(bench.model.pieces.some(({ text }) => text.includes("Receipt 0008"))).toBe(true);
	});
});

describe("a ticket that is half on paper", () => {
	it("is finished, however many are handed over meanwhile", () => {
		const bench = new TroubleBench();
		bench.driver.print({ ...longSale, receiptNumber: 1 }, false);
		expect(bench.clock.run(5_000, () => bench.model.current.text.includes("Receipt 0001"))).toBe(true);
		for (let number = 2; number <= 8; number++) bench.driver.print({ ...longSale, receiptNumber: number }, false);
		expect(bench.settle()).toBe(true);
		const whole = bench.model.pieces.filter(({ text }) => text.includes("Thank you!"));
		expect(whole[0]!.text).toContain("Receipt 0001");
		expect(whole.at(-1)!.text).toContain("Receipt 0008");
	});
});

describe("a printer that is unplugged while it is idle", () => {
	it("counts as offline after two polls without an answer", () => {
		const bench = new TroubleBench();
		bench.clock.run(limits.printerPollMsIdle);
		bench.model.line.isPlugged = false;
		bench.clock.run(limits.printerPollMsIdle + 2 * limits.printerPollMsBusy + 100);
		expect(bench.driver.paper).toBe("offline");
	});
});

describe("the drawer", () => {
	it("opens once for each kick, also during a ticket and without paper, and never later", () => {
		const bench = new TroubleBench();
		bench.driver.open();
		bench.driver.print(cashSale, false);
		bench.clock.run(100);
		bench.driver.open();
		expect(bench.settle()).toBe(true);
		expect(bench.model.drawerKicks).toBe(2);
		bench.model.loadPaper(0);
		bench.clock.run(1_000);
		bench.driver.open();
		bench.clock.run(100);
		expect(bench.model.drawerKicks).toBe(3);
		bench.model.loadPaper(1_000);
		bench.clock.run(10_000);
		expect(bench.model.drawerKicks).toBe(3);
	});
});

describe("paper", () => {
	it("is reported low, out and loaded by the printer", () => {
		const changes: string[] = [];
		const bench = new TroubleBench();
		bench.model.onChange = () => changes.push(bench.driver.paper);
		bench.clock.run(1_000);
		bench.model.loadPaper(1_000);
		bench.clock.run(50);
		bench.model.loadPaper(0);
		bench.clock.run(50);
		bench.model.loadPaper(30_000);
		bench.clock.run(50);
		changes.push(bench.driver.paper);
		expect(changes.filter((state, index) => state !== changes[index - 1])).toEqual(["ok", "low", "out", "ok"]);
	});

	it("is monitored cheaply: an idle printer is polled four times a minute", () => {
		let asked = 0;
		const bench = new TroubleBench();
		const send = bench.model.line.send.bind(bench.model.line);
		bench.model.line.send = (bytes) => {
			asked++;
			send(bytes);
		};
		bench.clock.run(60_000);
		expect(asked).toBeLessThanOrEqual(10);
		bench.driver.close();
		const before = asked;
		bench.clock.run(60_000);
		expect(asked).toBe(before);
	});
});
