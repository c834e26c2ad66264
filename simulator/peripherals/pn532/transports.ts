import type {
	ByteStream,
	SerialSource,
	StreamListener,
	TagReaderSource,
	Timers,
} from "../../../firmware/core/ports.js";
import type { I2cDevice, I2cOptions, I2cSource } from "../../../firmware/drivers/bus.js";
import { Pn532Chip } from "./chip.js";

// The two interfaces of a PN532 board: I2C and UART. Unplugging either also cuts the chip's power.

export interface Pn532Transport {
	readonly chip: Pn532Chip;
	/** What the firmware's port is made of. */
	readonly source: TagReaderSource;
	readonly isPlugged: boolean;
	unplug(): void;
	plug(): void;
	/** The board lost power, and with it the chip; the cable stays where it is. */
	powerOffBoard(): void;
}

const i2cAddress = 0x24;

/**
 * I2C at address 0x24. A read returns the status byte and then the waiting frame, or zeros when no frame is ready
 * (UM0701-02 section 6.2.4).
 */
export class Pn532I2cTransport implements Pn532Transport {
	readonly chip: Pn532Chip;
	readonly source: I2cSource & { readonly kind: "i2c" };
	#frames: Uint8Array[] = [];
	#isPlugged = true;
	#isAsleep = true;

	constructor(timers: Timers) {
		this.chip = new Pn532Chip({ timers, onFrame: (frame) => this.#frames.push(frame) });
		const read = (byteLength: number) => this.read(byteLength);
		const write = (bytes: Uint8Array) => this.write(bytes);
		this.source = {
			kind: "i2c",
			io: class implements I2cDevice {
				#isOpen: boolean;

				constructor(options: I2cOptions) {
					this.#isOpen = options.address === i2cAddress;
				}

				read(byteLength: number): ArrayBuffer {
					this.check();
					return read(byteLength);
				}

				write(bytes: Uint8Array): void {
					this.check();
					write(bytes);
				}

				close(): void {
					this.#isOpen = false;
				}

				private check(): void {
					if (!this.#isOpen) throw new Error("no acknowledge");
				}
			},
		};
	}

	unplug(): void {
		this.#isPlugged = false;
		this.#frames = [];
		this.chip.powerOff();
	}

	plug(): void {
		this.#isPlugged = true;
		this.#isAsleep = true;
	}

	get isPlugged(): boolean {
		return this.#isPlugged;
	}

	powerOffBoard(): void {
		this.#frames = [];
		this.#isAsleep = true;
		this.chip.powerOff();
	}

	private read(byteLength: number): ArrayBuffer {
		this.address();
		const bytes = new Uint8Array(byteLength);
		const frame = this.#frames[0];
		if (!frame) return bytes.buffer;
		bytes[0] = 0x01;
		// The chip drops a frame once any part of it has been read.
		if (byteLength > 1) {
			bytes.set(frame.subarray(0, byteLength - 1), 1);
			this.#frames.shift();
		}
		return bytes.buffer;
	}

	private write(bytes: Uint8Array): void {
		this.address();
		// A command or an abort discards frames that the host has not read.
		this.#frames = [];
		this.chip.receive(bytes);
	}

	private address(): void {
		if (!this.#isPlugged) throw new Error("no acknowledge");
		if (!this.#isAsleep) return;
		// The first address wakes the chip, which stretches the clock. A master that does not wait sees no acknowledge.
		this.#isAsleep = false;
		throw new Error("no acknowledge");
	}
}

/** Zeros of the wake-up sequence that are lost while the chip wakes. */
const zerosLost = 16;

/** Milliseconds that `count` bytes take at 115,200 baud, 10 bits each. */
const lineMs = (count: number): number => Math.ceil((count * 10) / 115.2);

/** UART ("HSU") at 115,200 baud; bytes arrive in pieces of `chunkBytes`. An unplugged chip sends nothing. */
export class Pn532UartTransport implements Pn532Transport {
	readonly chip: Pn532Chip;
	readonly source: SerialSource & { readonly kind: "serial" };
	#timers: Timers;
	#chunkBytes: number;
	#isPlugged = true;
	#isAsleep = true;
	#output: number[] = [];
	#arrived: number[] = [];
	/** Free bytes of the port's output buffer. */
	#room = 32;
	#listener: StreamListener | undefined;

	constructor(timers: Timers, chunkBytes = 4) {
		this.#timers = timers;
		this.#chunkBytes = chunkBytes;
		this.chip = new Pn532Chip({ timers, onFrame: (frame) => this.send(frame) });
		const attach = (listener: StreamListener | undefined) => this.attach(listener);
		const read = () => (this.#arrived.length > 0 ? Uint8Array.from(this.#arrived.splice(0)).buffer : undefined);
		const write = (bytes: Uint8Array) => this.write(bytes);
		this.source = {
			kind: "serial",
			io: class implements ByteStream {
				constructor(listener: StreamListener) {
					attach(listener);
				}

				read(): ArrayBuffer | undefined {
					return read();
				}

				write(bytes: Uint8Array): void {
					write(bytes);
				}

				close(): void {
					attach(undefined);
				}
			},
		};
	}

	unplug(): void {
		this.#isPlugged = false;
		this.#output = [];
		this.chip.powerOff();
	}

	plug(): void {
		this.#isPlugged = true;
		this.#isAsleep = true;
	}

	get isPlugged(): boolean {
		return this.#isPlugged;
	}

	powerOffBoard(): void {
		this.#output = [];
		this.#isAsleep = true;
		this.chip.powerOff();
	}

	private attach(listener: StreamListener | undefined): void {
		this.#listener = listener;
		this.#arrived = [];
		if (listener) this.#timers.start(0, () => this.#listener?.onWritable?.(this.#room));
	}

	private write(bytes: Uint8Array): void {
		if (bytes.length > this.#room) throw new Error("the output buffer is full");
		this.#room -= bytes.length;
		this.#timers.start(lineMs(bytes.length), () => {
			this.#room += bytes.length;
			this.#listener?.onWritable?.(this.#room);
		});
		if (!this.#isPlugged) return;
		let received = bytes;
		if (this.#isAsleep) {
			// Bytes before the wake-up sequence, and the sequence itself, are lost while the chip wakes.
			const train = bytes.findIndex((value, i) => value === 0x55 && bytes[i + 1] === 0x55);
			if (train < 0) return;
			this.#isAsleep = false;
			received = bytes.subarray(train + 2 + zerosLost);
		}
		this.chip.receive(received);
	}

	private send(frame: Uint8Array): void {
		if (!this.#isPlugged) return;
		const begins = this.#output.length === 0;
		this.#output.push(...frame);
		if (begins) this.deliver();
	}

	private deliver(): void {
		this.#timers.start(lineMs(this.#chunkBytes), () => {
			const piece = this.#output.splice(0, this.#chunkBytes);
			if (piece.length > 0 && this.#listener) {
				this.#arrived.push(...piece);
				this.#listener.onReadable?.(this.#arrived.length);
			}
			if (this.#output.length > 0) this.deliver();
		});
	}
}
