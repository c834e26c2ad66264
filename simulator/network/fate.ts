// Draws the fate of one packet from the link's own random stream, and counts it.
import type { Packet } from "mqtt-packet";
import type { SeededRandom } from "../random.js";
import type { LinkFaults } from "./profile.js";

export type Fate = "pass" | "drop" | "cut" | "silence" | "delay" | "duplicate";

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
	/** Times that virtual time waited for a reply that never came: the host was silent, the link had no fault. */
	unanswered: number;
}

/**
 * `packet` is undefined for bytes that are not MQTT. Only a PUBLISH can be late or come twice: TCP itself does neither.
 */
export function drawFate(
	random: SeededRandom,
	faults: LinkFaults,
	counters: FaultCounters,
	direction: Direction,
	packet: Packet | undefined,
): Fate {
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

/** What a host answers a batch with. */
function isAck(packet: Packet | undefined): boolean {
	return packet?.cmd === "puback" || (packet?.cmd === "publish" && packet.topic.endsWith("/ack"));
}
