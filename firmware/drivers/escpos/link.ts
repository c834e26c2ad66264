// The line to the printer: opened and reopened, asked at intervals whether anybody is there. A ticket's progress is not
// its business.
import { limits } from "../../core/limits.js";
import type { ByteStream, SerialSource, Timer, Timers } from "../../core/ports.js";
import type { PaperState } from "../../core/ticket.js";
import { commands } from "./commands.js";
import { Outbox } from "./outbox.js";
import { paperState, StatusReader } from "./status.js";

export interface PrinterLinkOptions {
	readonly serial: SerialSource;
	readonly timers: Timers;
	/** The printer answered after a silence, or for the first time: nothing sent before may be relied on. */
	onFound(): void;
	/** The paper's state changed; "offline" means that nobody answers. */
	onState(state: PaperState): void;
	/** Everything before a request is worked off; `id` as in GS ( H, undefined for GS r. */
	onDone(id: string | undefined): void;
	/** Commands were taken by the line, or time has passed: look after the work. */
	onTick(): void;
}

/** Polls without an answer before the printer counts as gone. */
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
	/** Bytes that made no sense. */
	noiseCount = 0;

	constructor(options: PrinterLinkOptions) {
		this.#options = options;
		this.#status = new StatusReader({
			onReply: (byte) => this.reply(byte),
			onState: (state) => {
				// A printer that has gone is found by its replies, after which it is told everything anew.
				if (this.#state !== "offline") this.become(state);
			},
			onDone: (id) => options.onDone(id),
			onNoise: () => this.noiseCount++,
		});
	}

	/** Begins to look for the printer. Apart from the constructor, because callbacks may come at once. */
	open(): void {
		this.openStream();
		this.pollLater();
	}

	get state(): PaperState {
		return this.#state;
	}

	/** Polls often while a ticket is under way, seldom otherwise. */
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
				// The first call comes while the stream is being made on some boards: then the next tick pumps.
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
