// One TCP connection of a simulated terminal. Both directions are split into MQTT packets, so that faults act on whole
// packets; each packet crosses in virtual time. The terminal's side is an ECMA-419 stream, the host's a Node stream.
import type { Duplex } from "node:stream";
import type { Packet } from "mqtt-packet";
import { limits } from "../../firmware/core/limits.js";
import type { ByteStream, StreamListener, TcpAddress } from "../../firmware/core/ports.js";
import { MqttFramer } from "../../firmware/sync/framer.js";
import type { SeededRandom } from "../random.js";
import type { World } from "../world.js";
import type { Dialer } from "./dialer.js";
import { drawOutcome, type Direction, type PacketOutcome, type LinkCounters } from "./packet-outcome.js";
import { LinkDirection } from "./link-direction.js";
import { parsePacket } from "./packet.js";
import type { LinkProfile } from "./profile.js";
import { Replies } from "./replies.js";

/** lwIP's send buffer on ESP32 (CONFIG_LWIP_TCP_SND_BUF_DEFAULT). */
const sendBufferBytes = 5_744;
const duplicateMsMax = 2_000;

type State = "dialing" | "open" | "closed";

/** The link as its connections see it. */
export interface ConnectionLink {
	readonly world: World;
	readonly random: SeededRandom;
	readonly counters: LinkCounters;
	readonly profile: LinkProfile;
	readonly onPacket: ((direction: Direction, bytes: Uint8Array) => void) | undefined;
	/** Undefined while there is no network, or when this attempt is to fail. */
	chooseDialer(): Dialer | undefined;
	/** Duration of the three-way handshake. */
	connectMs(): number;
	jitterMs(): number;
	/** Delivers a packet after later ones have overtaken it, in a later connection if this one has ended. */
	deliverLate(connection: LinkConnection, direction: Direction, bytes: Uint8Array): void;
	/** The session is subscribed: packets that were late for an earlier connection can be delivered now. */
	ready(connection: LinkConnection): void;
	/** Destroys the stream when the link closes. */
	keep(stream: Duplex): void;
	forget(connection: LinkConnection): void;
}

