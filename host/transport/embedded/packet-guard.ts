// Bounds and checks MQTT packets before they reach a parser (invariant 9). Reads fixed headers (MQTT 3.1.1, section
// 2.2) as bytes pass through, and ends the connection when a header announces more than is allowed or a packet breaks
// a rule. Keeps of each packet only what the rules need.
import { Duplex } from "node:stream";
import { limits } from "../../../firmware/core/limits.js";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import { type AnyFault, attempt } from "../../log.js";
import {
	afterDisconnect,
	checkPacket,
	ConnectFault,
	connectType,
	disconnectType,
	type PacketHead,
	publishType,
} from "./packet-rules.js";

const remainingLengthBytesMax = 4;
/** Topic with its length, and packet identifier. */
const publishHeadBytesMax = hostLimits.topicBytesMax + 4;
const noBytes = new Uint8Array(0);
/** Why the broker itself ends connections, in its words. Its other errors are consequences of what is reported here. */
const drops: readonly string[] = [
	"connect did not arrive in time",
	"keep alive timeout",
	"Client queue limit reached",
	"drain timeout",
];

/** Follows packet boundaries in a byte stream. @forTests A connection would need a byte stream for each case. */
export class PacketBounds {
	readonly #onPacket: ((packet: PacketHead) => void) | undefined;
	#isFirst = true;
	#hasEnded = false;
	#header = 0;
	#headerBytes = 0;
	#remaining = 0;
	#factor = 1;
	#inBody = false;
	#head = noBytes;
	#headBytes = 0;

	/** `onPacket` is called at the end of each packet and may throw. */
	constructor(onPacket?: (packet: PacketHead) => void) {
		this.#onPacket = onPacket;
	}

	/** Throws HostFault MQTT_PACKET_TOO_LARGE, MQTT_MALFORMED or what `onPacket` throws. */
	pass(bytes: Uint8Array): void {
		let offset = 0;
		while (offset < bytes.length) {
			if (this.#hasEnded) throw afterDisconnect();
			if (this.#inBody) {
				const step = Math.min(this.#remaining, bytes.length - offset);
				this.keep(bytes.subarray(offset, offset + step));
				offset += step;
				this.#remaining -= step;
				if (this.#remaining === 0) this.end();
			} else this.header(bytes[offset++]!);
		}
	}

	private header(byte: number): void {
		if (this.#headerBytes++ === 0) {
			if (this.#isFirst && byte >> 4 !== connectType)
				throw new HostFault("MQTT_MALFORMED", "[MQTT-3.1.0-1] the first packet is not CONNECT");
			this.#header = byte;
			return;
		}
		this.#remaining += (byte & 0x7f) * this.#factor;
		this.#factor *= 128;
		if (byte & 0x80) {
			if (this.#headerBytes > remainingLengthBytesMax) throw new HostFault("MQTT_MALFORMED", "remaining length");
			return;
		}
		if (this.#headerBytes + this.#remaining > this.bytesMax)
			throw new HostFault("MQTT_PACKET_TOO_LARGE", `${this.#remaining} bytes`);
		this.#inBody = true;
		const isPublish = this.#header >> 4 === publishType;
		const kept = isPublish ? Math.min(this.#remaining, publishHeadBytesMax) : this.#remaining;
		this.#head = kept === 0 ? noBytes : new Uint8Array(kept);
		this.#headBytes = 0;
		if (this.#remaining === 0) this.end();
	}

	private get bytesMax(): number {
		if (this.#isFirst) return hostLimits.connectBytesMax;
		return this.#header >> 4 === publishType ? limits.mqttPacketBytesMax : hostLimits.controlBytesMax;
	}

	private keep(bytes: Uint8Array): void {
		const kept = bytes.subarray(0, this.#head.length - this.#headBytes);
		this.#head.set(kept, this.#headBytes);
		this.#headBytes += kept.length;
	}

	private end(): void {
		const packet = { header: this.#header, head: this.#head, isFirst: this.#isFirst };
		this.#hasEnded = this.#header >> 4 === disconnectType;
		this.#isFirst = false;
		this.#headerBytes = 0;
		this.#remaining = 0;
		this.#factor = 1;
		this.#inBody = false;
		this.#head = noBytes;
		this.#onPacket?.(packet);
	}
}

export interface PacketGuardOptions {
	readonly stream: Duplex;
	readonly onRefused: (fault: AnyFault) => void;
}

/** The stream for the broker, with only packets within bounds. */
export class PacketGuard extends Duplex {
	readonly #stream: Duplex;
	readonly #onRefused: PacketGuardOptions["onRefused"];

	constructor(options: PacketGuardOptions) {
		super({ allowHalfOpen: false });
		const { stream, onRefused } = options;
		this.#stream = stream;
		this.#onRefused = onRefused;
		const bounds = new PacketBounds(checkPacket);
		stream.on("data", (chunk: Buffer) => {
			if (this.destroyed) return;
			const checked = attempt(() => bounds.pass(chunk));
			if ("fault" in checked) {
				onRefused(checked.fault);
				this.refuse(checked.fault);
			} else if (!this.push(chunk)) stream.pause();
		});
		stream.on("end", () => this.push(null));
		stream.on("error", () => this.destroy());
		stream.on("close", () => this.destroy());
	}

	/** Ends the connection, for some faults of CONNECT after a CONNACK that says why (section 3.2.2.3). */
	private refuse(fault: AnyFault): void {
		if (fault instanceof ConnectFault) this.#stream.write(Uint8Array.of(0x20, 2, 0, fault.returnCode));
		this.destroy();
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

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		if (error && drops.includes(error.message))
			this.#onRefused(new HostFault("MQTT_CLIENT_DROPPED", error.message));
		this.#stream.destroy();
		// The cause has been reported already; the broker only needs the end of the stream.
		done(null);
	}
}
