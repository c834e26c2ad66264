// The replies that the host still has to send on one connection. Each expected reply holds virtual time, so that a busy
// machine does not make replies late in virtual time. A reply is no longer expected when a fault has lost its request
// or when it has not come within a limit of real time.
import type { Packet } from "mqtt-packet";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { decodeStatus } from "../../firmware/wire/status.js";
import type { World } from "../world.js";

/**
 * Real time to wait for a signed ack after the PUBACK. The host sends none for a batch that it sets aside or that
 * leaves a gap.
 */
const ackGraceMs = 1_000;
/** Real time after which a reply is no longer expected. */
const silenceMs = 10_000;
const cbor = new CborCodec();

interface ExpectedReply {
	readonly key: string;
	readonly release: () => void;
	timer: NodeJS.Timeout;
}

export class Replies {
	readonly #world: World;
	readonly #onUnanswered: () => void;
	readonly #expected: ExpectedReply[] = [];

	constructor(world: World, onUnanswered: () => void) {
		this.#world = world;
		this.#onUnanswered = onUnanswered;
	}

	get pending(): number {
		return this.#expected.length;
	}

	/** A packet from the terminal has been handed to the host. */
	sent(packet: Packet): void {
		switch (packet.cmd) {
			case "connect":
				return this.expect("connack");
			case "pingreq":
				return this.expect("pingresp");
			case "subscribe":
				return this.expect(`suback ${packet.messageId}`);
			case "publish":
				if (packet.qos > 0) this.expect(`puback ${packet.messageId}`);
				if (leaf(packet.topic) === "batch") this.expect("ack");
				if (leaf(packet.topic) === "get") this.expect("chunk");
				if (leaf(packet.topic) === "request") this.expect("reply");
				if (leaf(packet.topic) === "status" && this.opensSession(packet.payload)) this.expect("ack");
				return;
		}
	}

	/** A packet has come from the host, whether or not faults let it through. */
	received(packet: Packet): void {
		switch (packet.cmd) {
			case "connack":
			case "pingresp":
				return this.settle(packet.cmd);
			case "suback":
				return this.settle(`${packet.cmd} ${packet.messageId}`);
			case "puback":
				this.settle(`${packet.cmd} ${packet.messageId}`);
				return this.shorten();
			case "publish":
				return this.settle(leaf(packet.topic));
		}
	}

	/** The connection has ended: no reply is expected any more. */
	clear(): void {
		for (const reply of this.#expected) release(reply);
		this.#expected.length = 0;
	}

	expect(key: string): void {
		const reply: ExpectedReply = {
			key,
			release: this.#world.hold(),
			timer: setTimeout(() => this.giveUp(reply), silenceMs),
		};
		this.#expected.push(reply);
	}

	/** Also true of a status from an earlier connection that arrives late in this one: the host answers it too. */
	private opensSession(payload: Uint8Array | string): boolean {
		try {
			return typeof payload !== "string" && decodeStatus(cbor, payload).session !== undefined;
		} catch {
			return false;
		}
	}

	private settle(key: string): void {
		const at = this.#expected.findIndex((reply) => reply.key === key);
		if (at >= 0) release(this.#expected.splice(at, 1)[0]!);
	}

	/** The broker has sent its PUBACK. If the host itself replies, it does so shortly afterwards. */
	private shorten(): void {
		for (const reply of this.#expected) {
			if (reply.key.includes(" ")) continue;
			clearTimeout(reply.timer);
			reply.timer = setTimeout(() => this.giveUp(reply), ackGraceMs);
		}
	}

	private giveUp(reply: ExpectedReply): void {
		this.settle(reply.key);
		this.#onUnanswered();
	}
}

function release(reply: ExpectedReply): void {
	clearTimeout(reply.timer);
	reply.release();
}

function leaf(topic: string): string {
	return topic.slice(topic.lastIndexOf("/") + 1);
}
