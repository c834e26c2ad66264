// What a printer sends back, byte by byte: replies, automatic status and names, whole or interrupted.
import { describe, expect, it } from "vitest";
import type { ByteStream, StreamListener } from "../../firmware/core/ports.js";
import { PrinterLink } from "../../firmware/drivers/escpos/link.js";
import { StatusReader } from "../../firmware/drivers/escpos/status.js";
import { Clockwork } from "../simulator/peripherals/clockwork.js";

function read(...bytes: number[]): string[] {
	const heard: string[] = [];
	const reader = new StatusReader({
		replied: (byte) => heard.push(`reply ${byte}`),
		stateReported: (state) => heard.push(state),
		processed: (id) => heard.push(`processed ${id}`),
		identified: (model) => heard.push(`model ${model}`),
		noiseRead: () => heard.push("noise"),
	});
	for (const byte of bytes) reader.read(byte);
	return heard;
}

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

describe("automatic status", () => {
	it.each([
		["ok", [0x10, 0, 0, 0]],
		["low", [0x10, 0, 0x03, 0]],
		["out", [0x10, 0, 0x0c, 0]],
		["cover", [0x30, 0, 0x0c, 0]],
		["offline", [0x10, 0x08, 0, 0]],
		["offline", [0x10, 0x20, 0, 0]],
		["offline", [0x10, 0x40, 0x03, 0]],
	])("says %s", (state, bytes) => {
		expect(read(...bytes)).toEqual([state]);
	});

	it("that ends early loses nothing of the reply that follows", () => {
		expect(read(0x10, 0, 0x12, 0x10, 0, 0, 0)).toEqual(["noise", "reply 18", "ok"]);
	});
});

describe("a printer's name", () => {
	it("is read whole", () => {
		expect(read(...ascii("_TM-T20"), 0)).toEqual(["model TM-T20"]);
	});

	it("that is longer than any is none, whatever ends it", () => {
		const heard = read(...ascii(`_${"A".repeat(200)}`), 0, 0x10, 0, 0, 0);
		expect(heard.filter((each) => each.startsWith("model"))).toEqual([]);
		expect(heard.at(-1)).toBe("ok");
	});

	it("that a reply interrupts is dropped, and the reply is heard", () => {
		expect(read(...ascii("_TM"), 0x12)).toEqual(["noise", "reply 18"]);
	});
});

describe("a confirmation", () => {
	it("has its id, and is noise with a wrong end", () => {
		expect(read(0x37, 0x22, ...ascii("0042"), 0)).toEqual(["processed 0042"]);
		expect(read(0x37, 0x22, ...ascii("0042"), 9, 0x12)).toEqual(["noise", "reply 18"]);
	});
});

describe("a line that was opened again", () => {
	it("begins with whole replies, whatever the one before ended with", () => {
		const clock = new Clockwork();
		const lines: StreamListener[] = [];
		let sent: number[] = [];
		class Line implements ByteStream {
			constructor(listener: StreamListener) {
				lines.push(listener);
			}

			read = (): ArrayBuffer => Uint8Array.from(sent.splice(0)).buffer;
			write = (): void => undefined;
			close = (): void => undefined;
		}
		const states: string[] = [];
		const link = new PrinterLink({ io: Line }, clock, {
			printerFound: () => undefined,
			paperChanged: (state) => states.push(state),
			processed: () => undefined,
			identified: () => undefined,
			ticked: () => undefined,
		});
		const receive = (...bytes: number[]): void => {
			sent = bytes;
			lines.at(-1)!.onReadable!(bytes.length);
		};
		link.open();
		receive(0x12, 0x12, 0x37, 0x22);
		lines.at(-1)!.onError!();
		expect(clock.run(20_000, () => lines.length === 2)).toBe(true);
		receive(0x12, 0x12);
		expect(states).toEqual(["ok", "offline", "ok"]);
		link.close();
	});
});
