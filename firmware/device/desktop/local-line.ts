import Listener from "embedded:io/socket/listener";
import type TCP from "embedded:io/socket/tcp";
import Timer from "timer";
import type { ByteStream, SerialSource, StreamCallbacks } from "../../core/ports.js";

// A peripheral's serial line on a desktop: a TCP port of this machine. Whoever connects is the printer or the scanner; the newest one wins. With
// nobody there the line is as silent as an unplugged cable, and what is written goes nowhere.

const writableBytes = 1_024;

export function localLine(port: number): SerialSource {
	return {
		io: class extends LocalLine {
			constructor(callbacks: StreamCallbacks) {
				super(port, callbacks);
			}
		},
	};
}

class LocalLine implements ByteStream {
	#callbacks: StreamCallbacks;
	#listener: Listener;
	#socket: TCP | undefined;
	#readable = 0;

	constructor(port: number, callbacks: StreamCallbacks) {
		this.#callbacks = callbacks;
		this.#listener = new Listener({ port, onReadable: () => this.#accept() });
		Timer.set(() => callbacks.onWritable?.(writableBytes), 0);
	}

	read(count = this.#readable): ArrayBuffer | undefined {
		const length = Math.min(count, this.#readable);
		if (!this.#socket || length === 0) return undefined;
		const bytes = this.#socket.read(length);
		if (!(bytes instanceof ArrayBuffer)) return undefined;
		this.#readable -= bytes.byteLength;
		return bytes;
	}

	write(bytes: Uint8Array): void {
		if (this.#socket) {
			try {
				this.#socket.write(bytes);
			} catch {
				this.#hangUp();
			}
		}
		// A serial port would drain by itself; this one is always drained.
		Timer.set(() => this.#callbacks.onWritable?.(writableBytes), 0);
	}

	close(): void {
		this.#callbacks = {};
		this.#hangUp();
		this.#listener.close();
	}

	#accept(): void {
		const from = this.#listener.read();
		if (!from) return;
		this.#hangUp();
		this.#socket = new from.constructor({
			from,
			format: "buffer",
			onReadable: (count: number) => {
				this.#readable = count;
				this.#callbacks.onReadable?.(count);
			},
			onError: () => this.#hangUp(),
		});
	}

	#hangUp(): void {
		const socket = this.#socket;
		this.#socket = undefined;
		this.#readable = 0;
		socket?.close();
	}
}