export class LinkConnection implements ByteStream {
	readonly #link: ConnectionLink;
	readonly #listener: StreamListener;
	readonly #address: TcpAddress;
	readonly #up: LinkDirection;
	readonly #down: LinkDirection;
	readonly #replies: Replies;
	readonly #upFramer = new MqttFramer(limits.mqttPacketBytesMax, {
		takePacket: (bytes) => this.sendUp(bytes.slice()),
	});
	readonly #downFramer = new MqttFramer(limits.mqttPacketBytesMaxTerminal, {
		takePacket: (bytes) => this.sendDown(bytes.slice()),
	});
	readonly #incoming: Uint8Array[] = [];
	#far: Duplex | undefined;
	#state: State = "dialing";
	/** Half-open: nothing passes any more, and neither side is notified. */
	#silent = false;
	/** The host sends something other than MQTT that a terminal accepts (a portal's page, a huge packet): not split. */
	#raw = false;
	/** The terminal has closed its end, or has no power: no callback is called any more. */
	#released = false;
	#unsentBytes = 0;
	#writableBytes = 0;

	constructor(link: ConnectionLink, listener: StreamListener, address: TcpAddress) {
		this.#link = link;
		this.#listener = listener;
		this.#address = address;
		this.#up = new LinkDirection(link.world);
		this.#down = new LinkDirection(link.world);
		this.#replies = new Replies(link.world, () => link.counters.unanswered++);
		this.#up.after(link.connectMs(), () => this.dial());
	}

	read(count = Number.POSITIVE_INFINITY): ArrayBuffer | undefined {
		const first = this.#incoming[0];
		if (!first || this.#released) return undefined;
		if (first.length > count) {
			this.#incoming[0] = first.subarray(count);
			return first.slice(0, count).buffer;
		}
		this.#incoming.shift();
		return first.slice().buffer;
	}

	write(bytes: Uint8Array): void {
		if (this.#released) throw new Error("the stream is closed");
		if (bytes.length > this.#writableBytes)
			throw new Error(`${bytes.length} bytes where ${this.#writableBytes} were announced`);
		this.#writableBytes -= bytes.length;
		// A connection that has just broken accepts bytes until the stack has reported the error.
		if (this.#state !== "open" || bytes.length === 0) return;
		this.#link.counters.bytesUp += bytes.length;
		try {
			this.#upFramer.push(bytes);
		} catch {
			return this.fail("the terminal sent no MQTT");
		}
		if (this.#upFramer.pending.length > 0) this.#up.after(0, () => this.announce());
	}

	close(): void {
		if (this.#released) return;
		this.#released = true;
		if (this.#state === "closed") return;
		// Bytes written before the close are still sent, as a TCP stack does.
		const lingerMs = this.#up.bytes > 0 && !this.#silent ? 2 * this.#link.profile.latencyMs + 1_000 : 0;
		this.#state = "closed";
		this.#down.cut();
		this.#replies.clear();
		this.#link.forget(this);
		if (lingerMs > 0) this.#up.after(lingerMs, () => this.hangUp());
		else this.hangUp();
	}

	/** Breaks the connection and notifies both sides. */
	fail(detail: string): void {
		if (this.#state === "closed") return;
		this.abort();
		// The terminal's stack reports the error in a later event.
		this.#link.world.schedule(0, () => this.call(() => this.#listener.onError?.(detail)));
	}

	/** The terminal has lost its power: it gets no callback any more, and the host's socket is reset. */
	powerOff(): void {
		this.#released = true;
		if (this.#state !== "closed") this.abort();
	}

	/** Makes the connection half-open, as after a lost Wi-Fi or an expired NAT entry. */
	goSilent(): void {
		this.#silent = true;
		this.#up.cut();
		this.#down.cut();
		this.#replies.clear();
	}

	/** Delivers a packet of an earlier connection through this one. */
	inject(direction: Direction, bytes: Uint8Array): void {
		if (this.#state !== "open") return;
		if (direction === "up") this.arriveUp(bytes);
		else this.arriveDown(bytes);
	}

	private abort(): void {
		this.#state = "closed";
		this.#up.cut();
		this.#down.cut();
		this.#replies.clear();
		this.#link.forget(this);
		this.hangUp();
	}

	/** The host's socket of a half-open connection stays open, since the host was not notified. */
	private hangUp(): void {
		this.#up.cut();
		if (!this.#silent) this.#far?.destroy();
	}

	private dial(): void {
		const link = this.#link;
		const dialer: Dialer | undefined = link.chooseDialer();
		if (!dialer) {
			link.counters.refused++;
			return this.fail("no network");
		}
		this.#replies.expect("open");
		const far = dialer(this.#address, () => {
			// Called from Node's event loop: scheduled as an event at the current virtual time.
			link.world.schedule(0, () => this.opened());
		});
		this.#far = far;
		link.keep(far);
		far.on("data", (chunk: Buffer) => this.receive(new Uint8Array(chunk)));
		far.on("error", () => this.lost());
		far.on("end", () => this.lost());
		far.on("close", () => this.lost());
	}

	private opened(): void {
		this.#replies.clear();
		if (this.#state !== "dialing") return;
		this.#state = "open";
		this.announce();
	}

	/** The host has closed. What it sent before still arrives. */
	private lost(): void {
		this.#replies.clear();
		if (this.#state === "closed" || this.#silent) return;
		this.#down.carry(0, this.#link.profile, 0, nothing, () => this.fail("closed by the host"));
	}

	private receive(chunk: Uint8Array): void {
		if (this.#state !== "open" || this.#silent) return;
		if (this.#raw) return this.carryDown(chunk);
		try {
			this.#downFramer.push(chunk);
		} catch {
			this.#raw = true;
			this.#replies.clear();
			this.carryDown(this.#downFramer.pending);
		}
	}

	private sendUp(bytes: Uint8Array): void {
		this.#link.onPacket?.("up", bytes);
		const link = this.#link;
		this.#unsentBytes += bytes.length;
		switch (this.outcomeOf("up", this.parse(bytes))) {
			case "silence":
			case "drop":
				return this.carryUp(bytes, nothing);
			case "cut": {
				const part = bytes.subarray(0, link.random.below(bytes.length));
				return this.carryUp(part, () => {
					this.arriveUp(part);
					this.fail("connection reset");
				});
			}
			case "delay":
				this.carryUp(bytes, nothing);
				return link.deliverLate(this, "up", bytes);
			case "duplicate":
				this.#up.after(link.random.below(duplicateMsMax), () => this.arriveUp(bytes));
		}
		this.carryUp(bytes, () => this.arriveUp(bytes));
	}

	private carryUp(bytes: Uint8Array, onArrival: () => void): void {
		const link = this.#link;
		const sent = (): void => {
			this.#unsentBytes -= bytes.length;
			this.announce();
		};
		this.#up.carry(bytes.length, link.profile, link.jitterMs(), sent, onArrival);
	}

	private announce(): void {
		if (this.#state !== "open") return;
		this.#writableBytes = sendBufferBytes - this.#unsentBytes;
		this.call(() => this.#listener.onWritable?.(this.#writableBytes));
	}

	private arriveUp(bytes: Uint8Array): void {
		const far = this.#far;
		if (!far || this.#silent || far.destroyed || !far.writable) return;
		const packet = this.parse(bytes);
		if (packet && this.#state === "open" && !this.#raw) this.#replies.sent(packet);
		far.write(bytes);
	}

	private sendDown(bytes: Uint8Array): void {
		const link = this.#link;
		const packet = this.parse(bytes);
		if (packet) this.#replies.received(packet);
		switch (this.outcomeOf("down", packet)) {
			case "silence":
			case "drop":
				return;
			case "cut":
				this.carryDown(bytes.subarray(0, link.random.below(bytes.length)));
				return this.#down.carry(0, link.profile, 0, nothing, () => this.fail("connection reset"));
			case "delay":
				return link.deliverLate(this, "down", bytes);
			case "duplicate":
				this.carryDown(bytes);
		}
		this.carryDown(bytes);
		if (packet?.cmd === "suback") link.ready(this);
	}

	private carryDown(bytes: Uint8Array): void {
		const link = this.#link;
		this.#down.carry(bytes.length, link.profile, link.jitterMs(), nothing, () => this.arriveDown(bytes));
	}

	private arriveDown(bytes: Uint8Array): void {
		if (this.#state !== "open" || bytes.length === 0) return;
		this.#link.onPacket?.("down", bytes);
		this.#incoming.push(bytes.slice());
		this.#link.counters.bytesDown += bytes.length;
		this.call(() => this.#listener.onReadable?.(this.#incoming.reduce((count, part) => count + part.length, 0)));
	}

	/** Counts a packet and draws its outcome. */
	private outcomeOf(direction: Direction, packet: Packet | undefined): PacketOutcome {
		const { random, profile, counters } = this.#link;
		counters.packets++;
		if (this.#silent) return "silence";
		const outcome = drawOutcome(random, profile.faults, counters, direction, packet);
		if (outcome === "silence") this.goSilent();
		return outcome;
	}

	private parse(bytes: Uint8Array): Packet | undefined {
		try {
			return parsePacket(bytes);
		} catch {
			return undefined;
		}
	}

	/** Calls the terminal, unless it has closed this stream. */
	private call(run: () => void): void {
		if (!this.#released) run();
	}
}

function nothing(): void {}
