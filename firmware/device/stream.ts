import type { ByteStream, StreamListener } from "../core/ports.js";

// Adapts an ECMA-419 stream of the SDK to the firmware's ports: `read(count)` never requests more than is available,
// and bytes are passed as buffers.

/** The common interface of the SDK's Serial, TCP and TLS. */
export interface NativeStream {
	read(byteLength?: number): ArrayBuffer | number | undefined;
	write(bytes: Uint8Array): unknown;
	close(): void;
}

export interface NativeCallbacks {
	readonly format: "buffer";
	onReadable(count: number): void;
	onWritable(count: number): void;
	onError(): void;
}

export class BoardStream implements ByteStream {
	#native: NativeStream | undefined;
	#readable = 0;

	/** `open` creates the native stream with the given callbacks, which must not be called before it returns. */
	constructor(listener: StreamListener, open: (callbacks: NativeCallbacks) => NativeStream) {
		this.#native = open({
			format: "buffer",
			onReadable: (count) => {
				this.#readable = count;
				listener.onReadable?.(count);
			},
			onWritable: (count) => listener.onWritable?.(count),
			onError: () => listener.onError?.(),
		});
	}

	read(count = this.#readable): ArrayBuffer | undefined {
		const length = Math.min(count, this.#readable);
		if (length === 0 || !this.#native) return undefined;
		const bytes = this.#native.read(length);
		if (!(bytes instanceof ArrayBuffer)) return undefined;
		this.#readable -= bytes.byteLength;
		return bytes;
	}

	write(bytes: Uint8Array): void {
		if (!this.#native) throw new Error("closed");
		this.#native.write(bytes);
	}

	close(): void {
		const native = this.#native;
		this.#native = undefined;
		this.#readable = 0;
		native?.close();
	}
}
