// Serial lines, TCP, I2C and touch inside XS, as ECMA-419 classes over host calls.
import type {
	ByteStream,
	SerialSource,
	StreamListener,
	TcpAddress,
	TcpSource,
	TouchListener,
} from "../../../firmware/core/ports.js";
import type { I2cDevice, I2cOptions } from "../../../firmware/drivers/bus.js";
import { callHost, type HostListener, type HostValue, register, unregister } from "./guest-host.js";
import { event, op, streamKinds, touchPhases } from "./opcodes.js";

class GuestStream implements ByteStream, HostListener {
	readonly #id: number;
	readonly #listener: StreamListener;
	#isOpen = true;

	constructor(kind: (typeof streamKinds)[number], listener: StreamListener, ...address: HostValue[]) {
		this.#listener = listener;
		this.#id = register(this);
		try {
			callHost(op.streamOpen, this.#id, streamKinds.indexOf(kind), ...address);
		} catch (error) {
			unregister(this.#id);
			throw error;
		}
	}

	hostEvent(what: number, [value]: HostValue[]): void {
		const listener = this.#listener;
		if (what === event.readable) listener.onReadable?.(value as number);
		else if (what === event.writable) listener.onWritable?.(value as number);
		else listener.onError?.(value as string | undefined);
	}

	read(count?: number): ArrayBuffer | undefined {
		return callHost(op.streamRead, this.#id, count) as ArrayBuffer | undefined;
	}

	write(bytes: Uint8Array): void {
		callHost(op.streamWrite, this.#id, bytes);
	}

	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		unregister(this.#id);
		callHost(op.streamClose, this.#id);
	}
}

export function serialSource(kind: "printer" | "scanner" | "tagReader"): SerialSource {
	return {
		io: class extends GuestStream {
			constructor(listener: StreamListener) {
				super(kind, listener);
			}
		},
	};
}

export function tcpSource(kind: "network"): TcpSource {
	return {
		io: class extends GuestStream {
			constructor(listener: StreamListener, { host, port, authority }: TcpAddress) {
				super(kind, listener, host, port, authority);
			}
		},
	};
}

export class GuestI2c implements I2cDevice {
	readonly #id: number;

	constructor({ address, hz }: I2cOptions) {
		this.#id = callHost(op.i2cOpen, address, hz) as number;
	}

	read(byteLength: number): ArrayBuffer {
		return callHost(op.i2cRead, this.#id, byteLength) as ArrayBuffer;
	}

	write(bytes: Uint8Array): void {
		callHost(op.i2cWrite, this.#id, bytes);
	}

	close(): void {
		callHost(op.i2cClose, this.#id);
	}
}

export class GuestTouch implements HostListener {
	readonly #id: number;
	readonly #listener: TouchListener;
	#isOpen = true;

	constructor(listener: TouchListener) {
		this.#listener = listener;
		this.#id = register(this);
		callHost(op.touchOpen, this.#id);
	}

	hostEvent(_what: number, [x, y, phase]: HostValue[]): void {
		this.#listener.onSample({ x: x as number, y: y as number, phase: touchPhases[phase as number] ?? "up" });
	}

	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		unregister(this.#id);
		callHost(op.touchClose, this.#id);
	}
}
