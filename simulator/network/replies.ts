// What a host still owes on one connection. Each debt holds virtual time, so a reply never comes late by the clock only
// because the machine was busy; a debt that faults make void, or that the host will not pay, is let go.
import type { Packet } from "mqtt-packet";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { decodeStatus } from "../../firmware/wire/status.js";
import type { World } from "../world.js";

/**
 * Real time to wait for a signed ack when the PUBACK has come: a host that parks a gap or sets a batch aside sends
 * none.
 */
const ackGraceMs = 1_000;
/** Real time after which a silent host is believed to be silent. */
const silenceMs = 10_000;
const cbor = new CborCodec();

interface Debt {
	readonly key: string;
	readonly release: () => void;
	timer: NodeJS.Timeout;
}

export class Replies {
	readonly #world: World;
	readonly #onUnanswered: () => void;
	readonly #debts: Debt[] = [];

	constructor(world: World, onUnanswered: () => void) {
		this.#world = world;
		this.#onUnanswered = onUnanswered;
	}

	get owed(): number {
		return this.#debts.length;
	}

	/** A packet from the terminal has been handed to the host. */
	sent(packet: Packet): void {
		switch (packet.cmd) {
			case "connect":
				return this.owe("connack");
			case "pingreq":
				return this.owe("pingresp");
			case "subscribe":
				return this.owe(`suback ${packet.messageId}`);
			case "publish":
				if (packet.qos > 0) this.owe(`puback ${packet.messageId}`);
				if (leaf(packet.topic) === "batch") this.owe("ack");
				if (leaf(packet.topic) === "get") this.owe("chunk");
				if (leaf(packet.topic) === "request") this.owe("reply");
				if (leaf(packet.topic) === "status" && this.opensSession(packet.payload)) this.owe("ack");
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

	/** The connection is gone, and with it all that was owed. */
	clear(): void {
		for (const debt of this.#debts) forgive(debt);
		this.#debts.length = 0;
	}

	owe(key: string): void {
		const debt: Debt = { key, release: this.#world.hold(), timer: setTimeout(() => this.giveUp(debt), silenceMs) };
		this.#debts.push(debt);
	}

	/** A status of an earlier connection that arrives in this one is answered too. */
	private opensSession(payload: Uint8Array | string): boolean {
		try {
			return typeof payload !== "string" && decodeStatus(cbor, payload).session !== undefined;
		} catch {
			return false;
		}
	}

	private settle(key: string): void {
		const at = this.#debts.findIndex((debt) => debt.key === key);
		if (at >= 0) forgive(this.#debts.splice(at, 1)[0]!);
	}

	/** The broker has answered; what the host itself has to say follows at once or not at all. */
	private shorten(): void {
		for (const debt of this.#debts) {
			if (debt.key.includes(" ")) continue;
			clearTimeout(debt.timer);
			debt.timer = setTimeout(() => this.giveUp(debt), ackGraceMs);
		}
	}

	private giveUp(debt: Debt): void {
		this.settle(debt.key);
		this.#onUnanswered();
	}
}

function forgive(debt: Debt): void {
	clearTimeout(debt.timer);
	debt.release();
}

function leaf(topic: string): string {
	return topic.slice(topic.lastIndexOf("/") + 1);
}
