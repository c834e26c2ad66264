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
import { PacketRate, type TurnTaker, type Turns } from "./turns.js";

const remainingLengthBytesMax = 4;
/** Topic with its length, and packet identifier. */
const publishHeadBytesMax = hostLimits.topicBytesMax + 4;
const noBytes = new Uint8Array(0);
const noBuffer = Buffer.alloc(0);
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
	#packets = 0;
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

	/**
	 * Returns how many of the bytes were passed: all, unless `packetsMax` packets have ended before. Throws HostFault
	 * MQTT_PACKET_TOO_LARGE, MQTT_MALFORMED or what `onPacket` throws.
	 */
	pass(bytes: Uint8Array, packetsMax = Infinity): number {
		let offset = 0;
		const last = this.#packets + packetsMax;
		while (offset < bytes.length && this.#packets < last) {
			if (this.#hasEnded) throw afterDisconnect();
			if (this.#inBody) {
				const step = Math.min(this.#remaining, bytes.length - offset);
				this.keep(bytes.subarray(offset, offset + step));
				offset += step;
				this.#remaining -= step;
				if (this.#remaining === 0) this.end();
			} else this.header(bytes[offset++]!);
		}
		return offset;
	}

	/** Packets that have ended. */
	get packets(): number {
		return this.#packets;
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
		this.#packets++;
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
	/** Undefined for a stream of this process: its packets pass as they come. */
	readonly turns: Turns | undefined;
	readonly onRefused: (fault: AnyFault) => void;
	/** Called when CONNECT has arrived. */
	readonly onConnect: () => void;
}

/** The stream for the broker, with only packets within bounds, and of these no more than are handled at a time. */
export class PacketGuard extends Duplex implements TurnTaker {
	readonly #options: PacketGuardOptions;
	readonly #bounds: PacketBounds;
	readonly #rate = new PacketRate();
	/** Received and not passed yet. The stream is paused meanwhile. */
	#waiting: Buffer = noBuffer;
	/** Whether the broker has read all that was passed. */
	#isRead = true;
	/** Messages that were passed and are not settled. */
	#inFlight = 0;
	#hasEnded = false;
	#pause: NodeJS.Timeout | undefined;

	constructor(options: PacketGuardOptions) {
		super({ allowHalfOpen: false, readableHighWaterMark: 1, writableHighWaterMark: hostLimits.outgoingBytesMax });
		this.#options = options;
		this.#bounds = new PacketBounds((packet) => {
			checkPacket(packet);
			if (packet.header >> 4 === publishType) this.#inFlight++;
		});
		const { stream } = options;
		stream.on("data", (chunk: Buffer) => {
			if (this.destroyed) return;
			this.#waiting = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk]);
			this.takeTurn();
			if (this.#waiting.length > 0) stream.pause();
		});
		stream.on("end", () => {
			this.#hasEnded = true;
			if (this.#waiting.length === 0) this.push(null);
		});
		stream.on("error", () => this.destroy());
		stream.on("close", () => this.destroy());
	}

	/** Passes the next packets, if the broker and the bounds allow it. */
	takeTurn(): void {
		const { turns, onConnect } = this.#options;
		if (this.destroyed || !this.#isRead || this.#waiting.length === 0) return;
		const before = this.#bounds.packets;
		// What comes with CONNECT waits in the broker, whose own bound on it is small.
		const allowed = before > 0 && turns ? this.allowed(turns) : Infinity;
		if (allowed === 0) return;
		const passed = attempt(() => this.#bounds.pass(this.#waiting, allowed));
		if ("fault" in passed) return this.refuse(passed.fault);
		const bytes = this.#waiting.subarray(0, passed.value);
		this.#waiting = this.#waiting.subarray(passed.value);
		const packets = this.#bounds.packets - before;
		this.#rate.use(packets);
		this.#isRead = before === 0 && packets === 0;
		this.push(bytes);
		if (before === 0 && packets > 0) onConnect();
		if (this.#waiting.length > 0) return;
		if (this.#hasEnded) this.push(null);
		else this.#options.stream.resume();
	}

	/** A message has been handled, or refused. */
	settle(): void {
		this.#inFlight--;
		this.ask();
	}

	/** Packets that may pass now; 0 if a later turn has to wait for time, or for a message to be settled. */
	private allowed(turns: Turns): number {
		const inFlight = hostLimits.messagesInFlightMax - this.#inFlight;
		if (inFlight <= 0) return 0;
		const { left, waitMs } = this.#rate;
		if (left > 0) return Math.min(left, inFlight, hostLimits.packetsPerTurnMax);
		this.#pause ??= setTimeout(() => {
			this.#pause = undefined;
			turns.ask(this);
		}, waitMs).unref();
		return 0;
	}

	private ask(): void {
		const { turns } = this.#options;
		if (this.#waiting.length === 0 || this.#pause) return;
		if (turns) turns.ask(this);
		else this.takeTurn();
	}

	/** Ends the connection, for some faults of CONNECT after a CONNACK that says why (section 3.2.2.3). */
	private refuse(fault: AnyFault): void {
		this.#options.onRefused(fault);
		if (fault instanceof ConnectFault) this.#options.stream.write(Uint8Array.of(0x20, 2, 0, fault.returnCode));
		this.destroy();
	}

	override _read(): void {
		this.#isRead = true;
		this.ask();
	}

	override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		const { stream } = this.#options;
		if (stream.write(chunk, encoding)) done();
		else stream.once("drain", done);
	}

	/** A packet is written in many small pieces, which one system call sends. */
	override _writev(chunks: readonly { chunk: Buffer }[], done: (error?: Error | null) => void): void {
		this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), "binary", done);
	}

	override _final(done: (error?: Error | null) => void): void {
		this.#options.stream.end();
		done();
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		const { stream, turns, onRefused } = this.#options;
		if (error && drops.includes(error.message)) onRefused(new HostFault("MQTT_CLIENT_DROPPED", error.message));
		clearTimeout(this.#pause);
		turns?.leave(this);
		this.#waiting = noBuffer;
		stream.destroy();
		// The cause has been reported already; the broker only needs the end of the stream.
		done(null);
	}
}
