// Runs inside XS, and in Node for comparison: shows as text what the MQTT codec reads and writes. Each call takes many
// cases, because a call costs more than a case.
import { toHex } from "../../firmware/core/bytes.js";
import { Fault } from "../../firmware/core/fault.js";
import {
	connectPacket,
	disconnectPacket,
	pingPacket,
	pubackPacket,
	publishPacket,
	readPacket,
	subscribePacket,
} from "../../firmware/sync/packet.js";
import { linesOf } from "../wire/xs-batch.js";

/** What a terminal sends. `payloadBytes` bytes of value 7 are the payload of a PUBLISH. */
export type Sent =
	| {
			readonly kind: "connect";
			readonly clientId: string;
			readonly username: string;
			readonly password: string;
			readonly keepAliveSeconds: number;
	  }
	| { readonly kind: "subscribe"; readonly messageId: number; readonly topics: readonly string[] }
	| {
			readonly kind: "publish";
			readonly topic: string;
			readonly payloadBytes: number;
			readonly messageId?: number;
	  }
	| { readonly kind: "puback"; readonly messageId: number }
	| { readonly kind: "pingreq" | "disconnect" };

export function bytesOf(packet: Sent): Uint8Array {
	switch (packet.kind) {
		case "connect":
			return connectPacket(packet);
		case "subscribe":
			return subscribePacket(packet.messageId, packet.topics);
		case "publish":
			return publishPacket(packet.topic, new Uint8Array(packet.payloadBytes).fill(7), packet.messageId);
		case "puback":
			return pubackPacket(packet.messageId);
		case "pingreq":
			return pingPacket();
		case "disconnect":
			return disconnectPacket();
	}
}

/** `json`: an array of `Sent`. A line of hex for each. */
export function write(json: string): string {
	return (JSON.parse(json) as Sent[]).map((packet) => toHex(bytesOf(packet))).join("\n");
}

/** The packet that was read, or its fault. */
function verdictOf(bytes: Uint8Array): string {
	try {
		return show(readPacket(bytes));
	} catch (error) {
		if (error instanceof Fault) return error.message;
		throw error;
	}
}

export function show(packet: unknown): string {
	return JSON.stringify(packet, (_key, part: unknown) => (part instanceof Uint8Array ? toHex(part) : part));
}

/** A line for each packet of a batch. */
export function read(batch: ArrayBuffer | Uint8Array<ArrayBuffer>): string {
	return linesOf(batch, verdictOf);
}
