// Bounds MQTT packets before they reach a parser (invariant 9). Reads fixed headers (MQTT 3.1.1, section 2.2) as bytes
// pass through, and ends the connection when a header announces more than is allowed. Buffers nothing.
import { Duplex } from "node:stream";
import { limits } from "../../../firmware/core/limits.js";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";

const connectType = 1;
const remainingLengthBytesMax = 4;

/** Follows packet boundaries in a byte stream. @forTests A connection would need a byte stream for each case. */
export class PacketBounds {
	#isFirst = true;
	#headerBytes = 0;
	#remaining = 0;
	#factor = 1;
	#inBody = false;

	/** Throws HostFault MQTT_PACKET_TOO_LARGE or MQTT_MALFORMED. */
	pass(bytes: Uint8Array): void {
		let offset = 0;
		while (offset < bytes.length) {
			if (this.#inBody) {
				const step = Math.min(this.#remaining, bytes.length - offset);
				offset += step;
				this.#remaining -= step;
				if (this.#remaining === 0) this.begin();
			} else this.header(bytes[offset++]!);
		}
	}

	private header(byte: number): void {
		if (this.#headerBytes++ === 0) {
			if (this.#isFirst && byte >> 4 !== connectType)
				throw new HostFault("MQTT_MALFORMED", "the first packet is not CONNECT");
			return;
		}
		this.#remaining += (byte & 0x7f) * this.#factor;
		this.#factor *= 128;
		if (byte & 0x80) {
			if (this.#headerBytes > remainingLengthBytesMax) throw new HostFault("MQTT_MALFORMED", "remaining length");
			return;
		}
		const bytesMax = this.#isFirst ? hostLimits.connectBytesMax : limits.mqttPacketBytesMax;
		if (this.#headerBytes + this.#remaining > bytesMax)
			throw new HostFault("MQTT_PACKET_TOO_LARGE", `${this.#remaining} bytes`);
		this.#isFirst = false;
		this.#inBody = true;
		if (this.#remaining === 0) this.begin();
	}

	private begin(): void {
		this.#headerBytes = 0;
		this.#remaining = 0;
		this.#factor = 1;
		this.#inBody = false;
	}
}

export interface PacketGuardOptions {
	readonly stream: Duplex;
	readonly onRefused: (fault: HostFault) => void;
}

/** The stream for the broker, with only packets within bounds. */
export class PacketGuard extends Duplex {
	readonly #stream: Duplex;

	constructor(options: PacketGuardOptions) {
		super({ allowHalfOpen: false });
		const { stream, onRefused } = options;
		this.#stream = stream;
		const bounds = new PacketBounds();
		stream.on("data", (chunk: Buffer) => {
			try {
				bounds.pass(chunk);
			} catch (error) {
				if (!(error instanceof HostFault)) throw error;
				onRefused(error);
				this.destroy();
				return;
			}
			if (!this.push(chunk)) stream.pause();
		});
		stream.on("end", () => this.push(null));
		stream.on("error", () => this.destroy());
		stream.on("close", () => this.destroy());
	}

	override _read(): void {
		this.#stream.resume();
	}

	override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		if (this.#stream.write(chunk, encoding)) done();
		else this.#stream.once("drain", done);
	}

	override _final(done: (error?: Error | null) => void): void {
		this.#stream.end();
		done();
	}

	override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
		this.#stream.destroy();
		// The cause has been reported already; the broker only needs the end of the stream.
		done(null);
	}
}
