// An ESC/POS receipt printer. A ticket counts as printed when the printer confirms it, not when it was sent. Whatever
// loses power in between, the customer ends up with one complete receipt, or with one that is marked as a copy. The
// queue is held in RAM only and drops what is too old, so that no ticket of the day before is printed in the morning.
// docs/printing.md describes the protocol.
import type { FaultCode } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { NameDrawings, SerialSource, TextRaster, Timers } from "../../core/ports.js";
import type {
	CashDrawer,
	PaperState,
	Picture,
	Ticket,
	TicketPrinter,
	TicketState,
	TicketWords,
} from "../../core/ticket.js";
import type { PrinterProfileName } from "../../core/printer-profiles.js";
import { askProcessed, commands, payloadBytesMax } from "./commands.js";
import { Encoder } from "./encoder.js";
import { type Confirmation, Job, linesHeld, sameTicket } from "./job.js";
import { PrinterLink, type PrinterLinkListener } from "./link.js";
import { centered, type PaperLine } from "./paper-line.js";
import { profileOf, profiles } from "./profiles.js";

export interface EscPosPrinterOptions {
	readonly serial: SerialSource;
	readonly timers: Timers;
	readonly paperMillimetres?: 58 | 80;
	/** Left out: what the printer says of itself decides. */
	readonly profile?: PrinterProfileName;
	/** Draws characters that no code page has. */
	readonly raster?: TextRaster | undefined;
	readonly words: TicketWords;
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
/** The mark by which a printer that was found is asked what it can; those of segments are below. */
const probeId = "TMP0";

export class EscPosPrinter implements TicketPrinter, CashDrawer, PrinterLinkListener {
	readonly #timers: Timers;
	/** 32 columns on 58 mm, 48 on 80 mm. */
	paperMillimetres: 58 | 80;
	logo: Picture | undefined;
	/** Names that are drawn by their pictures; undefined where the catalog has none. */
	names: NameDrawings | undefined;
	/** Chosen by the stallholder. Takes effect from the next ticket on. */
	profile: PrinterProfileName;
	/** The terminal's language. Takes effect from the next ticket on. */
	words: TicketWords;
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
	#confirmation: Confirmation = "unknown";
	/** When the printer was last asked how it confirms, or was last ready since then. */
	#probedAtMs = 0;
	/** What the printer calls itself. */
	#model: string | undefined;
	/** What happened to a ticket that is no longer in the queue; until the next one is handed over. */
	#notice: FaultCode | undefined;

