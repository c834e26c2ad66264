// Listens on a terminal's line without touching it: which record was shipped last, and what the host's signed acks told the terminal.
import { Duplex } from "node:stream";
import { limits } from "../../firmware/core/limits.js";
import { MqttFramer } from "../../firmware/sync/framer.js";
import { PacketParser } from "../../firmware/sync/packet.js";
import { decodeBatch } from "../../firmware/wire/batch.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { FieldReader } from "../../firmware/wire/reader.js";
import type { Dialer } from "../network/dialer.js";

/** A place in a terminal's chains. */
export interface Place {
	readonly epoch: number;
	readonly sequence: number;
}

export class WireTap {
	/** The last record put on the wire, whether or not it arrived. */
	shipped: Place = { epoch: 0, sequence: 0 };
	committed: Place = { epoch: 0, sequence: 0 };
	archived: Place = { epoch: 0, sequence: 0 };
	readonly #cbor = new CborCodec();

	/** A dialer whose streams are listened to. */
	wrap(dialer: Dialer): Dialer {
		return (host, port, onOpen) => new TappedStream(dialer(host, port, onOpen), this.#listener(), this.#listener());
	}

	#listener(): (bytes: Uint8Array) => void {
		const parser = new PacketParser();
		const framer = new MqttFramer(limits.mqttPacketBytesMax, (bytes) => {
			const packet = parser.parse(bytes);
			if (packet.cmd !== "publish" || typeof packet.payload === "string") return;
			if (packet.topic.endsWith("/batch")) this.#sawBatch(packet.payload);
			else if (packet.topic.endsWith("/ack")) this.#sawAck(packet.payload);
		});
		let deaf = false;
		return (bytes) => {
			if (deaf) return;
			try {
				framer.push(bytes);
			} catch {
				// Not MQTT, or cut in the middle of a packet: the two ends deal with it, there is nothing more to learn here.
				deaf = true;
			}
		};
	}

	#sawBatch(payload: Uint8Array): void {
		const batch = decodeBatch(this.#cbor, payload);
		this.shipped = later(this.shipped, { epoch: batch.epoch, sequence: batch.firstSequence + batch.payloads.length - 1 });
	}

	/** The signature is the terminal's to check; here it is only shown. */
	#sawAck(payload: Uint8Array): void {
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

class TappedStream extends Duplex {
	readonly #inner: Duplex;
	readonly #up: (bytes: Uint8Array) => void;

	constructor(inner: Duplex, up: (bytes: Uint8Array) => void, down: (bytes: Uint8Array) => void) {
		super();
		this.#inner = inner;
		this.#up = up;
		inner.on("data", (chunk: Buffer) => {
			down(chunk);
			if (!this.push(chunk)) inner.pause();
		});
		inner.on("end", () => this.push(null));
		inner.on("error", (error) => this.destroy(error));
		inner.on("close", () => this.destroy());
	}

	override _read(): void {
		this.#inner.resume();
	}

	override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		this.#up(chunk);
		this.#inner.write(chunk, done);
	}

	override _final(done: () => void): void {
		this.#inner.end(done);
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		this.#inner.destroy();
		done(error);
	}
}
