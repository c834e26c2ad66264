// Listens on a terminal's line without touching it: which record was shipped last, and what the host's signed acks told
// the terminal.
import { PacketParser } from "../../firmware/sync/packet.js";
import { decodeBatch } from "../../firmware/wire/batch.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { FieldReader } from "../../firmware/wire/reader.js";
import type { Link } from "../network/link.js";

/** A place in a terminal's chains. */
export interface Place {
	readonly epoch: number;
	readonly sequence: number;
}

export class WireTap {
	/** The last record put on the wire, whether or not it arrived. */
	shipped: Place;
	committed: Place;
	archived: Place;
	readonly #cbor = new CborCodec();

	readonly #parser = new PacketParser();

	/** `acknowledged` is how far the host had come before anybody listened. */
	constructor(link: Link, acknowledged: Place) {
		this.shipped = this.committed = this.archived = acknowledged;
		link.onPacket = (_direction, bytes) => this.heard(bytes);
	}

	private heard(bytes: Uint8Array): void {
		try {
			const packet = this.#parser.parse(bytes);
			if (packet.cmd !== "publish" || typeof packet.payload === "string") return;
			if (packet.topic.endsWith("/batch")) this.sawBatch(packet.payload);
			else if (packet.topic.endsWith("/ack")) this.sawAck(packet.payload);
		} catch {
			// Not MQTT, cut in the middle, or damaged: the two ends deal with it, there is nothing to learn here.
		}
	}

	private sawBatch(payload: Uint8Array): void {
		const batch = decodeBatch(this.#cbor, payload);
		this.shipped = later(this.shipped, {
			epoch: batch.epoch,
			sequence: batch.firstSequence + batch.payloads.length - 1,
		});
	}

	/** The signature is the terminal's to check; here it is only shown. */
	private sawAck(payload: Uint8Array): void {
		const body = new FieldReader(this.#cbor.decode(payload), 2).bytes(undefined);
		const reader = new FieldReader(this.#cbor.decode(body), 8);
		reader.identifier();
		reader.identifier();
		const epoch = reader.u32();
		reader.u32();
		this.committed = { epoch, sequence: reader.u32() };
		this.archived = { epoch, sequence: reader.u32() };
		this.shipped = later(this.shipped, this.committed);
	}
}

export function covers(mark: Place, record: Place): boolean {
	return record.epoch < mark.epoch || (record.epoch === mark.epoch && record.sequence <= mark.sequence);
}

function later(a: Place, b: Place): Place {
	return covers(a, b) ? a : b;
}
