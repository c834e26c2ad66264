// Cuts a byte stream into whole MQTT packets by their fixed header (MQTT 3.1.1, 2.2). Refuses a packet whose header
// announces too many bytes before any of it is kept: the parser behind has no bound of its own (invariant 9).
import { Fault } from "../core/fault.js";
import { concat } from "../core/bytes.js";

/** One byte of type and flags, then at most four of length. */
const headerBytesMax = 5;

export interface PacketTaker {
	/** One whole packet, header included; its bytes may be used only until this returns. */
	takePacket(bytes: Uint8Array): void;
}

export class MqttFramer {
	readonly #packetBytesMax: number;
	readonly #taker: PacketTaker;
	#pending: Uint8Array | undefined;
	#stopped = false;

	constructor(packetBytesMax: number, taker: PacketTaker) {
		this.#packetBytesMax = packetBytesMax;
		this.#taker = taker;
	}

	/** Bytes of an incomplete packet; after a throw, those that will never be complete. */
	get pending(): Uint8Array {
		return this.#pending ?? new Uint8Array(0);
	}

	/** Throws Fault WIRE_TOO_LARGE or WIRE_MALFORMED; the stream is then out of step and has to be closed. */
	push(bytes: Uint8Array): void {
		let rest = this.#pending ? concat(this.#pending, bytes) : bytes;
		try {
			while (!this.#stopped) {
				const length = packetLength(rest, this.#packetBytesMax);
				if (length === undefined || rest.length < length) break;
				const packet = rest.subarray(0, length);
				rest = rest.subarray(length);
				this.#taker.takePacket(packet);
			}
		} finally {
			// A copy, so that the chunk it came in can be freed.
			this.#pending = rest.length > 0 ? rest.slice() : undefined;
		}
	}

	/** Delivers no more packets, not even from a push in progress. */
	stop(): void {
		this.#stopped = true;
	}
}

/** Whole length of the packet that begins `bytes`; undefined while its header is not whole. */
function packetLength(bytes: Uint8Array, packetBytesMax: number): number | undefined {
	let remaining = 0;
	for (let i = 1; i < headerBytesMax; i++) {
		const digit = bytes[i];
		if (digit === undefined) return undefined;
		remaining += (digit & 0x7f) * 128 ** (i - 1);
		if (digit < 0x80) {
			const length = 1 + i + remaining;
			if (length > packetBytesMax) throw new Fault("WIRE_TOO_LARGE", `MQTT packet of ${length} bytes`);
			return length;
		}
	}
	throw new Fault("WIRE_MALFORMED", "MQTT length");
}
