// One ticket on its way to paper: cut into segments, each confirmed by the printer before the next is sent.
import { assert } from "../../core/assert.js";
import { limits } from "../../core/limits.js";
import type { Ticket } from "../../core/ticket.js";
import { askProcessed, commands } from "./commands.js";
import type { Encoder } from "./encoder.js";
import type { PaperLine } from "./paper-line.js";

/** Whether two tickets are the same: receipts by number and kind, reports by title and shift, self-tests by result. */
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
	return one.kind === "selfTest" && other.kind === "selfTest" && one.qrText === other.qrText;
}

/** The memory that header, totals and taxes of a ticket take, in lines. */
const frameLines = 8;

/** The memory that a ticket takes while it waits, in lines. */
export function linesHeld(ticket: Ticket): number {
	return frameLines + (ticket.kind === "sale" ? ticket.lines.length + ticket.discounts.length : ticket.rows.length);
}

export class Job {
	readonly ticket: Ticket;
	readonly queuedAtMs: number;
	isCopy: boolean;
	/** Some of it may be on paper. */
	hasBegun = false;
	/** All of it was sent: the customer may hold the whole ticket. */
	mayBeWhole = false;
	/** What the printer returns when the current segment is done; undefined between segments. */
	awaitedId: string | undefined;
	/** When the current segment was sent, or when the printer was last ready since then. */
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

	/** Printing was interrupted: starts again, and as a copy if the first attempt may have been complete. */
	restart(): void {
		this.#lines = [];
		this.awaitedId = undefined;
		if (this.mayBeWhole) this.isCopy = true;
		this.mayBeWhole = false;
	}

	/**
	 * The next segment's commands. Each segment begins with the printer's settings, so that a power cut between two
	 * segments changes nothing. It is so short that a printer which loses power within a segment cannot be back before
	 * the end of the segment was sent.
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
