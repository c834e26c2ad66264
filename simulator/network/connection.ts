// One TCP connection of a simulated terminal. Both directions are cut into MQTT packets, so that faults act on what
// means something; each packet crosses in virtual time. The terminal's side is an ECMA-419 stream, the host's a Node
// stream.
import type { Duplex } from "node:stream";
import type { Packet } from "mqtt-packet";
import { limits } from "../../firmware/core/limits.js";
import type { ByteStream, TcpOptions } from "../../firmware/core/ports.js";
import { MqttFramer } from "../../firmware/sync/framer.js";
import { PacketParser } from "../../firmware/sync/packet.js";
import type { Dialer } from "./dialer.js";
import { drawFate, type Direction, type Fate } from "./fate.js";
import { LinkDirection } from "./link-direction.js";
import type { Link } from "./link.js";
import { Replies } from "./replies.js";

/** lwIP's send buffer on ESP32 (CONFIG_LWIP_TCP_SND_BUF_DEFAULT). */
const sendBufferBytes = 5_744;
const duplicateMsMax = 2_000;

type State = "dialing" | "open" | "closed";

export class LinkConnection implements ByteStream {
	readonly #link: Link;
	readonly #options: TcpOptions;
	readonly #up: LinkDirection;
	readonly #down: LinkDirection;
	readonly #replies: Replies;
	readonly #parser = new PacketParser();
	readonly #upFramer = new MqttFramer(limits.mqttPacketBytesMax, (bytes) => this.sendUp(bytes.slice()));
	readonly #downFramer = new MqttFramer(limits.mqttPacketBytesMaxTerminal, (bytes) => this.sendDown(bytes.slice()));
	readonly #incoming: Uint8Array[] = [];
	#far: Duplex | undefined;
	#state: State = "dialing";
	/** Neither side hears the other any more, and nobody says so. */
	#silent = false;
	/**
	 * What comes down is not MQTT that a terminal would take (a portal's page, a huge packet): it passes as it comes.
	 */
	#raw = false;
	/** The terminal has let go of its end, or has no power: it is told nothing any more. */
	#released = false;
	#unsentBytes = 0;
	#writableBytes = 0;

	constructor(link: Link, options: TcpOptions) {
		this.#link = link;
		this.#options = options;
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
		// A line that broke a moment ago takes bytes until the stack has said so.
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
		// What was written before a close still goes out, as the stack would send it.
		const lingerMs = this.#up.bytes > 0 && !this.#silent ? 2 * this.#link.profile.latencyMs + 1_000 : 0;
		this.#state = "closed";
		this.#down.cut();
		this.#replies.clear();
		this.#link.forget(this);
		if (lingerMs > 0) this.#up.after(lingerMs, () => this.hangUp());
		else this.hangUp();
	}

	/** The line breaks: both sides are told. */
	fail(detail: string): void {
		if (this.#state === "closed") return;
		this.abort();
		// The terminal hears of it from its own stack, in its own time.
		this.#link.world.schedule(0, () => this.call(() => this.#options.onError?.(detail)));
	}

	/** The terminal's power is gone: it hears nothing any more, and the host's socket is reset. */
	powerOff(): void {
		this.#released = true;
		if (this.#state !== "closed") this.abort();
	}

	/** From now on nothing passes, and neither side is told: what a lost Wi-Fi or a dead NAT entry leaves behind. */
	goSilent(): void {
		this.#silent = true;
		this.#up.cut();
		this.#down.cut();
		this.#replies.clear();
	}

	/** Puts a packet of an earlier connection into this one. */
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

	/** The host's end of a silent connection stays open: it has heard nothing of the end. */
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
		this.#replies.owe("open");
		const far = dialer(this.#options, () => {
			// Node's event loop speaks here: it becomes an event of the present virtual time.
			link.world.schedule(0, () => this.opened());
		});
		this.#far = far;
		link.keep(far);
		far.on("data", (chunk: Buffer) => this.heard(new Uint8Array(chunk)));
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

	/** The host's end is gone. What it sent before still arrives. */
	private lost(): void {
		this.#replies.clear();
		if (this.#state === "closed" || this.#silent) return;
		this.#down.carry(0, this.#link.profile, 0, nothing, () => this.fail("closed by the host"));
	}

	private heard(chunk: Uint8Array): void {
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
		switch (this.meet("up", this.parse(bytes))) {
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
		this.call(() => this.#options.onWritable?.(this.#writableBytes));
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
		switch (this.meet("down", packet)) {
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
		this.call(() => this.#options.onReadable?.(this.#incoming.reduce((count, part) => count + part.length, 0)));
	}

	/** One packet sets out: what becomes of it. */
	private meet(direction: Direction, packet: Packet | undefined): Fate {
		const { random, profile, counters } = this.#link;
		counters.packets++;
		if (this.#silent) return "silence";
		const fate = drawFate(random, profile.faults, counters, direction, packet);
		if (fate === "silence") this.goSilent();
		return fate;
	}

	private parse(bytes: Uint8Array): Packet | undefined {
		try {
			return this.#parser.parse(bytes);
		} catch {
			return undefined;
		}
	}

	/** Into the terminal, unless it has let go of this stream. */
	private call(run: () => void): void {
		if (!this.#released) run();
	}
}

function nothing(): void {}
