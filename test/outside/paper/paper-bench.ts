// A terminal's printer driver and a printer of any kind, judged by what is on the paper.
import { expect } from "vitest";
import type { Ticket } from "../../../firmware/core/ticket.js";
import { EscPosPrinter, type EscPosPrinterOptions } from "../../../firmware/drivers/escpos/printer.js";
import { english } from "../../../firmware/words/english.js";
import type { PaperPiece } from "../../../simulator/peripherals/printer/paper.js";
import { SimulatedPrinter, type SimulatedPrinterOptions } from "../../../simulator/peripherals/printer/printer.js";
import { textRaster } from "../../../simulator/peripherals/text-raster.js";
import { Clockwork } from "../../simulator/peripherals/clockwork.js";

export class PaperBench {
	readonly clock = new Clockwork();
	readonly model: SimulatedPrinter;
	readonly driver: EscPosPrinter;

	constructor(model: Partial<SimulatedPrinterOptions> = {}, driver: Partial<EscPosPrinterOptions> = {}) {
		this.model = new SimulatedPrinter({ world: this.clock, ...model });
		this.driver = new EscPosPrinter({
			serial: this.model.source,
			timers: this.clock,
			raster: textRaster,
			words: english.ticket,
			...driver,
		});
		// The printer is found and asked what it can.
		this.clock.run(20_000);
	}

	/** Prints a ticket and waits until it is decided whether it was printed. */
	print(ticket: Ticket, isCopy = false): PaperPiece {
		this.driver.print(ticket, isCopy);
		expect(this.clock.run(200_000, () => this.driver.ticket !== "printing")).toBe(true);
		this.clock.run(10_000);
		return this.model.receipts.at(-1)!;
	}

	/** Pieces of paper with a total: originals, and those marked as copies. */
	count(): { originals: number; copies: number } {
		const whole = this.model.pieces.filter(({ lines }) => lines.some((line) => /TOTAL|picture 1\d\d /.test(line)));
		const copies = whole.filter(({ text }) => text.includes("COPY")).length;
		return { originals: whole.length - copies, copies };
	}
}

/** Whether this text stands on the paper as dots, drawn with the terminal's font, each dot `scale` times. */
export function showsDrawn(
	piece: PaperPiece,
	left: string,
	right: string,
	scale: 1 | 2 = 1,
	isCentred = false,
): boolean {
	const { widthBytes, height, rows } = textRaster.draw(left, right, piece.widthDots / scale);
	const paper = piece.rowsFrom(0);
	const inset = isCentred ? (piece.widthDots - widthBytes * 8 * scale) >> 1 : 0;
	const isRow = (at: number, y: number): boolean => {
		for (let x = 0; x < widthBytes * 8 * scale; x++) {
			const dot = Math.floor(x / scale);
			const byte = rows[Math.floor(y / scale) * widthBytes + (dot >> 3)]!;
			if ((paper[at + y]?.[inset + x] ?? 0) !== ((byte >> (7 - (dot & 7))) & 1)) return false;
		}
		return true;
	};
	for (let at = 0; at + height * scale <= paper.length; at++) {
		let y = 0;
		while (y < height * scale && isRow(at, y)) y++;
		if (y === height * scale) return true;
	}
	return false;
}
