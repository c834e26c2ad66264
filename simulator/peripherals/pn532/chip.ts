import type { Timer, Timers } from "../../../firmware/core/ports.js";
import type { TagAnswer } from "./ntag.js";

// A model of the PN532 after UM0701-02, from the bytes of its host interface to the tags in its field. It has its own
// frame parser, independent of our driver.

/** A tag in the field, as seen by the chip. */
export interface AirTag {
	readonly uid: Uint8Array;
	readonly sensRes: number;
	readonly selRes: number;
	request(): boolean;
	select(): void;
	halt(): void;
	powerOff(): void;
	transceive(command: Uint8Array): TagAnswer | undefined;
}

/** A fault in the next frame of that type that the chip sends. */
export type ChipFault = "ack-checksum" | "length-checksum" | "data-checksum" | "no-ack" | "no-answer" | "error-frame";

export interface Pn532ChipOptions {
	readonly timers: Timers;
	/** Called with each frame that the chip sends. */
	readonly onFrame: (frame: Uint8Array) => void;
}

const status = { ok: 0x00, timeout: 0x01, crc: 0x02, framing: 0x05, format: 0x13, notSelected: 0x27 } as const;

export class Pn532Chip {
	#options: Pn532ChipOptions;
	#tags: AirTag[] = [];
	#selected = new Map<number, AirTag>();
	#current: AirTag | undefined;
	#input: number[] = [];
	#faults: ChipFault[] = [];
	#pending: Timer | undefined;
	#lastFrame: Uint8Array | undefined;
	#retries = 0xff;
	/** From power-on until SAMConfiguration the chip is in "LowVbat" mode and accepts no other command. */
	#isConfigured = false;
	commandsSeen = 0;

	constructor(options: Pn532ChipOptions) {
		this.#options = options;
	}

	place(tag: AirTag): void {
		tag.powerOff();
		this.#tags.push(tag);
	}

	remove(tag: AirTag): void {
		tag.powerOff();
		this.#tags = this.#tags.filter((one) => one !== tag);
	}

	inject(...faults: ChipFault[]): void {
		this.#faults.push(...faults);
	}

