// Reads single MQTT packets of either direction with mqtt-packet, independently of the firmware's own codec.
import { parser, type Packet } from "mqtt-packet";

export class PacketParser {
	readonly #parser = parser({ protocolVersion: 4 });
	#packet: Packet | undefined;
	#error: Error | undefined;

	constructor() {
		this.#parser.on("packet", (packet: Packet) => (this.#packet = packet));
		this.#parser.on("error", (error: Error) => (this.#error = error));
	}

	/** `bytes` is exactly one packet by its fixed header. Throws an Error when they are not a valid packet. */
	parse(bytes: Uint8Array): Packet {
		this.#packet = undefined;
		this.#error = undefined;
		// On a packet shorter than its type needs, the parser reads past the end and throws.
		const left = this.#parser.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
		if (this.#error) throw this.#error as Error;
		const packet = this.#packet as Packet | undefined;
		if (!packet || left > 0) throw new Error("not exactly one packet");
		// A packet that ends before its message id is parsed with the id −1.
		if (packet.messageId !== undefined && packet.messageId < 1) throw new Error("no message id");
		return packet;
	}
}
