// A UART between the board and a peripheral. Bytes take ten bit times each (8 data bits, no parity, 1 stop bit), wait
// while the peripheral is busy, and are lost while the cable is unplugged.
import type { ByteStream, SerialSource, StreamListener, Timer, Timers } from "../../firmware/core/ports.js";

export interface SerialLineOptions {
	readonly timers: Timers;
	readonly baud: number;
	/** Bytes per event: 1 for exact timing, more for speed. */
	readonly chunkBytes?: number;
	/** Size of the board's transmit buffer. */
	readonly fifoBytes?: number;
	/** Called with bytes that reach the peripheral. */
	readonly onReceive: (bytes: Uint8Array) => void;
	/** Called when the board opens or closes its end. */
	readonly onOpen?: (isOpen: boolean) => void;
}

/** Size of the board's receive buffer; further bytes are lost. */
const receiveBytesMax = 2_048;

export class SerialLine {
	readonly source: SerialSource;
	/** Bytes lost because the board did not read in time. */
	overrunCount = 0;
	#isPlugged = true;
	#isBusy = false;
	readonly #options: SerialLineOptions;
	readonly #chunkBytes: number;
	readonly #fifoBytes: number;
	/** Of the open connection; a board may open several with one listener. */
	#open: { readonly listener: StreamListener } | undefined;
	#toPeripheral: number[] = [];
	#toBoard: number[] = [];
	#received: number[] = [];
	#outTimer: Timer | undefined;
	#inTimer: Timer | undefined;

	constructor(options: SerialLineOptions) {
		this.#options = options;
		this.#chunkBytes = options.chunkBytes ?? 16;
		this.#fifoBytes = options.fifoBytes ?? 128;
		const connect = (listener: StreamListener): ByteStream => this.connect(listener);
		this.source = {
			io: class {
				readonly #stream: ByteStream;

				constructor(listener: StreamListener) {
					this.#stream = connect(listener);
				}

				read(count?: number): ArrayBuffer | undefined {
					return this.#stream.read(count);
				}

				write(bytes: Uint8Array): void {
					this.#stream.write(bytes);
				}

				close(): void {
					this.#stream.close();
				}
			},
		};
	}

	/** While the cable is unplugged, bytes of both sides are lost without an error. */
	set isPlugged(isPlugged: boolean) {
		this.#isPlugged = isPlugged;
	}

	get isPlugged(): boolean {
		return this.#isPlugged;
	}

	/** The peripheral's busy signal, while which the board does not transmit. */
	set isBusy(isBusy: boolean) {
		this.#isBusy = isBusy;
		if (!isBusy) this.transmitLater();
	}

	/** Sends bytes from the peripheral to the board. */
	send(bytes: Uint8Array | readonly number[]): void {
		this.#toBoard.push(...bytes);
		this.deliverLater();
	}

	/** The peripheral lost power: drops the bytes that it has not sent yet. */
	dropPeripheralBytes(): void {
		this.#toBoard = [];
	}

	/** The board lost power. */
	powerOffBoard(): void {
		this.#open = undefined;
		this.#toPeripheral = [];
		this.#received = [];
		this.#outTimer?.cancel();
		this.#outTimer = undefined;
	}

	private connect(listener: StreamListener): ByteStream {
		this.powerOffBoard();
		const open = { listener };
		this.#open = open;
		this.#options.onOpen?.(true);
		const isOpen = (): boolean => this.#open === open;
		this.#options.timers.start(0, () => {
			if (isOpen()) listener.onWritable?.(this.#fifoBytes);
		});
		return {
			read: (count) => (isOpen() ? this.read(count) : undefined),
			write: (bytes) => {
				if (!isOpen()) throw new Error("the serial line is closed");
				if (this.#toPeripheral.length + bytes.length > this.#fifoBytes)
					throw new Error("more was written than the transmit buffer holds");
				this.#toPeripheral.push(...bytes);
				this.transmitLater();
			},
			close: () => {
				if (!isOpen()) return;
				this.powerOffBoard();
				this.#options.onOpen?.(false);
			},
		};
	}

	private read(count = Infinity): ArrayBuffer | undefined {
		if (this.#received.length === 0) return undefined;
		const bytes = new Uint8Array(this.#received.slice(0, count));
		this.#received = this.#received.slice(bytes.length);
		return bytes.buffer;
	}

	private durationMs(byteCount: number): number {
		return (byteCount * 10_000) / this.#options.baud;
	}

	private transmitLater(): void {
		if (this.#outTimer !== undefined || this.#isBusy || this.#toPeripheral.length === 0) return;
		const count = Math.min(this.#chunkBytes, this.#toPeripheral.length);
		this.#outTimer = this.#options.timers.start(this.durationMs(count), () => {
			this.#outTimer = undefined;
			const bytes = new Uint8Array(this.#toPeripheral.slice(0, count));
			this.#toPeripheral = this.#toPeripheral.slice(count);
			const listener = this.#open?.listener;
			if (this.#isPlugged) this.#options.onReceive(bytes);
			listener?.onWritable?.(count);
			this.transmitLater();
		});
	}

	private deliverLater(): void {
		if (this.#inTimer !== undefined || this.#toBoard.length === 0) return;
		const count = Math.min(this.#chunkBytes, this.#toBoard.length);
		this.#inTimer = this.#options.timers.start(this.durationMs(count), () => {
			this.#inTimer = undefined;
			const bytes = this.#toBoard.slice(0, count);
			this.#toBoard = this.#toBoard.slice(count);
			if (this.#isPlugged && this.#open !== undefined) this.receive(bytes);
			this.deliverLater();
		});
	}

	private receive(bytes: readonly number[]): void {
		const room = receiveBytesMax - this.#received.length;
		this.overrunCount += Math.max(0, bytes.length - room);
		this.#received.push(...bytes.slice(0, room));
		this.#open?.listener.onReadable?.(this.#received.length);
	}
}
