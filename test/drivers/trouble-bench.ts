// A printer and a terminal that prints on it; either can lose power at any moment of a ticket.
import { expect } from "vitest";
import type { Timers } from "../../firmware/core/ports.js";
import type { Picture, SaleTicket } from "../../firmware/core/ticket.js";
import { EscPosPrinter, type EscPosPrinterOptions } from "../../firmware/drivers/escpos/printer.js";
import { english } from "../../firmware/words/english.js";
import { SimulatedPrinter, type SimulatedPrinterOptions } from "../../simulator/peripherals/printer/printer.js";
import { textRaster } from "../../simulator/peripherals/text-raster.js";
import { Clockwork } from "../simulator/peripherals/clockwork.js";

export class TroubleBench {
	readonly clock = new Clockwork();
	readonly model: SimulatedPrinter;
	driver: EscPosPrinter;
	readonly #options: Partial<EscPosPrinterOptions>;
	readonly #logo: Picture | undefined;
	#board: Timers & { powerOff(): void };

	constructor(
		model: Partial<SimulatedPrinterOptions> = {},
		driver: Partial<EscPosPrinterOptions> = {},
		logo?: Picture,
	) {
		this.model = new SimulatedPrinter({ world: this.clock, keepsPixels: false, chunkBytes: 1, ...model });
		this.#options = driver;
		this.#logo = logo;
		this.#board = this.clock.board();
		this.driver = this.boot();
		this.clock.run(300);
	}

	/** Cuts the terminal's power and restores it. */
	cutBoard(offMs: number): void {
		this.#board.powerOff();
		this.model.powerOffBoard();
		this.clock.run(offMs);
		this.#board = this.clock.board();
		this.driver = this.boot();
	}

	settle(): boolean {
		return this.clock.run(120_000, () => this.driver.ticket === "printed");
	}

	get isPrinted(): boolean {
		return this.driver.ticket === "printed";
	}

	/** Pieces of paper with a complete receipt: originals and copies. */
	count(): { originals: number; copies: number } {
		const whole = this.model.pieces.filter(({ text }) => text.includes("TOTAL") && text.includes("Thank you!"));
		const copies = whole.filter(({ text }) => text.includes("COPY")).length;
		return { originals: whole.length - copies, copies };
	}

	private boot(): EscPosPrinter {
		const driver = new EscPosPrinter({
			serial: this.model.source,
			timers: this.#board,
			raster: textRaster,
			words: english.ticket,
			...this.#options,
		});
		driver.logo = this.#logo;
		return driver;
	}
}

/** Duration and bytes of a ticket without faults. */
export function undisturbed(ticket: SaleTicket, logo?: Picture): { readonly ms: number; readonly bytes: number } {
	const bench = new TroubleBench({}, {}, logo);
	const startMs = bench.clock.nowMs;
	const startBytes = bench.model.receivedCount;
	bench.driver.print(ticket, false);
	expect(bench.settle()).toBe(true);
	return { ms: bench.clock.nowMs - startMs, bytes: bench.model.receivedCount - startBytes };
}

/** Runs a printing bench up to a moment and returns its description. */
export type Moment = readonly [label: string, reach: (bench: TroubleBench) => void];

/** Moments every few bytes of the transmission, and every few milliseconds until the paper is out. */
export function moments(stepBytes: number, ticket: SaleTicket, logo?: Picture): Moment[] {
	const { ms: allMs, bytes } = undisturbed(ticket, logo);
	const all: Moment[] = [];
	for (let count = 0; count <= bytes; count += stepBytes) {
		all.push([
			`after ${count} bytes`,
			({ clock, model }) => {
				const target = model.receivedCount + count;
				expect(
					clock.run(5_000, () => model.receivedCount >= target),
					`${count} bytes`,
				).toBe(true);
			},
		]);
	}
	for (let ms = 0; ms < allMs + 100; ms += stepBytes * 4)
		all.push([`after ${ms} ms`, ({ clock }) => void clock.run(ms)]);
	return all;
}

export function expectOneReceipt(bench: TroubleBench, what: string): void {
	const { originals, copies } = bench.count();
	expect(originals, what).toBeLessThanOrEqual(1);
	expect(copies, what).toBeLessThanOrEqual(1);
	expect(originals + copies, what).toBeGreaterThanOrEqual(1);
}
