// Reads single MQTT packets of either direction with mqtt-packet, independently of the firmware's own codec.
import { parser, type Packet } from "mqtt-packet";

/** `bytes` is exactly one packet. Throws an Error when mqtt-packet finds none, several or an invalid one. */
export function parsePacket(bytes: Uint8Array): Packet {
	// A parser keeps the rest of a packet that it could not finish, so each packet gets its own.
	const own = parser({ protocolVersion: 4 });
	const packets: Packet[] = [];
	own.on("packet", (packet: Packet) => packets.push(packet));
	own.on("error", (error: Error) => {
		throw error;
	});
	// On a packet shorter than its type needs, the parser reads past the end and throws.
	const left = own.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
	const packet = packets[0];
	// The first byte of a packet that follows is not counted as left.
	const headerBytes = bytes.findIndex((byte, at) => at > 0 && byte < 0x80) + 1;
	if (!packet || left > 0 || headerBytes + packet.length! !== bytes.length) throw new Error("not exactly one packet");
	return packet;
}
