import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import type { ByteStream, StreamListener, TcpAddress, TcpSource } from "../core/ports.js";
import { BoardStream, type NativeCallbacks, type NativeStream } from "./stream.js";

// Outgoing TCP by host name. The SDK's sockets take addresses, so the name is resolved first; when that fails, the
// stream reports an error.

interface Address {
	readonly host: string;
	readonly address: string;
	readonly port: number;
}

/** With an authority, TLS 1.2 that trusts only this authority; the server's certificate must name its host. */
function openSocket(callbacks: NativeCallbacks & Address, authority: Uint8Array | undefined): NativeStream {
	if (!authority) return new TCP({ ...callbacks, nodelay: true });
	return new TLSSocket({
		...callbacks,
		TCP: { io: TCP, nodelay: true },
		secure: { certificate: authority.slice().buffer },
	});
}

class NamedTcp implements ByteStream {
	#stream: ByteStream | undefined;
	#isClosed = false;

	constructor(listener: StreamListener, { host, port, authority }: TcpAddress) {
		System.resolve(host, (_name, address) => {
			if (this.#isClosed) return;
			if (!address) return listener.onError?.("name");
			try {
				this.#stream = new BoardStream(listener, (callbacks) =>
					openSocket({ ...callbacks, host, address, port }, authority),
				);
			} catch (error) {
				listener.onError?.(String(error));
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

export const namedTcp: TcpSource = { io: NamedTcp };
