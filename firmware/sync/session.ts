// One MQTT 3.1.1 session over one TCP connection: connect, subscribe, publish, keep alive. It ends once, with one
// reason, and is never reused. QoS 1 only transports bytes; a signed ack says whether they were committed
// (docs/sync.md), so a PUBACK only answers a message id.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { ByteStream, StreamListener, TcpAddress, TcpSource, Timer, Timers } from "../core/ports.js";
import { MqttFramer, type PacketTaker } from "./framer.js";
import {
	connectPacket,
	disconnectPacket,
	pingPacket,
	pubackPacket,
	publishPacket,
	readPacket,
	refusedSubscription,
	subscribePacket,
} from "./packet.js";

/**
 * Whose session it is. Account and topics are read once, when the session opens, and may be getters: kept for the whole
 * session they would take 800 bytes of heap.
 */
export interface SessionOwner {
	/** The client identifier too. */
	readonly username: string;
	readonly password: string;
	readonly topics: readonly string[];
	/** How many of the topics, from the first, must be granted: an older host may not know the others. */
	readonly topicsNeeded: number;
	/** Connected and subscribed. */
	sessionOpened(): void;
	/** `payload` may be used only until it returns. */
	messageReceived(topic: string, payload: Uint8Array): void;
	/** The session is over and its socket closed. Not called after `close()`. */
	sessionEnded(reason: SessionEnd): void;
}

/**
 * `refused`: the broker answered with a refusal (CONNACK code, or 0x80 for a subscription); otherwise the connection
 * broke or timed out.
 */
export interface SessionEnd {
	readonly refused: number | undefined;
	readonly detail: string;
}

type Stage = "connecting" | "identifying" | "subscribing" | "open" | "closed";

const readBytesMax = 1_024;
/** Two thirds of the announced interval, so that a slow connection is not late. */
const keepAliveMs = (limits.keepAliveSeconds * 2_000) / 3;
/** The first of a session; later ones are for messages. */
const subscribeMessageId = 1;

export class Session implements StreamListener, PacketTaker {
	readonly #timers: Timers;
	readonly #owner: SessionOwner;
	readonly #framer = new MqttFramer(limits.mqttPacketBytesMaxTerminal, this);
	readonly #stream: ByteStream;
	readonly #outgoing: Uint8Array[] = [];
	#outgoingBytes = 0;
	/** How many bytes the stream accepts now. */
	#writableBytes = 0;
	#stage: Stage = "connecting";
	#messageId = subscribeMessageId;
	#reply: Timer | undefined;
	#keepAlive: Timer | undefined;
	#sentMs = 0;

	/** Throws what the stream's constructor throws, e.g. when there is no network at all. */
	constructor(
		{ network, timers }: { readonly network: TcpSource; readonly timers: Timers },
		address: TcpAddress,
		owner: SessionOwner,
	) {
		this.#timers = timers;
		this.#owner = owner;
		this.expectReply("no connection");
		try {
			this.#stream = new network.io(this, address);
		} catch (error) {
			this.stopTimers();
			throw error;
		}
	}

	get isOpen(): boolean {
		return this.#stage === "open";
	}

	/** Sends at QoS 1. The caller waits for an answer on a topic and ends the session when none comes. */
	publish(topic: string, payload: Uint8Array): void {
		this.send(publishPacket(topic, payload, this.nextMessageId()));
	}

	/** Sends at QoS 0: for messages that are worthless when late. */
	publishOnce(topic: string, payload: Uint8Array): void {
		this.send(publishPacket(topic, payload, undefined));
	}

	/** Gives up the session: it ends with `detail` as for a broken connection. */
	abandon(detail: string): void {
		this.end({ refused: undefined, detail });
	}

