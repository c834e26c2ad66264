// An ESC/POS receipt printer. A ticket counts as printed when the printer confirms it, not when it was sent. Whatever
// loses power in between, the customer ends up with one complete receipt, or with one that is marked as a copy. The
// queue is held in RAM only and drops what is too old, so that no ticket of the day before is printed in the morning.
// docs/printing.md describes the protocol.
import type { FaultCode } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { SerialSource, TextRaster, Timers } from "../../core/ports.js";
import type {
	CashDrawer,
	PaperState,
	Picture,
	Ticket,
	TicketPrinter,
	TicketState,
	TicketWords,
} from "../../core/ticket.js";
import { commands, payloadBytesMax } from "./commands.js";
import { Encoder } from "./encoder.js";
import { Job, linesHeld, sameTicket } from "./job.js";
import { PrinterLink, type PrinterLinkListener } from "./link.js";
import { centered, type PaperLine } from "./paper-line.js";

export interface EscPosPrinterOptions {
	readonly serial: SerialSource;
	readonly timers: Timers;
	readonly paperMillimetres?: 58 | 80;
	/** Draws characters that no code page has. */
	readonly raster?: TextRaster | undefined;
	readonly words: TicketWords;
	/** False for printers without GS ( H. GS r confirms then, which does not identify what it confirms. */
	readonly hasProcessId?: boolean;
	readonly listener?: PrinterListener | undefined;
}

export interface PrinterListener {
	/** `ticket`, `paper` or `fault` changed. */
	printerChanged(): void;
}

/**
 * The last line, the cut and the request for confirmation. Once no more than these are left to write, the ticket may be
 * complete.
 */
const segmentTailBytes = 64;

export class EscPosPrinter implements TicketPrinter, CashDrawer, PrinterLinkListener {
	readonly #timers: Timers;
	/** 32 columns on 58 mm, 48 on 80 mm. */
	paperMillimetres: 58 | 80;
	logo: Picture | undefined;
	readonly #words: TicketWords;
	readonly #hasProcessId: boolean;
	readonly #listener: PrinterListener | undefined;
	readonly #encoder: Encoder;
	readonly #link: PrinterLink;
	readonly #queue: Job[] = [];
	/** The ticket given up last, if it may have been printed completely. */
	#doubtful: Ticket | undefined;
	#ticket: TicketState = "idle";
	#segmentCount = 0;
	/** Paper of an earlier power-on, or of an interrupted ticket, may hang out of the printer. */
	#mayHoldRest = true;
	/** The printer stopped being ready since the current segment began: the segment is lost. */
	#isBroken = false;

	constructor(options: EscPosPrinterOptions) {
		this.#timers = options.timers;
		this.paperMillimetres = options.paperMillimetres ?? 58;
		this.#words = options.words;
		this.#hasProcessId = options.hasProcessId ?? true;
		this.#listener = options.listener;
		this.#encoder = new Encoder({ textRaster: options.raster });
		this.#link = new PrinterLink(options.serial, options.timers, this);
		this.#link.open();
	}

	get ticket(): TicketState {
		return this.#ticket;
	}

	get paper(): PaperState {
		return this.#link.state;
	}

	get fault(): FaultCode | undefined {
		switch (this.#link.state) {
			case "out":
				return "PRINTER_PAPER_OUT";
			case "cover":
				return "PRINTER_COVER_OPEN";
			case "offline":
				return "PRINTER_OFFLINE";
			default:
				return undefined;
		}
	}

	print(ticket: Ticket, isCopy: boolean): void {
		const waiting = this.#queue.find((job) => sameTicket(job.ticket, ticket));
		if (waiting === undefined) {
			const isDoubtful = this.#doubtful !== undefined && sameTicket(this.#doubtful, ticket);
			if (isDoubtful) this.#doubtful = undefined;
			this.makeRoom(linesHeld(ticket));
			this.#queue.push(new Job(ticket, isCopy || isDoubtful, this.#timers.uptimeMs()));
		}
		this.setTicket(this.fault === undefined ? "printing" : "failed");
		this.#link.isBusy = true;
		this.work();
	}