	constructor(options: EscPosPrinterOptions) {
		this.#timers = options.timers;
		this.paperMillimetres = options.paperMillimetres ?? 58;
		this.words = options.words;
		this.profile = options.profile ?? "automatic";
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

	/** What happened to a ticket, otherwise what keeps one from being printed: nothing, once the last is printed. */
	get fault(): FaultCode | undefined {
		return this.#notice ?? (this.#ticket === "printed" ? undefined : this.obstacle);
	}

	private get obstacle(): FaultCode | undefined {
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

	print(ticket: Ticket, isCopy: boolean, words?: TicketWords): void {
		this.#notice = undefined;
		const waiting = this.#queue.find((job) => sameTicket(job.ticket, ticket) && (!isCopy || job.words === words));
		if (waiting !== undefined) waiting.words = words;
		else {
			const isDoubtful = this.#doubtful !== undefined && sameTicket(this.#doubtful, ticket);
			if (isDoubtful) this.#doubtful = undefined;
			this.makeRoom(linesHeld(ticket));
			this.#queue.push(new Job(ticket, isCopy || isDoubtful, this.#timers.uptimeMs(), words));
		}
		this.setTicket(this.obstacle === undefined ? "printing" : "failed");
		this.#link.isBusy = true;
		this.work();
	}

	/** Kicks the drawer between two commands of a ticket, if one is being printed. */
	open(): void {
		if (this.#link.state === "offline") return;
		this.#link.outbox.addFirst(this.obstacle === undefined ? commands.kickDrawer : commands.kickDrawerNow);
		this.#link.pump();
	}

	/** Idempotent. Tickets that are not printed yet are dropped. */
	close(): void {
		this.#queue.length = 0;
		this.#link.close();
	}

	/** It may be another printer than before. */
	printerFound(): void {
		this.#confirmation = "unknown";
		this.#model = undefined;
		this.resynchronise();
	}

	identified(model: string): void {
		this.#model = model;
	}

	paperChanged(state: PaperState): void {
		const job = this.#queue[0];
		if (state !== "ok" && state !== "low") {
			if (job !== undefined) {
				this.noteProgress(job);
				this.#isBroken ||= job.isUnderWay;
				this.#ticket = "failed";
			}
		} else this.#probedAtMs = this.#timers.uptimeMs();
		this.#listener?.printerChanged();
		this.work();
	}

	processed(id: string | undefined): void {
		const wasKnown = this.#confirmation === "byId" || this.#confirmation === "inTurn";
		if (id !== undefined) this.#confirmation = "byId";
		else if (!wasKnown) this.#confirmation = "inTurn";
		const job = this.#queue[0];
		const isAnswer = this.#confirmation === "byId" ? id === job?.awaitedId : id === undefined;
		if (job?.awaitedId !== undefined && isAnswer && !this.#isBroken) this.confirm(job);
		else if (!wasKnown) this.work();
	}

	private confirm(job: Job): void {
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

	/** Makes room for `lines` more by dropping the oldest tickets that have not begun, and says so. */
	private makeRoom(lines: number): void {
		const queue = this.#queue;
		let held = queue.reduce((sum, job) => sum + linesHeld(job.ticket), lines);
		while (held > limits.printQueueLinesMax) {
			const index = queue.findIndex((job) => !job.hasBegun);
			if (index < 0) return;
			held -= linesHeld(queue[index]!.ticket);
			queue.splice(index, 1);
			this.#notice = "PRINTER_TICKET_DROPPED";
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
		if (this.obstacle !== undefined || this.isProbing(nowMs)) return;
		const forMs = job.awaitedId === undefined ? 0 : nowMs - job.sentAtMs;
		if (job.awaitedId !== undefined && this.isTakenAsPrinted(job, forMs)) {
			this.confirm(job);
			return;
		}
		const isLate = forMs > limits.printConfirmMsMax;
		if (isLate) job.unconfirmedCount++;
		if ((this.#isBroken || isLate) && !this.breakOff(job)) return;
		if (job.awaitedId === undefined) this.beginSegment(job, nowMs);
		this.feed(job);
	}

	/** A printer that was just found still has time to say how it confirms. */
	private isProbing(nowMs: number): boolean {
		if (this.#confirmation !== "unknown") return false;
		if (nowMs - this.#probedAtMs <= limits.printConfirmMsMax) return true;
		this.#confirmation = "never";
		return false;
	}

	/**
	 * Nothing better can be known of a printer that confirms nothing than that it was given all bytes and enough time
	 * to print them, and then reported no problem. The next segment waits as well: the line has no flow control.
	 */
	private isTakenAsPrinted(job: Job, forMs: number): boolean {
		if (this.#confirmation !== "never" || this.#isBroken || !job.isAsked || !this.#link.outbox.isEmpty)
			return false;
		return forMs > job.segmentLines * limits.printLineMs + (job.isAtEnd ? limits.printSilentMs : 0);
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
			const commands = job.nextCommands(this.#encoder, this.#confirmation);
			if (commands === undefined) break;
			for (const command of commands) this.#link.outbox.add(command);
			this.#link.pump();
			this.noteProgress(job);
		}
	}

	private begin(job: Job): void {
		const columns = this.paperMillimetres === 58 ? 32 : 48;
		this.#encoder.columns = columns;
		this.#encoder.selectors = this.profile === "automatic" ? profileOf(this.#model) : profiles[this.profile];
		const words = job.words ?? this.words;
		this.#encoder.names = this.names;
		this.#encoder.isRightToLeft = words.formats.isRightToLeft === true;
		const before: PaperLine[] = [];
		if (this.#mayHoldRest) {
			if (job.hasBegun) before.push(centered(words.incomplete, true));
			before.push({ kind: "cut" });
		}
		job.begin(before, { columns, words, isCopy: job.isCopy, logo: this.logo, names: this.names });
	}

	/**
	 * Prepares the ticket to be printed again. Returns false where it was given up instead: a printer that does not
	 * confirm would go on to print copies.
	 */
	private breakOff(job: Job): boolean {
		this.#isBroken = false;
		job.restart();
		const isHopeless = job.wholeCount >= limits.printAttemptsMax || job.unconfirmedCount >= limits.printAttemptsMax;
		if (isHopeless) {
			this.#confirmation = "unknown";
			this.#notice = "PRINTER_UNCONFIRMED";
		}
		this.resynchronise();
		if (isHopeless) this.drop(job);
		return !isHopeless;
	}

	private giveUp(job: Job): void {
		this.#isBroken = false;
		if (job.isUnderWay) this.resynchronise();
		if (this.#queue.length > 1) this.#notice = "PRINTER_TICKET_DROPPED";
		this.drop(job);
	}

	private drop(job: Job): void {
		this.#queue.shift();
		if (job.mayBeWhole || job.wholeCount > 0) this.#doubtful = job.ticket;
		if (this.#queue.length === 0) this.setTicket("failed");
		this.work();
	}

	/**
	 * Ends any command that the printer may be in the middle of, and restores its power-on settings. Asks how it
	 * confirms unless that is known: what it prints of requests that it does not have is a line that ESC @ drops.
	 */
	private resynchronise(): void {
		const { outbox } = this.#link;
		outbox.clear();
		outbox.add(commands.clearBuffers);
		outbox.add(new Uint8Array(payloadBytesMax));
		if (this.#confirmation === "unknown") {
			this.#probedAtMs = this.#timers.uptimeMs();
			outbox.add(commands.askModel);
			outbox.add(askProcessed(probeId));
			outbox.add(commands.askInTurn);
		}
		outbox.add([...commands.initialise, ...commands.statusBack]);
		this.#link.pump();
	}

	private setTicket(state: TicketState): void {
		this.#ticket = state;
		this.#listener?.printerChanged();
	}
}