	close(): void {
		if (this.#stage === "closed") return;
		if (this.#stage === "open" && this.#outgoing.length === 0) this.send(disconnectPacket());
		this.shut();
	}

	private nextMessageId(): number {
		this.#messageId = this.#messageId === 0xffff ? 1 : this.#messageId + 1;
		return this.#messageId;
	}

	onWritable(count: number): void {
		if (this.#stage === "closed") return;
		this.#writableBytes = count;
		if (this.#stage === "connecting") {
			this.#stage = "identifying";
			this.expectReply("no CONNACK");
			const { username, password } = this.#owner;
			this.send(
				connectPacket({ clientId: username, username, password, keepAliveSeconds: limits.keepAliveSeconds }),
			);
			return;
		}
		this.flush();
	}

	private send(bytes: Uint8Array): void {
		if (this.#stage === "closed") return;
		if (this.#outgoingBytes + bytes.length > limits.mqttOutgoingBytesMax)
			return this.abandon("the line takes no bytes");
		this.#outgoing.push(bytes);
		this.#outgoingBytes += bytes.length;
		this.flush();
	}

	private flush(): void {
		while (this.#writableBytes > 0 && this.#outgoing.length > 0 && this.#stage !== "closed") {
			const bytes = this.#outgoing[0]!;
			const part = bytes.length > this.#writableBytes ? bytes.subarray(0, this.#writableBytes) : bytes;
			if (part.length === bytes.length) this.#outgoing.shift();
			else this.#outgoing[0] = bytes.subarray(part.length);
			this.#writableBytes -= part.length;
			this.#outgoingBytes -= part.length;
			this.#sentMs = this.#timers.uptimeMs();
			try {
				this.#stream.write(part);
			} catch (error) {
				this.abandon(`write: ${(error as Error).message}`);
			}
		}
	}

	onError(detail = "connection lost"): void {
		this.abandon(detail);
	}

	onReadable(): void {
		for (;;) {
			if (this.#stage === "closed") return;
			const chunk = this.#stream.read(readBytesMax);
			if (chunk === undefined) return;
			try {
				this.#framer.push(new Uint8Array(chunk));
			} catch (error) {
				if (!(error instanceof Fault)) throw error;
				this.abandon(error.message);
			}
		}
	}

	takePacket(bytes: Uint8Array): void {
		const packet = readPacket(bytes);
		switch (packet.kind) {
			case "connack":
				if (this.#stage !== "identifying") return this.abandon("CONNACK out of turn");
				if (packet.returnCode !== 0)
					return this.end({ refused: packet.returnCode, detail: `CONNACK ${packet.returnCode}` });
				this.#stage = "subscribing";
				this.expectReply("no SUBACK");
				this.send(subscribePacket(subscribeMessageId, this.#owner.topics));
				return;
			case "suback":
				return this.subscribed(packet.messageId, packet.granted);
			case "publish":
				// A retained or first message of the host may arrive before the SUBACK.
				if (this.#stage !== "open" && this.#stage !== "subscribing") return this.abandon("PUBLISH out of turn");
				if (packet.messageId !== undefined) this.send(pubackPacket(packet.messageId));
				return this.#owner.messageReceived(packet.topic, packet.payload);
			case "pingresp":
				return this.stopReply();
			case "puback":
				return;
		}
	}

	private subscribed(messageId: number, granted: Uint8Array): void {
		if (this.#stage !== "subscribing") return this.abandon("SUBACK out of turn");
		const { topics, topicsNeeded } = this.#owner;
		if (messageId !== subscribeMessageId || granted.length !== topics.length)
			return this.abandon("SUBACK of another request");
		if (granted.subarray(0, topicsNeeded).includes(refusedSubscription))
			return this.end({ refused: refusedSubscription, detail: "subscription refused" });
		this.#stage = "open";
		this.stopReply();
		this.scheduleKeepAlive();
		this.#owner.sessionOpened();
	}

	private scheduleKeepAlive(): void {
		const dueMs = Math.max(1, this.#sentMs + keepAliveMs - this.#timers.uptimeMs());
		this.#keepAlive = this.#timers.start(dueMs, () => this.keepAlive());
	}

	private keepAlive(): void {
		if (this.#timers.uptimeMs() - this.#sentMs >= keepAliveMs) {
			this.expectReply("no PINGRESP");
			this.send(pingPacket());
		}
		if (this.#stage === "open") this.scheduleKeepAlive();
	}

	private expectReply(detail: string): void {
		this.stopReply();
		this.#reply = this.#timers.start(limits.replyTimeoutMs, () => this.abandon(detail));
	}

	private stopReply(): void {
		this.#reply?.cancel();
		this.#reply = undefined;
	}

	private stopTimers(): void {
		this.stopReply();
		this.#keepAlive?.cancel();
		this.#keepAlive = undefined;
	}

	private shut(): void {
		this.#stage = "closed";
		this.#framer.stop();
		this.stopTimers();
		this.#outgoing.length = 0;
		this.#outgoingBytes = 0;
		this.#stream.close();
	}

	private end(reason: SessionEnd): void {
		if (this.#stage === "closed") return;
		this.shut();
		this.#owner.sessionEnded(reason);
	}
}
