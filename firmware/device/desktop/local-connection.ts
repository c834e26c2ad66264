import Listener from "embedded:io/socket/listener";
import type TCP from "embedded:io/socket/tcp";
import Timer from "timer";
import type { ByteStream, SerialSource, StreamListener } from "../../core/ports.js";

// A peripheral's serial line on a desktop, as a local TCP port. A client that connects acts as the printer or the
// scanner, and replaces an earlier client. Without a client the line behaves like an unplugged cable: nothing is
// received, and written bytes are lost.

const writableBytes = 1_024;

export function localLine(port: number): SerialSource {
	return {
		io: class extends LocalConnection {
			constructor(listener: StreamListener) {
				super(port, listener);
			}
		},
	};
}

class LocalConnection implements ByteStream {
	#listener: StreamListener;
	#server: Listener;
	#socket: TCP | undefined;
	#readable = 0;
	/** Bytes that the socket accepts now; 0 until its first `onWritable`. */
	#room = 0;
	#waiting: Uint8Array[] = [];

	constructor(port: number, listener: StreamListener) {
		this.#listener = listener;
		this.#server = new Listener({ port, onReadable: () => this.accept() });
		Timer.set(() => listener.onWritable?.(writableBytes), 0);
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
		// A serial port also drains without a peripheral, so unsent bytes count as sent.
		if (!this.#socket) return this.drained(bytes.length);
		this.#waiting.push(bytes.slice());
		this.pump();
	}

	close(): void {
		this.#listener = {};
		this.hangUp();
		this.#server.close();
	}

	private accept(): void {
		const from = this.#server.read();
		if (!from) return;
		this.hangUp();
		this.#socket = new from.constructor({
			from,
			format: "buffer",
			onWritable: (count: number) => {
				this.#room = count;
				this.pump();
			},
			onReadable: (count: number) => {
				this.#readable = count;
				this.#listener.onReadable?.(count);
			},
			onError: () => this.hangUp(),
		});
	}

	private pump(): void {
		for (let next = this.#waiting[0]; next && this.#socket && this.#room > 0; next = this.#waiting[0]) {
			const part = next.slice(0, this.#room);
			if (part.length === next.length) this.#waiting.shift();
			else this.#waiting[0] = next.subarray(part.length);
			this.#room -= part.length;
			try {
				this.#socket.write(part);
			} catch {
				this.hangUp();
			}
			this.drained(part.length);
		}
	}

	private drained(count: number): void {
		Timer.set(() => this.#listener.onWritable?.(count), 0);
	}

	private hangUp(): void {
		const socket = this.#socket;
		const unsent = this.#waiting.reduce((sum, bytes) => sum + bytes.length, 0);
		this.#socket = undefined;
		this.#readable = 0;
		this.#room = 0;
		this.#waiting = [];
		socket?.close();
		if (unsent > 0) this.drained(unsent);
	}
}
