import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { encodeFrame, FrameParser, type FrameEvent } from "../../firmware/drivers/pn532/frame.js";

function parse(bytes: Uint8Array, chunk = bytes.length): FrameEvent[] {
	const events: FrameEvent[] = [];
	const parser = new FrameParser({ onFrame: (event) => events.push(event) });
	for (let i = 0; i < bytes.length; i += chunk) parser.push(bytes.subarray(i, i + chunk));
	return events;
}

describe("PN532 frames", () => {
	it("encodes GetFirmwareVersion and decodes its answer as printed in the user manual", () => {
		expect(toHex(encodeFrame(0xd4, [0x02]))).toBe("0000ff02fed4022a00");
		const answer = Uint8Array.of(0x00, 0x00, 0xff, 0x06, 0xfa, 0xd5, 0x03, 0x32, 0x01, 0x06, 0x07, 0xe8, 0x00);
		expect(parse(answer)).toEqual([
			{ kind: "data", identifier: 0xd5, data: Uint8Array.of(0x03, 0x32, 0x01, 0x06, 0x07) },
		]);
	});

	it("distinguishes ACK, NACK and the syntax error frame", () => {
		const bytes = Uint8Array.of(
			0,
			0,
			0xff,
			0,
			0xff,
			0,
			0,
			0,
			0xff,
			0xff,
			0,
			0,
			0,
			0,
			0xff,
			0x01,
			0xff,
			0x7f,
			0x81,
			0,
		);
		expect(parse(bytes).map((event) => event.kind)).toEqual(["ack", "nack", "error"]);
	});

	it("round-trips data of every length, normal and extended, however the stream is split", () => {
		for (const length of [0, 1, 253, 254, 255, 256, 264]) {
			const data = Uint8Array.from({ length }, (_, i) => (i * 37) & 0xff);
			const bytes = encodeFrame(0xd4, data);
			expect(bytes[3] === 0xff && bytes[4] === 0xff).toBe(length + 1 > 255);
			for (const chunk of [1, 3, bytes.length])
				expect(parse(bytes, chunk)).toEqual([{ kind: "data", identifier: 0xd4, data }]);
		}
		expect(() => encodeFrame(0xd4, new Uint8Array(265))).toThrow(RangeError);
	});

	it("never accepts a frame with one flipped bit as the original", () => {
		const data = Uint8Array.of(0x4b, 0x01, 0x01, 0x00, 0x44, 0x00, 0x07);
		const whole = encodeFrame(0xd5, data);
		for (let bit = 0; bit < (whole.length - 1) * 8; bit++) {
			const bytes = whole.slice();
			bytes[bit >> 3]! ^= 1 << (bit & 7);
			const frames = parse(bytes).filter((event) => event.kind === "data");
			// The bits of the preamble have no meaning.
			if (bit >= 8) expect(frames, `bit ${bit}`).toEqual([]);
		}
	});

	it("ignores any noise and finds the frame after it", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
				const events: FrameEvent[] = [];
				const parser = new FrameParser({ onFrame: (event) => events.push(event) });
				parser.push(noise);
				// First consumes the longest frame that noise can announce.
				parser.push(new Uint8Array(280));
				events.length = 0;
				parser.push(encodeFrame(0xd5, [0x15]));
				expect(events).toEqual([{ kind: "data", identifier: 0xd5, data: Uint8Array.of(0x15) }]);
			}),
			{ seed: 7, numRuns: 300 },
		);
	});
});

it("reports a wrong checksum as damage, however the bytes come", () => {
	const bytes = encodeFrame(0xd5, [0x03, 0x32]);
	bytes[bytes.length - 2]! ^= 0x10;
	for (let piece = 1; piece <= bytes.length; piece++) {
		const kinds: string[] = [];
		const parser = new FrameParser({ onFrame: ({ kind }) => void kinds.push(kind) });
		for (let at = 0; at < bytes.length; at += piece) parser.push(bytes.subarray(at, at + piece));
		expect(kinds, `${piece} bytes at a time`).toEqual(["damaged"]);
	}
});
