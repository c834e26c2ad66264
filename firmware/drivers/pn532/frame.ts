// The PN532's frames: NXP UM0701-02 (PN532 User Manual) section 6.2.1. Bytes in, frames out; never more than one frame is held.

/** Host to chip and chip to host. */
export const hostToChip = 0xd4;
export const chipToHost = 0xd5;

/** Data bytes of the longest frame, identifier byte included (UM0701-02 6.2.1.2). */
export const frameBytesMax = 265;

export const ackFrame = [0x00, 0x00, 0xff, 0x00, 0xff, 0x00] as const;
export const nackFrame = [0x00, 0x00, 0xff, 0xff, 0x00, 0x00] as const;

/** A normal frame, or an extended one when `identifier` and `data` exceed 255 bytes. */
export function encodeFrame(identifier: number, data: Uint8Array | readonly number[]): Uint8Array {
	const length = data.length + 1;
	if (length > frameBytesMax) throw new RangeError(`frame of ${length} bytes`);
	const extended = length > 0xff;
	const head = extended
		? [0x00, 0x00, 0xff, 0xff, 0xff, length >> 8, length & 0xff, -((length >> 8) + (length & 0xff)) & 0xff]
		: [0x00, 0x00, 0xff, length, -length & 0xff];
	const bytes = new Uint8Array(head.length + length + 2);
	bytes.set(head, 0);
	bytes[head.length] = identifier;
	bytes.set(data, head.length + 1);
	let sum = identifier;
	for (let i = 0; i < data.length; i++) sum += data[i]!;
	bytes[head.length + length] = -sum & 0xff;
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

/** Finds frames in a stream of bytes, wherever the stream is cut. */
export class FrameParser {
	#onFrame: (event: FrameEvent) => void;
	#head: number[] = [];
	#body: Uint8Array | undefined;
	#filled = 0;
	#started = false;
	#last = -1;

	constructor(onFrame: (event: FrameEvent) => void) {
		this.#onFrame = onFrame;
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
		for (let i = 0; i < bytes.length; i++) this.#byte(bytes[i]!);
	}

	#byte(value: number): void {
		if (!this.#started) {
			// The start code is 00 ff; everything before it is preamble or noise.
			this.#started = this.#last === 0x00 && value === 0xff;
			this.#last = value;
			return;
		}
		if (this.#body) {
			this.#body[this.#filled++] = value;
			if (this.#filled === this.#body.length) this.#finish(this.#body);
			return;
		}
		this.#head.push(value);
		this.#header();
	}

	#header(): void {
		const [length, check, high, low, extendedCheck] = this.#head;
		if (check === undefined) return;
		if (length === 0x00 && check === 0xff) return this.#emit({ kind: "ack" });
		if (length === 0xff && check === 0x00) return this.#emit({ kind: "nack" });
		if (length === 0xff && check === 0xff) {
			if (extendedCheck === undefined) return;
			return this.#expect(high! * 256 + low!, (high! + low! + extendedCheck) & 0xff);
		}
		this.#expect(length!, (length! + check) & 0xff);
	}

	#expect(length: number, remainder: number): void {
		if (remainder !== 0 || length === 0 || length > frameBytesMax) return this.#emit({ kind: "damaged" });
		this.#body = new Uint8Array(length + 1);
		this.#filled = 0;
	}

	#finish(body: Uint8Array): void {
		let sum = 0;
		for (let i = 0; i < body.length; i++) sum += body[i]!;
		if ((sum & 0xff) !== 0) return this.#emit({ kind: "damaged" });
		if (body.length === 2 && body[0] === 0x7f) return this.#emit({ kind: "error" });
		this.#emit({ kind: "data", identifier: body[0]!, data: body.slice(1, body.length - 1) });
	}

	#emit(event: FrameEvent): void {
		this.reset();
		this.#onFrame(event);
	}
}
