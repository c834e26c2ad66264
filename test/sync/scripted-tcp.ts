// A TCP source whose peer is the test itself, with a clock that the test advances.
import { concat } from "../../firmware/core/bytes.js";
import type { ByteStream, StreamListener, TcpSource, Timers } from "../../firmware/core/ports.js";

export class ScriptedTcp {
	readonly source: TcpSource;
	/** Bytes that the firmware has written on the newest connection. */
	written: Uint8Array = new Uint8Array(0);
	isClosed = false;
	connections = 0;
	#listener!: StreamListener;
	#incoming: Uint8Array[] = [];

	constructor() {
		const open = (listener: StreamListener): ByteStream => {
			this.#listener = listener;
			this.connections++;
			this.written = new Uint8Array(0);
			this.isClosed = false;
			this.#incoming = [];
			return {
				read: (count = Number.POSITIVE_INFINITY) => {
					const first = this.#incoming.shift();
					if (!first) return undefined;
					if (first.length > count) this.#incoming.unshift(first.subarray(count));
					return first.slice(0, count).buffer;
				},
				write: (bytes) => {
					this.written = concat(this.written, bytes);
				},
				close: () => {
					this.isClosed = true;
				},
			};
		};
		this.source = {
			io: class {
				constructor(listener: StreamListener) {
					return open(listener);
				}
			} as unknown as TcpSource["io"],
		};
	}

	writable(count = 10_000): void {
		this.#listener.onWritable?.(count);
	}

	fail(detail: string): void {
		this.#listener.onError?.(detail);
	}

	deliver(...bytes: number[] | [Uint8Array]): void {
		this.#incoming.push(bytes[0] instanceof Uint8Array ? bytes[0] : Uint8Array.from(bytes as number[]));
		this.#listener.onReadable?.(1);
	}
}

export class HandClock implements Timers {
	#nowMs = 0;
	readonly #due: { atMs: number; run: () => void }[] = [];

	uptimeMs(): number {
		return this.#nowMs;
	}

	start(delayMs: number, onExpire: () => void): { cancel(): void } {
		const entry = { atMs: this.#nowMs + delayMs, run: onExpire };
		this.#due.push(entry);
		return {
			cancel: () => {
				const at = this.#due.indexOf(entry);
				if (at >= 0) this.#due.splice(at, 1);
			},
		};
	}

	get running(): number {
		return this.#due.length;
	}

	pass(ms: number): void {
		const untilMs = this.#nowMs + ms;
		for (;;) {
			const next = [...this.#due].sort((a, b) => a.atMs - b.atMs)[0];
			if (!next || next.atMs > untilMs) break;
			this.#due.splice(this.#due.indexOf(next), 1);
			this.#nowMs = next.atMs;
			next.run();
		}
		this.#nowMs = untilMs;
	}
}
