import { assert } from "../../core/assert.js";
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { Timer, Timers } from "../../core/ports.js";
import {
	ackFrame,
	chipToHost,
	encodeFrame,
	type FrameEvent,
	type FrameListener,
	FrameParser,
	hostToChip,
	nackFrame,
} from "./frame.js";
import type { Pn532Link, Pn532LinkCallbacks, Pn532LinkSource } from "./link.js";
import { exchangeFault, type Firmware, parseTargets, type Reply, type Target } from "./reply.js";

// The chip's commands, one at a time (UM0701-02 section 7). Each is acknowledged first, then answered. A damaged answer
// is requested again with a NACK; a missing one is given up with an ACK, which the chip takes as "abort".

const commands = {
	getFirmwareVersion: 0x02,
	samConfiguration: 0x14,
	rfConfiguration: 0x32,
	inDataExchange: 0x40,
	inCommunicateThru: 0x42,
	inListPassiveTarget: 0x4a,
	inRelease: 0x52,
} as const;

/** Bytes around a frame's data at most: preamble, start, extended length, identifier and code, checksum, postamble. */
const frameOverheadBytes = 13;
const ackTimeoutMs = 30;
const triesMax = 3;

interface Command {
	readonly code: number;
	/** The code, and what belongs to it. */
	readonly bytes: readonly number[];
	/** Data bytes of the longest answer. */
	readonly answerBytesMax: number;
	readonly timeoutMs: number;
	readonly onReply: Reply<Uint8Array>;
}

export interface Pn532Options {
	readonly link: Pn532LinkSource;
	readonly timers: Timers;
}

export class Pn532 implements Pn532LinkCallbacks, FrameListener {
	#timers: Timers;
	#link: Pn532Link;
	#parser: FrameParser;
	#queue: Command[] = [];
	#current: Command | undefined;
	#state: "ack" | "answer" = "ack";
	#tries = 0;
	#timer: Timer | undefined;
	/** Timers on which failed commands are reported; at most as many as there are commands. */
	#failing: Timer[] = [];
	#isClosed = false;
	/** Frames that arrived with a wrong checksum, since power-on. */
	damagedFrames = 0;

	constructor(options: Pn532Options) {
		this.#timers = options.timers;
		// The object itself is the listener: a closure takes ten slots of heap permanently.
		this.#parser = new FrameParser(this);
		this.#link = options.link.open(this);
	}

	get isBusy(): boolean {
		return this.#current !== undefined;
	}

	/**
	 * Wakes the chip and configures it as a reader: SAM off, few retries so that an empty field is reported at once.
	 * Also used after an absence.
	 */
	start(onReply: Reply<Firmware>): void {
		this.#link.wake();
		// Normal mode, no timeout, IRQ used: the SAM (an optional second chip) is not used.
		this.command(commands.samConfiguration, [0x01, 0x00, 0x01], 0, 100, (sam) => {
			if (sam.fault) return onReply(sam);
			// MxRtyATR, MxRtyPSL, MxRtyPassiveActivation: two more looks, since a tag left active ignores the first.
			this.command(commands.rfConfiguration, [0x05, 0xff, 0x01, 0x02], 0, 100, (retries) => {
				if (retries.fault) return onReply(retries);
				this.command(commands.getFirmwareVersion, [], 4, 100, (version) => {
					if (version.fault) return onReply(version);
					const chip = version.value[0];
					if (chip !== 0x32) return onReply({ fault: new Fault("TAG_READER_ABSENT", `chip ${chip}`) });
					onReply({ value: { major: version.value[1] ?? 0, minor: version.value[2] ?? 0 } });
				});
			});
		});
	}

	/** Switches the radio field off, which takes most of the chip's current; the next `list` switches it on again. */
	rest(onReply: Reply<Uint8Array>): void {
		this.command(commands.rfConfiguration, [0x01, 0x00], 0, 100, onReply);
	}

	/** ISO 14443A tags in the field, two at most. */
	list(onReply: Reply<Target[]>): void {
		this.command(commands.inListPassiveTarget, [0x02, 0x00], 80, 400, (reply) => {
			if (reply.fault) return onReply(reply);
			const targets = parseTargets(reply.value);
			onReply(targets ? { value: targets } : { fault: new Fault("TAG_UNREADABLE", "target list") });
		});
	}

	/** InDataExchange: the chip handles CRC, ACK and NAK of the tag's own protocol. */
	exchange(target: number, bytes: readonly number[], answerBytesMax: number, onReply: Reply<Uint8Array>): void {
		this.command(commands.inDataExchange, [target, ...bytes], 1 + answerBytesMax, 400, (reply) =>
			this.status(reply, onReply),
		);
	}

