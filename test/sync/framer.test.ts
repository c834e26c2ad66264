// Invariant 9: a packet is bounded before any of it is kept.
import { expect, it } from "vitest";
import { MqttFramer } from "../../firmware/sync/framer.js";

function framer(packetBytesMax: number) {
	const packets: number[][] = [];
	return {
		packets,
		framer: new MqttFramer(packetBytesMax, { takePacket: (bytes) => void packets.push([...bytes]) }),
	};
}

it("takes a packet of the most bytes, and refuses one more by its header alone", () => {
	const { packets, framer: whole } = framer(10);
	whole.push(Uint8Array.of(0x30, 8, 1, 2, 3, 4, 5, 6, 7, 8));
	expect(packets).toHaveLength(1);
	for (const header of [
		[0x30, 9],
		[0x30, 0xff, 0xff, 0xff, 0x7f],
	])
		expect(() => framer(10).framer.push(Uint8Array.from(header))).toThrow("WIRE_TOO_LARGE");
	expect(() => framer(10).framer.push(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff))).toThrow("WIRE_MALFORMED");
});

it("cuts packets out of a stream that comes in any pieces", () => {
	const stream = [0x30, 2, 7, 8, 0xc0, 0, 0x30, 0x82, 0x01, ...Array.from({ length: 130 }, (_, i) => i)];
	for (let piece = 1; piece <= stream.length; piece++) {
		const { packets, framer: cut } = framer(200);
		for (let at = 0; at < stream.length; at += piece) cut.push(Uint8Array.from(stream.slice(at, at + piece)));
		expect(packets.map(({ length }) => length)).toEqual([4, 2, 133]);
		expect(cut.pending).toHaveLength(0);
	}
});
