// The network of a simulated terminal: an ECMA-419 TCP source whose connections to a real host pass through a link with
// a mode, a profile and seeded faults, in virtual time.
import type { Duplex } from "node:stream";
import type { ByteStream, NetworkAccess, StreamListener, TcpAddress, TcpSource } from "../../firmware/core/ports.js";
import type { SeededRandom } from "../random.js";
import type { World } from "../world.js";
import { LinkConnection, type ConnectionLink } from "./connection.js";
import { dialPortal, dialTcp, type Dialer } from "./dialer.js";
import type { Direction, LinkCounters } from "./packet-outcome.js";
import { profiles, type LinkMode, type LinkProfile } from "./profile.js";

export interface LinkOptions {
	readonly world: World;
	/** A stream for this link alone, so that its faults do not depend on other random events in the world. */
	readonly random: SeededRandom;
	/** How to connect to the host; real TCP by default. */
	readonly dialer?: Dialer;
	readonly profiles?: Partial<Record<Exclude<LinkMode, "off">, LinkProfile>>;
}

interface LatePacket {
	readonly direction: Direction;
	readonly bytes: Uint8Array;
}

const latePacketsMax = 16;

export class Link implements ConnectionLink, NetworkAccess {
	readonly world: World;
	readonly random: SeededRandom;
	readonly counters: LinkCounters = {
		connections: 0,
		refused: 0,
		packets: 0,
		bytesUp: 0,
		bytesDown: 0,
		dropped: 0,
		lostAcks: 0,
		duplicated: 0,
		delayed: 0,
		cuts: 0,
		halfOpens: 0,
		unanswered: 0,
	};
	/** The terminal's network port. */
	readonly source: TcpSource;
	/** Called with each packet that the terminal sends, before any fault, and each packet that reaches it. */
	onPacket: ((direction: Direction, bytes: Uint8Array) => void) | undefined;
	readonly #dialer: Dialer;
	readonly #profiles: Readonly<Record<Exclude<LinkMode, "off">, LinkProfile>>;
	readonly #connections = new Set<LinkConnection>();
	/** Sockets to the host that are still open, including those of half-open connections. */
	readonly #streams = new Set<Duplex>();
	readonly #late: LatePacket[] = [];
	#mode: LinkMode = "on";

	constructor(options: LinkOptions) {
		this.world = options.world;
		this.random = options.random;
		this.#dialer = options.dialer ?? dialTcp;
		this.#profiles = { ...profiles, ...options.profiles };
		const open = (listener: StreamListener, address: TcpAddress): ByteStream => this.open(listener, address);
		this.source = {
			// A constructor that returns an object hands out that object: the stream of this link.
			io: class {
				constructor(listener: StreamListener, address: TcpAddress) {
					return open(listener, address);
				}
			} as unknown as TcpSource["io"],
		};
	}

	/** A captive portal gives an address too. */
	get hasAddress(): boolean {
		return this.#mode !== "off";
	}

	get mode(): LinkMode {
		return this.#mode;
	}

	set mode(mode: LinkMode) {
		if (mode === this.#mode) return;
		// Connections do not survive a change of network.
		const isLost = mode === "off" || mode === "captive" || this.#mode === "captive";
		this.#mode = mode;
		if (isLost) this.breakConnections("the network is gone");
	}

	get profile(): LinkProfile {
		return this.#profiles[this.#mode === "off" ? "on" : this.#mode];
	}

	get isConnected(): boolean {
		return this.#connections.size > 0;
	}

	breakConnections(detail: string): void {
		for (const connection of [...this.#connections]) connection.fail(detail);
	}

	/** Makes all connections half-open: nothing passes any more and neither side is notified. */
	goSilent(): void {
		for (const connection of this.#connections) {
			this.counters.halfOpens++;
			connection.goSilent();
		}
	}

	/** The terminal loses its power. */
	powerOff(): void {
		for (const connection of [...this.#connections]) connection.powerOff();
	}

	/** Ends all connections and sockets. */
	close(): void {
		this.powerOff();
		for (const stream of this.#streams) stream.destroy();
		this.#streams.clear();
	}

	chooseDialer(): Dialer | undefined {
		if (this.#mode === "off" || this.random.chance(this.profile.faults.refuse)) return undefined;
		return this.#mode === "captive" ? dialPortal : this.#dialer;
	}

	connectMs(): number {
		return 2 * this.profile.latencyMs + this.jitterMs();
	}

	jitterMs(): number {
		return this.random.below(this.profile.jitterMs + 1);
	}

	deliverLate(connection: LinkConnection, direction: Direction, bytes: Uint8Array): void {
		this.world.schedule(1 + this.random.below(this.profile.faults.delayMsMax), () => {
			if (this.#connections.has(connection)) return connection.inject(direction, bytes);
			if (this.#late.length === latePacketsMax) this.#late.shift();
			this.#late.push({ direction, bytes });
		});
	}

	ready(connection: LinkConnection): void {
		for (const { direction, bytes } of this.#late.splice(0)) {
			this.world.schedule(this.random.below(1_000), () => connection.inject(direction, bytes));
		}
	}

	keep(stream: Duplex): void {
		this.#streams.add(stream);
		stream.once("close", () => this.#streams.delete(stream));
	}

	forget(connection: LinkConnection): void {
		this.#connections.delete(connection);
	}

	private open(listener: StreamListener, address: TcpAddress): ByteStream {
		this.counters.connections++;
		const connection = new LinkConnection(this, listener, address);
		this.#connections.add(connection);
		return connection;
	}
}
