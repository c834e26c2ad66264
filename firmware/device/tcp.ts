import TCP from "embedded:io/socket/tcp";
import type { ByteStream, TcpOptions, TcpSource } from "../core/ports.js";
import { BoardStream, type NativeCallbacks, type NativeStream } from "./stream.js";

// Outgoing TCP by name: the SDK's sockets take addresses, so the name is resolved first. A name that does not resolve is a stream that fails.

type OpenSocket = (callbacks: NativeCallbacks & { readonly host: string; readonly address: string; readonly port: number }) => NativeStream;

export function tcpSource(openSocket: OpenSocket): TcpSource {
	return {
		io: class extends NamedTcp {
			constructor(options: TcpOptions) {
				super(options, openSocket);
			}
		},
	};
}

class NamedTcp implements ByteStream {
	#stream: ByteStream | undefined;
	#isClosed = false;

	constructor(options: TcpOptions, openSocket: OpenSocket) {
		System.resolve(options.host, (_name, address) => {
			if (this.#isClosed) return;
			if (!address) return options.onError?.("name");
			try {
				this.#stream = new BoardStream(options, (callbacks) =>
					openSocket({ ...callbacks, host: options.host, address, port: options.port }),
				);
			} catch (error) {
				options.onError?.(String(error));
			}
		});
	}

	read(count?: number): ArrayBuffer | undefined {
		return this.#stream?.read(count);
	}

	write(bytes: Uint8Array): void {
		if (!this.#stream) throw new Error("not open");
		this.#stream.write(bytes);
	}

	close(): void {
		this.#isClosed = true;
		this.#stream?.close();
		this.#stream = undefined;
	}
}

export const plainTcp: TcpSource = tcpSource((options) => new TCP({ ...options, nodelay: true }));
