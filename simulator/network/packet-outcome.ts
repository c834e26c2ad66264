// Decides at random what happens to each packet on a link, and counts the faults.
import type { Packet } from "mqtt-packet";
import type { SeededRandom } from "../random.js";
import type { LinkFaults } from "./profile.js";

export type PacketOutcome = "pass" | "drop" | "cut" | "silence" | "delay" | "duplicate";

export type Direction = "up" | "down";

export interface FaultCounters {
	dropped: number;
	lostAcks: number;
	duplicated: number;
	delayed: number;
	cuts: number;
	halfOpens: number;
}

export interface LinkCounters extends FaultCounters {
	connections: number;
	refused: number;
	packets: number;
	bytesUp: number;
	bytesDown: number;
	/** Replies that virtual time was held for and that never came, although the link had no fault. */
	unanswered: number;
}

/**
 * Draws the outcome of one packet from the link's random stream. `packet` is undefined for bytes that are not MQTT.
 * Only a PUBLISH can be delayed or duplicated, because TCP never does that to bytes.
 */
export function drawOutcome(
	random: SeededRandom,
	faults: LinkFaults,
	counters: FaultCounters,
	direction: Direction,
	packet: Packet | undefined,
): PacketOutcome {
	if (direction === "down" && isAck(packet) && random.chance(faults.loseAck)) {
		counters.lostAcks++;
		return "drop";
	}
	if (random.chance(faults.halfOpen)) {
		counters.halfOpens++;
		return "silence";
	}
	if (random.chance(faults.cut)) {
		counters.cuts++;
		return "cut";
	}
	if (random.chance(faults.drop)) {
		counters.dropped++;
		return "drop";
	}
	if (packet?.cmd !== "publish") return "pass";
	if (random.chance(faults.delay)) {
		counters.delayed++;
		return "delay";
	}
	if (!random.chance(faults.duplicate)) return "pass";
	counters.duplicated++;
	return "duplicate";
}

/** Whether the packet is one of the host's answers to a batch. */
function isAck(packet: Packet | undefined): boolean {
	return packet?.cmd === "puback" || (packet?.cmd === "publish" && packet.topic.endsWith("/ack"));
}