	/**
	 * InCommunicateThru: bytes to the selected tag unchanged, with CRC. For commands that the chip would take for
	 * MIFARE Classic's.
	 */
	through(bytes: readonly number[], answerBytesMax: number, onReply: Reply<Uint8Array>): void {
		this.command(commands.inCommunicateThru, bytes, 1 + answerBytesMax, 400, (reply) =>
			this.status(reply, onReply),
		);
	}

	release(onReply: Reply<Uint8Array>): void {
		this.command(commands.inRelease, [0x00], 1, 100, onReply);
	}

	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#timer?.cancel();
		for (const timer of this.#failing) timer.cancel();
		this.#queue = [];
		this.#current = undefined;
		this.#link.close();
	}

	private status(reply: Parameters<Reply<Uint8Array>>[0], onReply: Reply<Uint8Array>): void {
		if (reply.fault) return onReply(reply);
		const fault = exchangeFault(reply.value[0]);
		onReply(fault ? { fault } : { value: reply.value.subarray(1) });
	}

	private command(
		code: number,
		data: readonly number[],
		answerBytesMax: number,
		timeoutMs: number,
		onReply: Reply<Uint8Array>,
	): void {
		assert(!this.#isClosed, "reader closed");
		assert(this.#queue.length < limits.tagCommandsMax, "tag commands queued");
		this.#queue.push({ code, bytes: [code, ...data], answerBytesMax, timeoutMs, onReply });
		if (!this.#current) this.next();
	}

	private next(): void {
		this.#current = this.#queue.shift();
		this.#tries = 0;
		if (this.#current) this.send(this.#current);
	}

	private send(command: Command): void {
		this.#state = "ack";
		this.#parser.reset();
		this.await(ackTimeoutMs, () => this.retry("no ACK"));
		this.#link.send(encodeFrame(hostToChip, command.bytes));
		// A failing link reports inside `send`, when the command is no longer the current one.
		if (this.#current === command) this.#link.listen(ackFrame.length);
	}

	private retry(detail: string): void {
		const command = this.#current;
		if (!command) return;
		if (++this.#tries >= triesMax) return this.fail(new Fault("TAG_READER_ABSENT", detail));
		this.#link.rest();
		this.#link.wake();
		this.send(command);
	}

	onAbsent(detail: string): void {
		this.fail(new Fault("TAG_READER_ABSENT", detail));
	}

	onBytes(bytes: Uint8Array): void {
		this.#parser.push(bytes);
		const command = this.#current;
		// On I2C the next frame is fetched only on request; on UART this has no effect.
		if (command) this.listen(command);
	}

	private listen(command: Command): void {
		this.#link.listen(this.#state === "ack" ? ackFrame.length : command.answerBytesMax + frameOverheadBytes);
	}

	onFrame(event: FrameEvent): void {
		const command = this.#current;
		if (!command) return;
		if (this.#state === "ack") {
			if (event.kind === "ack") {
				this.#state = "answer";
				this.#tries = 0;
				this.await(command.timeoutMs, () => this.abort());
			} else if (event.kind !== "data") {
				if (event.kind === "damaged") this.damagedFrames++;
				this.retry(event.kind);
			}
			return;
		}
		if (event.kind === "damaged") return this.again();
		if (event.kind === "error")
			return this.done(command, { fault: new Fault("TAG_READER_ABSENT", "syntax error frame") });
		// Answers to a command given up earlier are ignored.
		if (event.kind !== "data" || event.identifier !== chipToHost || event.data[0] !== command.code + 1) return;
		this.done(command, { value: event.data.subarray(1) });
	}

	private again(): void {
		this.damagedFrames++;
		if (++this.#tries >= triesMax) return this.fail(new Fault("TAG_READER_ABSENT", "checksums"));
		this.#link.send(Uint8Array.from(nackFrame));
	}

	private abort(): void {
		const command = this.#current;
		if (!command) return;
		this.#link.send(Uint8Array.from(ackFrame));
		if (this.#current === command) this.done(command, { fault: new Fault("TAG_READER_ABSENT", "no answer") });
	}

	private await(timeoutMs: number, onExpire: () => void): void {
		this.#timer?.cancel();
		this.#timer = this.#timers.start(timeoutMs, onExpire);
	}

	private done(command: Command, reply: Parameters<Reply<Uint8Array>>[0]): void {
		this.#timer?.cancel();
		this.#timer = undefined;
		this.#link.rest();
		this.#current = undefined;
		command.onReply(reply);
		if (!this.#current && !this.#isClosed) this.next();
	}

	/** Fails all waiting commands, on the next turn, because links report inside `send`. */
	private fail(fault: Fault): void {
		this.#timer?.cancel();
		this.#link.rest();
		const failed = this.#current ? [this.#current, ...this.#queue] : this.#queue;
		this.#current = undefined;
		this.#queue = [];
		if (failed.length === 0 || this.#isClosed) return;
		this.#failing.push(
			this.#timers.start(0, () => {
				this.#failing.shift();
				for (const command of failed) if (!this.#isClosed) command.onReply({ fault });
			}),
		);
	}
}