	/** The chip loses its power and its state. */
	powerOff(): void {
		this.#pending?.cancel();
		this.#input = [];
		this.#selected.clear();
		this.#current = undefined;
		this.#isConfigured = false;
		this.#lastFrame = undefined;
		for (const tag of this.#tags) tag.powerOff();
	}

	receive(bytes: Uint8Array): void {
		for (const value of bytes) this.#input.push(value);
		for (;;) {
			const start = this.#input.findIndex((value, i) => value === 0x00 && this.#input[i + 1] === 0xff);
			if (start < 0) {
				this.#input = this.#input.slice(-1);
				return;
			}
			const rest = this.#input.slice(start + 2);
			const used = this.frame(rest);
			if (used === 0) return;
			this.#input = rest.slice(used);
		}
	}

	/** Processes the first frame and returns its length, or 0 while it is incomplete. */
	private frame(bytes: number[]): number {
		if (bytes.length < 2) return 0;
		let [length, check] = [bytes[0]!, bytes[1]!];
		let header = 2;
		if (length === 0x00 && check === 0xff) {
			this.#pending?.cancel();
			return header;
		}
		if (length === 0xff && check === 0x00) {
			if (this.#lastFrame) this.send(this.#lastFrame, 1);
			return header;
		}
		if (length === 0xff && check === 0xff) {
			if (bytes.length < 5) return 0;
			header = 5;
			check = (bytes[2]! + bytes[3]! + bytes[4]!) & 0xff;
			length = bytes[2]! * 256 + bytes[3]!;
		} else check = (length + check) & 0xff;
		if (check !== 0 || length === 0 || length > 265) return header;
		if (bytes.length < header + length + 1) return 0;
		const body = bytes.slice(header, header + length + 1);
		const data = body.slice(0, -1);
		// A frame with a wrong data checksum gets no ACK, and the host sends it again.
		if (sum(body) === 0) this.command(data);
		return header + length + 1;
	}

	private command(data: number[]): void {
		const [identifier, code, ...parameters] = data;
		this.commandsSeen++;
		this.#pending?.cancel();
		if (this.take("no-ack")) return;
		if (!this.#isConfigured && code !== 0x14) return;
		const ackDamaged = this.take("ack-checksum");
		this.#pending = this.#options.timers.start(1, () => {
			this.#options.onFrame(Uint8Array.of(0x00, 0x00, 0xff, 0x00, ackDamaged ? 0xfd : 0xff, 0x00));
			const answer =
				identifier === 0xd4 && code !== undefined ? this.execute(code, Uint8Array.from(parameters)) : undefined;
			if (this.take("error-frame") || (answer === undefined && code !== 0x4a)) {
				this.send(Uint8Array.of(0x00, 0x00, 0xff, 0x01, 0xff, 0x7f, 0x81, 0x00), 1);
				return;
			}
			// With endless retries and an empty field the chip keeps searching.
			if (answer === undefined || this.take("no-answer")) return;
			this.send(frame([0xd5, code! + 1, ...answer]), code === 0x4a ? 8 : 3);
		});
	}

	private send(bytes: Uint8Array, delayMs: number): void {
		this.#lastFrame = bytes;
		const damaged = bytes.slice();
		const extended = bytes[3] === 0xff && bytes[4] === 0xff;
		if (this.take("length-checksum")) damaged[extended ? 7 : 4]! ^= 0x10;
		else if (this.take("data-checksum")) damaged[damaged.length - 2]! ^= 0x01;
		this.#pending = this.#options.timers.start(delayMs, () => this.#options.onFrame(damaged));
	}

	private take(fault: ChipFault): boolean {
		const at = this.#faults.indexOf(fault);
		if (at < 0) return false;
		this.#faults.splice(at, 1);
		return true;
	}

	/** Returns the data of the answer; undefined for an unknown command or an endless search. */
	private execute(code: number, data: Uint8Array): number[] | undefined {
		switch (code) {
			case 0x02:
				return [0x32, 0x01, 0x06, 0x07];
			case 0x14:
				this.#isConfigured = true;
				return [];
			case 0x32:
				if (data[0] === 0x05) this.#retries = data[3] ?? 0xff;
				// Turning the RF field off cuts the power of the tags.
				if (data[0] === 0x01 && (data[1]! & 0x01) === 0) for (const tag of this.#tags) tag.powerOff();
				return [];
			case 0x4a:
				return this.list(data[0] ?? 1);
			case 0x52:
				for (const tag of this.#selected.values()) tag.halt();
				this.#selected.clear();
				this.#current = undefined;
				return [status.ok];
			case 0x40:
				return this.exchange(data);
			case 0x42: {
				const answer = this.#current?.transceive(data);
				if (!answer) return [this.#current ? status.timeout : status.notSelected];
				// Four bits instead of whole bytes with a CRC.
				return answer.kind === "bytes" ? [status.ok, ...answer.bytes] : [status.framing];
			}
			default:
				return undefined;
		}
	}

	private list(most: number): number[] | undefined {
		this.#selected.clear();
		this.#current = undefined;
		const answering = new Set<AirTag>();
		const polls = this.#retries === 0xff ? 4 : this.#retries + 1;
		for (let poll = 0; poll < polls && answering.size < most; poll++) {
			for (const tag of this.#tags)
				if (!answering.has(tag) && answering.size < most && tag.request()) answering.add(tag);
		}
		if (answering.size === 0) return this.#retries === 0xff ? undefined : [0];
		const bytes = [answering.size];
		let number = 0;
		for (const tag of answering) {
			number++;
			this.#selected.set(number, tag);
			tag.select();
			this.#current = tag;
			bytes.push(number, tag.sensRes >> 8, tag.sensRes & 0xff, tag.selRes, tag.uid.length, ...tag.uid);
			if (tag.selRes & 0x20) bytes.push(0x06, 0x75, 0x77, 0x81, 0x02, 0x80);
		}
		return bytes;
	}

	private exchange(data: Uint8Array): number[] {
		const tag = this.#selected.get(data[0] ?? 0);
		if (!tag) return [status.notSelected];
		const answer = tag.transceive(data.subarray(1));
		if (!answer) return [status.timeout];
		if (answer.kind === "bytes") return [status.ok, ...answer.bytes];
		return [answer.value === 0x0a ? status.ok : status.format];
	}
}

function sum(bytes: readonly number[]): number {
	return bytes.reduce((total, value) => (total + value) & 0xff, 0);
}

function frame(data: readonly number[]): Uint8Array {
	const tail = [...data, -sum(data) & 0xff, 0x00];
	if (data.length <= 0xff) return Uint8Array.of(0x00, 0x00, 0xff, data.length, -data.length & 0xff, ...tail);
	const [high, low] = [data.length >> 8, data.length & 0xff];
	return Uint8Array.of(0x00, 0x00, 0xff, 0xff, 0xff, high, low, -(high + low) & 0xff, ...tail);
}
