// Serial lines, TCP, I2C and touch inside XS, as ECMA-419 classes over host calls.
import type {
	ByteStream,
	SerialSource,
	StreamListener,
	TcpAddress,
	TcpSource,
	TouchSample,
} from "../../../firmware/core/ports.js";
import type { I2cDevice, I2cOptions } from "../../../firmware/drivers/bus.js";
import { callHost, type HostValue, register, unregister } from "./guest-host.js";
import { event, op, streamKinds, touchPhases } from "./opcodes.js";

class GuestStream implements ByteStream {
	readonly #id: number;
	#isOpen = true;

	constructor(kind: (typeof streamKinds)[number], listener: StreamListener, ...address: HostValue[]) {
		this.#id = register((what, [value]) => {
			if (what === event.readable) listener.onReadable?.(value as number);
			else if (what === event.writable) listener.onWritable?.(value as number);
			else listener.onError?.(value as string | undefined);
		});
		try {
			callHost(op.streamOpen, this.#id, streamKinds.indexOf(kind), ...address);
		} catch (error) {
			unregister(this.#id);
			throw error;
		}
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

export class GuestTouch {
	readonly #id: number;
	#isOpen = true;

	constructor({ onSample }: { onSample(sample: TouchSample): void }) {
		this.#id = register((_what, [x, y, phase]) => {
			onSample({ x: x as number, y: y as number, phase: touchPhases[phase as number] ?? "up" });
		});
		callHost(op.touchOpen, this.#id);
	}

	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		unregister(this.#id);
		callHost(op.touchClose, this.#id);
	}
}
