// One ticket on its way to paper: cut into segments, each confirmed by the printer before the next is sent.
import { assert } from "../../core/assert.js";
import { limits } from "../../core/limits.js";
import type { Ticket, TicketWords } from "../../core/ticket.js";
import { askProcessed, commands } from "./commands.js";
import type { Encoder } from "./encoder.js";
import { type LayoutOptions, layOutPart, partCount } from "./layout.js";
import type { PaperLine } from "./paper-line.js";

/**
 * How a printer says that it has processed what it was sent: with the id of GS ( H, by a reply to GS r that names
 * nothing, not at all, or not known yet.
 */
export type Confirmation = "unknown" | "byId" | "inTurn" | "never";

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
	/** Undefined for the language of the terminal. Takes effect when printing begins, also when it begins again. */
	words: TicketWords | undefined;
	/** Some of it may be on paper. */
	hasBegun = false;
	/** All of it was sent: the customer may hold the whole ticket. */
	mayBeWhole = false;
	/** Attempts after which the customer may have held the whole ticket. */
	wholeCount = 0;
	/** Segments that a printer in order did not confirm. */
	unconfirmedCount = 0;
	/** What the printer returns when the current segment is done; undefined between segments. */
	awaitedId: string | undefined;
	/** Lines of the current segment that were given to the outbox. */
	segmentLines = 0;
	/** When the current segment was begun. */
	sentAtMs = 0;
	/** Undefined until printing begins. */
	#layout: LayoutOptions | undefined;
	/** The part that is laid out, -1 for what goes before the ticket, and its next line. */
	#part = -1;
	#lines: readonly PaperLine[] = [];
	#next = 0;
	/** Bytes of the segment that is being sent; undefined once the printer was asked to confirm it. */
	#segmentBytes: number | undefined;

	constructor(ticket: Ticket, isCopy: boolean, queuedAtMs: number, words?: TicketWords) {
		this.ticket = ticket;
		this.isCopy = isCopy;
		this.queuedAtMs = queuedAtMs;
		this.words = words;
	}

	get isUnderWay(): boolean {
		return this.#layout !== undefined;
	}

	/** The segment was given to the outbox, its request included. */
	get isAsked(): boolean {
		return this.#segmentBytes === undefined;
	}

	/** No line is left. */
	get isAtEnd(): boolean {
		return this.line() === undefined;
	}

	/** Nothing is left but the cut. */
	get isAtCut(): boolean {
		const line = this.line();
		return line === undefined || (line.kind === "cut" && this.#part === partCount(this.ticket) - 1);
	}

	/** Lines to print before the ticket, and how to lay it out. */
	begin(before: readonly PaperLine[], layout: LayoutOptions): void {
		this.#layout = layout;
		this.#part = -1;
		this.#lines = before;
		this.#next = 0;
		this.awaitedId = undefined;
	}

	/** Printing was interrupted: starts again, and as a copy if the first attempt may have been complete. */
	restart(): void {
		this.#layout = undefined;
		this.#lines = [];
		this.#segmentBytes = undefined;
		this.awaitedId = undefined;
		if (this.mayBeWhole) {
			this.isCopy = true;
			this.wholeCount++;
		}
		this.mayBeWhole = false;
	}

	/**
	 * Each segment begins with the printer's settings, so that a power cut between two segments changes nothing. It is
	 * so short that a printer which loses power within a segment cannot be back before the end of the segment was sent.
	 */
	beginSegment(encoder: Encoder, id: string): Uint8Array {
		assert(!this.isAtEnd, "a segment needs lines");
		encoder.reset();
		this.awaitedId = id;
		this.hasBegun = true;
		this.#segmentBytes = 0;
		this.segmentLines = 0;
		return Uint8Array.from([...commands.initialise, ...commands.statusBack]);
	}

	/** The segment's next commands: those of one line, or the request for confirmation. Undefined after that. */
	nextCommands(encoder: Encoder, confirmation: Confirmation): Uint8Array[] | undefined {
		const segmentBytes = this.#segmentBytes;
		if (segmentBytes === undefined) return undefined;
		const line = this.line();
		const pieces = line ? encoder.encode(line) : [];
		const bytes = pieces.reduce((sum, piece) => sum + piece.length, segmentBytes);
		if (line && (segmentBytes === 0 || bytes <= limits.printerSegmentBytesMax)) {
			this.#segmentBytes = bytes;
			this.#next++;
			this.segmentLines++;
			return pieces;
		}
		this.#segmentBytes = undefined;
		const requests: Uint8Array[] = [];
		if (confirmation !== "inTurn") requests.push(askProcessed(this.awaitedId!));
		if (confirmation !== "byId") requests.push(Uint8Array.from(commands.askInTurn));
		return requests;
	}

	/** The next line; lays out the next part where one is at its end. */
	private line(): PaperLine | undefined {
		while (this.#layout !== undefined && this.#next >= this.#lines.length) {
			if (this.#part >= partCount(this.ticket) - 1) return undefined;
			this.#part++;
			this.#lines = layOutPart(this.ticket, this.#part, this.#layout);
			this.#next = 0;
		}
		return this.#lines[this.#next];
	}
}
