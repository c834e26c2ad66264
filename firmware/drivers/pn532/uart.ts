import type { ByteStream, SerialSource, StreamListener } from "../../core/ports.js";
import type { Pn532Link, Pn532LinkCallbacks, Pn532LinkSource } from "./link.js";

// PN532 over UART, UM0701-02 section 6.2.5 ("HSU"): 115,200 8N1, no flow control. Any byte wakes the chip but is lost,
// so a wake-up train of 55 55 and zeros goes ahead; the chip needs about 2 ms, which the zeros fill.

const wakeUpZeros = 22;

export function pn532Uart(serial: SerialSource): Pn532LinkSource {
	return { open: (callbacks) => new Pn532Uart(serial, callbacks) };
}

class Pn532Uart implements Pn532Link, StreamListener {
	#serial: SerialSource;
	#callbacks: Pn532LinkCallbacks;
	#port: ByteStream | undefined;
	#writable = 0;
	#waiting: Uint8Array[] = [];
	#wakes = false;

	constructor(serial: SerialSource, callbacks: Pn532LinkCallbacks) {
		this.#serial = serial;
		this.#callbacks = callbacks;
	}

	wake(): void {
		this.#wakes = true;
	}

	send(bytes: Uint8Array): void {
		let whole = bytes;
		if (this.#wakes) {
			this.#wakes = false;
			whole = new Uint8Array(2 + wakeUpZeros + bytes.length);
			whole[0] = whole[1] = 0x55;
			whole.set(bytes, 2 + wakeUpZeros);
		}
		// One command is in progress at a time, and its retries replace it: two waiting pieces (abort and command) are
		// the most there can be.
		if (this.#waiting.length >= 2) this.#waiting.shift();
		this.#waiting.push(whole);
		try {
			this.open();
			this.flush();
		} catch (error) {
			this.lose(String(error));
		}
	}

	listen(): void {
		// The chip sends without being asked on a UART.
	}

	rest(): void {
		// Nothing is active between frames.
	}

	close(): void {
		const port = this.#port;
		this.#port = undefined;
		this.#writable = 0;
		this.#waiting = [];
		port?.close();
	}

	onWritable(count: number): void {
		this.#writable = count;
		this.flush();
	}

	onError(detail = "serial"): void {
		this.lose(detail);
	}

	private open(): void {
		this.#port ??= new this.#serial.io(this);
	}

	private lose(detail: string): void {
		this.close();
		this.#callbacks.onAbsent(detail);
	}

	onReadable(): void {
		for (;;) {
			const bytes = this.#port?.read();
			if (!bytes || bytes.byteLength === 0) return;
			this.#callbacks.onBytes(new Uint8Array(bytes));
		}
	}

	private flush(): void {
		while (this.#port && this.#waiting.length > 0 && this.#writable > 0) {
			const bytes = this.#waiting[0]!;
			const count = Math.min(bytes.length, this.#writable);
			this.#writable -= count;
			if (count === bytes.length) this.#waiting.shift();
			else this.#waiting[0] = bytes.subarray(count);
			this.#port.write(bytes.subarray(0, count));
		}
	}
}