	/** Kicks the drawer between two commands of a ticket, if one is being printed. */
	open(): void {
		if (this.#link.state === "offline") return;
		this.#link.outbox.addFirst(this.fault === undefined ? commands.kickDrawer : commands.kickDrawerNow);
		this.#link.pump();
	}

	/** Idempotent. Tickets that are not printed yet are dropped. */
	close(): void {
		this.#queue.length = 0;
		this.#link.close();
	}

	printerFound(): void {
		this.resynchronise();
	}

	paperChanged(state: PaperState): void {
		const job = this.#queue[0];
		if (state !== "ok" && state !== "low") {
			if (job !== undefined) {
				this.noteProgress(job);
				this.#isBroken ||= job.isUnderWay;
				this.#ticket = "failed";
			}
		}
		this.#listener?.printerChanged();
		this.work();
	}

	processed(id: string | undefined): void {
		const job = this.#queue[0];
		if (job?.awaitedId === undefined || this.#isBroken) return;
		if (this.#hasProcessId ? id !== job.awaitedId : id !== undefined) return;
		job.awaitedId = undefined;
		if (job.isAtEnd) {
			this.#queue.shift();
			this.#mayHoldRest = false;
			if (this.#queue.length === 0) this.setTicket("printed");
		}
		this.work();
	}

	ticked(): void {
		this.work();
	}

	/** Makes room for `lines` more by dropping the oldest tickets that have not begun. */
	private makeRoom(lines: number): void {
		const queue = this.#queue;
		let held = queue.reduce((sum, job) => sum + linesHeld(job.ticket), lines);
		while (held > limits.printQueueLinesMax) {
			const index = queue.findIndex((job) => !job.hasBegun);
			if (index < 0) return;
			held -= linesHeld(queue[index]!.ticket);
			queue.splice(index, 1);
		}
	}

	/** Sends the next segment, or gives up a ticket that is too old. */
	private work(): void {
		const job = this.#queue[0];
		if (job === undefined) {
			this.#link.isBusy = false;
			return;
		}
		this.noteProgress(job);
		const nowMs = this.#timers.uptimeMs();
		if (nowMs - job.queuedAtMs > limits.printTicketAgeMsMax) {
			this.giveUp(job);
			return;
		}
		if (this.fault !== undefined) return;
		if (this.#isBroken || (job.awaitedId !== undefined && nowMs - job.sentAtMs > limits.printConfirmMsMax))
			this.breakOff(job);
		if (job.awaitedId === undefined) this.beginSegment(job, nowMs);
		this.feed(job);
	}

	/** Once no more than the end of the last segment is left to write, the customer may hold a whole receipt. */
	private noteProgress(job: Job): void {
		if (this.#isBroken) return;
		if (job.awaitedId !== undefined && job.isAtCut && this.#link.outbox.byteCount <= segmentTailBytes)
			job.mayBeWhole = true;
	}

	private beginSegment(job: Job, nowMs: number): void {
		if (!job.isUnderWay) {
			this.begin(job);
			this.#mayHoldRest = true;
		}
		this.#segmentCount = (this.#segmentCount + 1) % 10_000;
		const id = String(this.#segmentCount).padStart(4, "0");
		this.#link.outbox.add(job.beginSegment(this.#encoder, id));
		job.sentAtMs = nowMs;
		if (this.#ticket !== "printing") this.setTicket("printing");
		this.#link.pump();
	}

	/** Encodes the next line when all before it was written: a whole segment would take several kilobytes of heap. */
	private feed(job: Job): void {
		while (this.#link.outbox.isEmpty) {
			const commands = job.nextCommands(this.#encoder, !this.#hasProcessId);
			if (commands === undefined) break;
			for (const command of commands) this.#link.outbox.add(command);
			this.#link.pump();
			this.noteProgress(job);
		}
	}

	private begin(job: Job): void {
		const columns = this.paperMillimetres === 58 ? 32 : 48;
		this.#encoder.columns = columns;
		const before: PaperLine[] = [];
		if (this.#mayHoldRest) {
			if (job.hasBegun) before.push(centered(this.#words.incomplete, true));
			before.push({ kind: "cut" });
		}
		job.begin(before, { columns, words: this.#words, isCopy: job.isCopy, logo: this.logo });
	}

	private breakOff(job: Job): void {
		this.#isBroken = false;
		job.restart();
		this.resynchronise();
	}

	private giveUp(job: Job): void {
		this.#queue.shift();
		this.#isBroken = false;
		if (job.mayBeWhole) this.#doubtful = job.ticket;
		if (job.isUnderWay) this.resynchronise();
		if (this.#queue.length === 0) this.setTicket("failed");
		this.work();
	}

	/** Ends any command that the printer may be in the middle of, and restores its power-on settings. */
	private resynchronise(): void {
		const { outbox } = this.#link;
		outbox.clear();
		outbox.add(commands.clearBuffers);
		outbox.add(new Uint8Array(payloadBytesMax));
		outbox.add([...commands.initialise, ...commands.statusBack]);
		this.#link.pump();
	}

	private setTicket(state: TicketState): void {
		this.#ticket = state;
		this.#listener?.printerChanged();
	}
}
