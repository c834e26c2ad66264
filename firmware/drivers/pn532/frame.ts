// The PN532's frames: NXP UM0701-02 (PN532 User Manual) section 6.2.1. At most one frame is held at a time.

/** Host to chip and chip to host. */
export const hostToChip = 0xd4;
export const chipToHost = 0xd5;

/** Data bytes of the longest frame, identifier byte included (UM0701-02 6.2.1.2). */
const frameBytesMax = 265;

export const ackFrame = [0x00, 0x00, 0xff, 0x00, 0xff, 0x00] as const;
export const nackFrame = [0x00, 0x00, 0xff, 0xff, 0x00, 0x00] as const;

/** A normal frame, or an extended one when `identifier` and `data` exceed 255 bytes. */
export function encodeFrame(identifier: number, data: Uint8Array | readonly number[]): Uint8Array {
	const length = data.length + 1;
	if (length > frameBytesMax) throw new RangeError(`frame of ${length} bytes`);
	const extended = length > 0xff;
	const start = extended ? 8 : 5;
	const bytes = new Uint8Array(start + length + 2);
	bytes[2] = 0xff;
	if (extended) {
		bytes[3] = bytes[4] = 0xff;
		bytes[5] = length >> 8;
		bytes[6] = length & 0xff;
		bytes[7] = -((length >> 8) + (length & 0xff)) & 0xff;
	} else {
		bytes[3] = length;
		bytes[4] = -length & 0xff;
	}
	bytes[start] = identifier;
	let sum = identifier;
	for (let i = 0; i < data.length; i++) {
		const value = data[i]!;
		bytes[start + 1 + i] = value;
		sum += value;
	}
	bytes[start + length] = -sum & 0xff;
	return bytes;
}

export type FrameEvent =
	| { readonly kind: "ack" }
	| { readonly kind: "nack" }
	/** The chip's "syntax error" frame: it did not understand the command. */
	| { readonly kind: "error" }
	/** A length or data checksum was wrong; the parser waits for the next start code. */
	| { readonly kind: "damaged" }
	| { readonly kind: "data"; readonly identifier: number; readonly data: Uint8Array };

/**
 * The frame at the start of `bytes`, preamble and postamble included, without what follows it in a transaction of fixed
 * length. All of `bytes` where they do not begin with a frame.
 */
export function frameLength(bytes: Uint8Array): number {
	if (bytes.length < 8 || bytes[0] !== 0x00 || bytes[1] !== 0x00 || bytes[2] !== 0xff) return bytes.length;
	const length = bytes[3]!;
	const check = bytes[4]!;
	if (length === 0xff && check === 0xff) return Math.min(bytes.length, 10 + bytes[5]! * 256 + bytes[6]!);
	// ACK and NACK end with their postamble.
	if ((length === 0x00 && check === 0xff) || (length === 0xff && check === 0x00)) return ackFrame.length;
	return Math.min(bytes.length, 7 + length);
}

export interface FrameListener {
	onFrame(event: FrameEvent): void;
}

/** Finds frames in a stream of bytes that may be cut anywhere. */
export class FrameParser {
	#listener: FrameListener;
	#head: number[] = [];
	#body: Uint8Array | undefined;
	#filled = 0;
	#started = false;
	#last = -1;

	constructor(listener: FrameListener) {
		this.#listener = listener;
	}

	reset(): void {
		this.#head = [];
		this.#body = undefined;
		this.#filled = 0;
		this.#started = false;
		this.#last = -1;
	}

	/** True between a start code and the end of its frame. */
	get isInside(): boolean {
		return this.#started;
	}

	push(bytes: Uint8Array): void {
		if (!this.#started && this.whole(bytes)) return;
		for (let i = 0; i < bytes.length; i++) this.byte(bytes[i]!);
	}

	/**
	 * The usual case, a transaction that is one normal frame, in a third of the operations that reading byte by byte
	 * takes.
	 */
	private whole(bytes: Uint8Array): boolean {
		const length = bytes[3];
		if (length === undefined || bytes[0] !== 0x00 || bytes[1] !== 0x00 || bytes[2] !== 0xff) return false;
		if (length === 0x00 && bytes[4] === 0xff && bytes.length === ackFrame.length) {
			this.emit({ kind: "ack" });
			return true;
		}
		const end = 5 + length;
		if (length < 3 || bytes.length !== end + 2 || ((length + bytes[4]!) & 0xff) !== 0) return false;
		let sum = 0;
		for (let i = 5; i <= end; i++) sum += bytes[i]!;
		this.emit(
			(sum & 0xff) === 0
				? { kind: "data", identifier: bytes[5]!, data: bytes.slice(6, end) }
				: { kind: "damaged" },
		);
		return true;
	}

	private byte(value: number): void {
		if (!this.#started) {
			// The start code is 00 ff; everything before it is preamble or noise.
			this.#started = this.#last === 0x00 && value === 0xff;
			this.#last = value;
			return;
		}
		if (this.#body) {
			this.#body[this.#filled++] = value;
			if (this.#filled === this.#body.length) this.finish(this.#body);
			return;
		}
		this.#head.push(value);
		this.header();
	}

	private header(): void {
		// By index: destructuring an array costs XS ten times as much.
		const head = this.#head;
		const length = head[0];
		const check = head[1];
		if (check === undefined) return;
		if (length === 0x00 && check === 0xff) return this.emit({ kind: "ack" });
		if (length === 0xff && check === 0x00) return this.emit({ kind: "nack" });
		if (length === 0xff && check === 0xff) {
			if (head.length < 5) return;
			const high = head[2]!;
			const low = head[3]!;
			return this.expect(high * 256 + low, (high + low + head[4]!) & 0xff);
		}
		this.expect(length!, (length! + check) & 0xff);
	}

	private expect(length: number, remainder: number): void {
		if (remainder !== 0 || length === 0 || length > frameBytesMax) return this.emit({ kind: "damaged" });
		this.#body = new Uint8Array(length + 1);
		this.#filled = 0;
	}

	private finish(body: Uint8Array): void {
		let sum = 0;
		for (let i = 0; i < body.length; i++) sum += body[i]!;
		if ((sum & 0xff) !== 0) return this.emit({ kind: "damaged" });
		if (body.length === 2 && body[0] === 0x7f) return this.emit({ kind: "error" });
		this.emit({ kind: "data", identifier: body[0]!, data: body.slice(1, body.length - 1) });
	}

	private emit(event: FrameEvent): void {
		this.reset();
		this.#listener.onFrame(event);
	}
}
