// Reads a terminal's MQTT traffic: the last record shipped, and the positions in the host's signed acks.
import { decodeBatch } from "../../firmware/wire/batch.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { FieldReader } from "../../firmware/wire/reader.js";
import type { Link } from "../network/link.js";
import { parsePacket } from "../network/packet.js";

/** A place in a terminal's chains. */
export interface Place {
	readonly epoch: number;
	readonly sequence: number;
}

export class WireTap {
	/** The last record sent, whether or not it arrived. */
	shipped: Place;
	committed: Place;
	archived: Place;
	readonly #cbor = new CborCodec();

	/** `acknowledged` is the last record that the host has committed so far. */
	constructor(link: Link, acknowledged: Place) {
		this.shipped = this.committed = this.archived = acknowledged;
		link.onPacket = (_direction, bytes) => this.receive(bytes);
	}

	private receive(bytes: Uint8Array): void {
		try {
			const packet = parsePacket(bytes);
			if (packet.cmd !== "publish" || typeof packet.payload === "string") return;
			if (packet.topic.endsWith("/batch")) this.readBatch(packet.payload);
			else if (packet.topic.endsWith("/ack")) this.readAck(packet.payload);
		} catch {
			// Not MQTT, truncated or damaged: ignored here, handled by terminal and host.
		}
	}

	private readBatch(payload: Uint8Array): void {
		const batch = decodeBatch(this.#cbor, payload);
		this.shipped = later(this.shipped, {
			epoch: batch.epoch,
			sequence: batch.firstSequence + batch.payloads.length - 1,
		});
	}

	/** Only for display, so the signature is not checked. */
	private readAck(payload: Uint8Array): void {
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
