// The serial line to the printer. It is opened, reopened after a failure, and polled to find out whether the printer is
// there. It knows nothing of tickets.
import { limits } from "../../core/limits.js";
import type { ByteStream, SerialSource, StreamListener, Timer, Timers } from "../../core/ports.js";
import type { PaperState } from "../../core/ticket.js";
import { commands } from "./commands.js";
import { Outbox } from "./outbox.js";
import { paperState, type StatusListener, StatusReader } from "./status.js";

export interface PrinterLinkListener {
	/** The printer answered for the first time, or after a silence: whatever was sent before may be lost. */
	printerFound(): void;
	/** The paper's state changed; "offline" means that the printer does not answer. */
	paperChanged(state: PaperState): void;
	/** Everything before a request has been processed; `id` as in GS ( H, undefined for GS r. */
	processed(id: string | undefined): void;
	/** The printer's answer to GS I 67. */
	identified(model: string): void;
	/** Commands were sent, or time has passed: the printer driver checks its progress. */
	ticked(): void;
}

/** Polls without an answer before the printer counts as offline. */
const missedMax = 2;

export class PrinterLink implements StreamListener, StatusListener {
	readonly outbox = new Outbox();
	readonly #serial: SerialSource;
	readonly #timers: Timers;
	readonly #listener: PrinterLinkListener;
	readonly #status = new StatusReader(this);
	#stream: ByteStream | undefined;
	#poll: Timer | undefined;
	/** Replies that the last poll still lacks: first the causes of being offline, then the paper. */
	#awaiting = 0;
	#offlineCauses = 0;
	#missed = 0;
	#state: PaperState = "offline";
	#isBusy = false;
	/** Bytes that belong to no known reply. */
	noiseCount = 0;

	constructor(serial: SerialSource, timers: Timers, listener: PrinterLinkListener) {
		this.#serial = serial;
		this.#timers = timers;
		this.#listener = listener;
	}

	/** Starts polling. Not done in the constructor, because callbacks may come at once. */
	open(): void {
		this.openStream();
		this.pollLater();
	}

	get state(): PaperState {
		return this.#state;
	}

	/** Polls often while a ticket is being printed, and rarely otherwise. */
	set isBusy(isBusy: boolean) {
		if (isBusy === this.#isBusy) return;
		this.#isBusy = isBusy;
		this.pollLater();
	}

	pump(): void {
		if (this.#stream !== undefined) this.outbox.pump(this.#stream);
	}

	close(): void {
		this.#poll?.cancel();
		this.#poll = undefined;
		this.#stream?.close();
		this.#stream = undefined;
	}

	onReadable(): void {
		const bytes = this.#stream?.read();
		if (bytes === undefined) return;
		for (const byte of new Uint8Array(bytes)) this.#status.read(byte);
	}

	onWritable(count = 0): void {
		this.outbox.grant(count);
		// On some boards the first call comes while the stream is being made. The next tick pumps then.
		this.pump();
		this.#listener.ticked();
	}

	/** The line itself failed; the next poll opens it again. */
	onError(): void {
		this.#stream?.close();
		this.#stream = undefined;
		this.become("offline");
	}

	replied(byte: number): void {
		if (this.#awaiting === 0) return;
		this.#awaiting--;
		if (this.#awaiting > 0) {
			this.#offlineCauses = byte;
			return;
		}
		this.#missed = 0;
		this.become(paperState(this.#offlineCauses, byte));
		this.pollLater();
	}

	stateReported(state: PaperState): void {
		// A printer that was offline is found by its replies, and is then set up again.
		if (this.#state !== "offline") this.become(state);
	}

	processed(id: string | undefined): void {
		this.#listener.processed(id);
	}

	identified(model: string): void {
		this.#listener.identified(model);
	}

	noiseRead(): void {
		this.noiseCount++;
	}

	private openStream(): void {
		this.outbox.reopen();
		this.#status.reset();
		this.#stream = new this.#serial.io(this);
		this.ask();
	}

	private pollLater(): void {
		this.#poll?.cancel();
		const isSilent = this.#state === "offline" || this.#awaiting > 0;
		const delayMs = this.#isBusy || isSilent ? limits.printerPollMsBusy : limits.printerPollMsIdle;
		this.#poll = this.#timers.start(delayMs, () => {
			if (this.#stream === undefined) this.openStream();
			else this.check();
			this.pollLater();
			this.#listener.ticked();
		});
	}

	private check(): void {
		if (this.#awaiting > 0 && ++this.#missed >= missedMax) {
			this.#missed = 0;
			this.#status.reset();
			this.become("offline");
		}
		this.ask();
	}

	private ask(): void {
		this.#awaiting = 2;
		this.outbox.addFirst([...commands.askOffline, ...commands.askPaper]);
		this.pump();
	}

	private become(state: PaperState): void {
		if (state === this.#state) return;
		const wasGone = this.#state === "offline";
		this.#state = state;
		if (wasGone) this.#listener.printerFound();
		this.#listener.paperChanged(state);
		if (state === "offline") this.outbox.clear();
	}
}
