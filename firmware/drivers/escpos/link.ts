// The serial line to the printer. It is opened, reopened after a failure, and polled to find out whether the printer is
// there. It knows nothing of tickets.
import { limits } from "../../core/limits.js";
import type { ByteStream, SerialSource, Timer, Timers } from "../../core/ports.js";
import type { PaperState } from "../../core/ticket.js";
import { commands } from "./commands.js";
import { Outbox } from "./outbox.js";
import { paperState, StatusReader } from "./status.js";

export interface PrinterLinkOptions {
	readonly serial: SerialSource;
	readonly timers: Timers;
	/** The printer answered for the first time, or after a silence: whatever was sent before may be lost. */
	onFound(): void;
	/** The paper's state changed; "offline" means that the printer does not answer. */
	onState(state: PaperState): void;
	/** Everything before a request has been processed; `id` as in GS ( H, undefined for GS r. */
	onDone(id: string | undefined): void;
	/** Commands were sent, or time has passed: the printer driver checks its progress. */
	onTick(): void;
}

/** Polls without an answer before the printer counts as offline. */
const missedMax = 2;

export class PrinterLink {
	readonly outbox = new Outbox();
	readonly #options: PrinterLinkOptions;
	readonly #status: StatusReader;
	#stream: ByteStream | undefined;
	#poll: Timer | undefined;
	#replies: number[] = [];
	#awaiting = 0;
	#missed = 0;
	#state: PaperState = "offline";
	#isBusy = false;
	/** Bytes that belong to no known reply. */
	noiseCount = 0;

	constructor(options: PrinterLinkOptions) {
		this.#options = options;
		this.#status = new StatusReader({
			onReply: (byte) => this.reply(byte),
			onState: (state) => {
				// A printer that was offline is found by its replies, and is then set up again.
				if (this.#state !== "offline") this.become(state);
			},
			onDone: (id) => options.onDone(id),
			onNoise: () => this.noiseCount++,
		});
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

	private openStream(): void {
		this.outbox.reopen();
		this.#status.reset();
		const { serial } = this.#options;
		this.#stream = new serial.io({
			...serial,
			onReadable: () => this.read(),
			onWritable: (count) => {
				this.outbox.grant(count ?? 0);
				// On some boards the first call comes while the stream is being made. The next tick pumps then.
				this.pump();
				this.#options.onTick();
			},
			onError: () => this.lose(),
		});
		this.ask();
	}

	private read(): void {
		const bytes = this.#stream?.read();
		if (bytes === undefined) return;
		for (const byte of new Uint8Array(bytes)) this.#status.read(byte);
	}

	/** The line itself failed; the next poll opens it again. */
	private lose(): void {
		this.#stream?.close();
		this.#stream = undefined;
		this.become("offline");
	}

	private pollLater(): void {
		this.#poll?.cancel();
		const isSilent = this.#state === "offline" || this.#awaiting > 0;
		const delayMs = this.#isBusy || isSilent ? limits.printerPollMsBusy : limits.printerPollMsIdle;
		this.#poll = this.#options.timers.start(delayMs, () => {
			if (this.#stream === undefined) this.openStream();
			else this.check();
			this.pollLater();
			this.#options.onTick();
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
		this.#replies = [];
		this.outbox.addFirst([...commands.askOffline, ...commands.askPaper]);
		this.pump();
	}

	private reply(byte: number): void {
		if (this.#awaiting === 0) return;
		this.#awaiting--;
		this.#replies.push(byte);
		if (this.#awaiting > 0) return;
		this.#missed = 0;
		const [offlineCauses = 0, paper = 0] = this.#replies;
		this.become(paperState(offlineCauses, paper));
		this.pollLater();
	}

	private become(state: PaperState): void {
		if (state === this.#state) return;
		const wasGone = this.#state === "offline";
		this.#state = state;
		if (wasGone) this.#options.onFound();
		this.#options.onState(state);
		if (state === "offline") this.outbox.clear();
	}
}
