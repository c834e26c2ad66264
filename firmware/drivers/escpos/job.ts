// One ticket on its way to paper: cut into segments, each confirmed by the printer before the next is sent.
import { assert } from "../../core/assert.js";
import { limits } from "../../core/limits.js";
import type { Ticket } from "../../core/ticket.js";
import { askProcessed, commands } from "./commands.js";
import type { Encoder } from "./encoder.js";
import type { PaperLine } from "./paper-line.js";

/** Whether a paper says the same as another one: receipts by their number and kind, reports by title and shift. */
export function sameTicket(one: Ticket, other: Ticket): boolean {
	if (one.kind === "sale" && other.kind === "sale") {
		return (
			one.receiptNumber === other.receiptNumber &&
			one.isTraining === other.isTraining &&
			one.withoutPrices === other.withoutPrices &&
			one.header.terminal === other.header.terminal
		);
	}
	if (one.kind === "report" && other.kind === "report") return one.shift === other.shift && one.title === other.title;
	return false;
}

/** Header, totals and taxes of a ticket take as much memory as so many of its lines. */
const frameLines = 8;

/** What a ticket takes while it waits, in lines. */
export function linesHeld(ticket: Ticket): number {
	return frameLines + (ticket.kind === "sale" ? ticket.lines.length + ticket.discounts.length : ticket.rows.length);
}

export class Job {
	readonly ticket: Ticket;
	readonly queuedAtMs: number;
	isCopy: boolean;
	/** Some of it may be on paper. */
	hasBegun = false;
	/** All of it was given to the line: the customer may hold it whole. */
	mayBeWhole = false;
	/** What the printer returns when the segment under way is done; undefined between segments. */
	awaitedId: string | undefined;
	/** When the segment under way was sent, or when the printer was last in order since. */
	sentAtMs = 0;
	#lines: readonly PaperLine[] = [];
	#next = 0;

	constructor(ticket: Ticket, isCopy: boolean, queuedAtMs: number) {
		this.ticket = ticket;
		this.isCopy = isCopy;
		this.queuedAtMs = queuedAtMs;
	}

	get isUnderWay(): boolean {
		return this.#lines.length > 0;
	}

	get isAtEnd(): boolean {
		return this.#next >= this.#lines.length;
	}

	begin(lines: readonly PaperLine[]): void {
		this.#lines = lines;
		this.#next = 0;
		this.awaitedId = undefined;
	}

	/** Printing was broken off: begin again, and say that it is a copy when the first may have come out whole. */
	restart(): void {
		this.#lines = [];
		this.awaitedId = undefined;
		if (this.mayBeWhole) this.isCopy = true;
		this.mayBeWhole = false;
	}

	/**
	 * The next segment's commands. Each begins with the printer's settings, so that a printer that lost power between
	 * two segments goes on as if nothing had happened, and is so short that one that lost power within a segment cannot
	 * be back before the segment's end was sent.
	 */
	nextSegment(encoder: Encoder, id: string, inTurnOnly: boolean): Uint8Array[] {
		assert(!this.isAtEnd, "a segment needs lines");
		encoder.reset();
		const segment: Uint8Array[] = [Uint8Array.from([...commands.initialise, ...commands.statusBack])];
		let byteCount = 0;
		for (; this.#next < this.#lines.length; this.#next++) {
			const line = this.#lines[this.#next];
			if (line === undefined) break;
			const pieces = encoder.encode(line);
			let lineBytes = 0;
			for (const piece of pieces) lineBytes += piece.length;
			if (byteCount > 0 && byteCount + lineBytes > limits.printerSegmentBytesMax) break;
			byteCount += lineBytes;
			segment.push(...pieces);
		}
		segment.push(Uint8Array.from(inTurnOnly ? commands.askInTurn : askProcessed(id)));
		this.awaitedId = id;
		this.hasBegun = true;
		return segment;
	}
}
