// MQTT 3.1.1 packets in and out, by mqtt-packet.
import { Buffer } from "buffer";
import { generate, parser, writeToStream, type IConnectPacket, type ISubscribePacket, type Packet } from "mqtt-packet";
import { concat } from "../core/bytes.js";
import { Fault } from "../core/fault.js";

// Otherwise the first packet fills a cache of 65,536 numbers: 34 M operations and 468 k slots on XS.
writeToStream.cacheNumbers = false;

const publishQos1 = 0x32;
const publishQos0 = 0x30;

export function connectPacket(options: {
	clientId: string;
	username: string;
	password: string;
	keepAliveSeconds: number;
}): Uint8Array {
	const packet: IConnectPacket = {
		cmd: "connect",
		protocolId: "MQTT",
		protocolVersion: 4,
		clean: true,
		keepalive: options.keepAliveSeconds,
		clientId: options.clientId,
		username: options.username,
		password: Buffer.from(options.password),
	};
	return generate(packet);
}

export function subscribePacket(messageId: number, topics: readonly string[]): Uint8Array {
	const packet: ISubscribePacket = {
		cmd: "subscribe",
		messageId,
		subscriptions: topics.map((topic) => ({ topic, qos: 1 })),
	};
	return generate(packet);
}

export function pubackPacket(messageId: number): Uint8Array {
	return generate({ cmd: "puback", messageId });
}

export function pingPacket(): Uint8Array {
	return generate({ cmd: "pingreq" });
}

export function disconnectPacket(): Uint8Array {
	return generate({ cmd: "disconnect" });
}

/**
 * A PUBLISH, at QoS 1 with a message id and at QoS 0 without. Made here and not by mqtt-packet, which caches each
 * length it has written permanently (kilobytes of a small heap) and takes 10 k operations on XS instead of a few
 * hundred.
 */
export function publishPacket(topic: string, payload: Uint8Array, messageId: number | undefined): Uint8Array {
	const idBytes = messageId === undefined ? 0 : 2;
	let remaining = 2 + topic.length + idBytes + payload.length;
	const head = [messageId === undefined ? publishQos0 : publishQos1];
	do {
		const digit = remaining % 128;
		remaining = (remaining - digit) / 128;
		head.push(remaining > 0 ? digit | 0x80 : digit);
	} while (remaining > 0);
	head.push(topic.length >> 8, topic.length & 0xff);
	// Topics consist of identifiers, so each character is one byte.
	for (let i = 0; i < topic.length; i++) head.push(topic.charCodeAt(i));
	if (messageId !== undefined) head.push(messageId >> 8, messageId & 0xff);
	return concat(Uint8Array.from(head), payload);
}

/** Reads whole packets, one at a time. */
export class PacketParser {
	readonly #parser = parser({ protocolVersion: 4 });
	#packet: Packet | undefined;
	#error: Error | undefined;

	constructor() {
		this.#parser.on("packet", (packet: Packet) => (this.#packet = packet));
		this.#parser.on("error", (error: Error) => (this.#error = error));
	}

	/** `bytes` is exactly one packet by its fixed header. Throws Fault WIRE_MALFORMED. */
	parse(bytes: Uint8Array): Packet {
		this.#packet = undefined;
		this.#error = undefined;
		let left = 0;
		try {
			left = this.#parser.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
		} catch (error) {
			// On a packet shorter than its type needs, the parser reads past the end.
			throw new Fault("WIRE_MALFORMED", `MQTT: ${(error as Error).message}`);
		}
		if (this.#error) throw new Fault("WIRE_MALFORMED", `MQTT: ${(this.#error as Error).message}`);
		const packet = this.#packet as Packet | undefined;
		if (!packet || left > 0) throw new Fault("WIRE_MALFORMED", "MQTT packet");
		// A packet that ends before its message id is parsed with the id −1.
		if (packet.messageId !== undefined && packet.messageId < 1)
			throw new Fault("WIRE_MALFORMED", "MQTT message id");
		return packet;
	}
}
