import { expect, it } from "vitest";
import { SerialLine } from "../../../simulator/peripherals/serial-line.js";
import { BootTimers } from "../../../simulator/terminal/clocks.js";
import { World } from "../../../simulator/world.js";

it("loses and counts the bytes that the board does not read in time", () => {
	const world = new World(1);
	const line = new SerialLine({ timers: new BootTimers(world), baud: 115_200, onReceive: () => undefined });
	const stream = new line.source.io({});
	line.send(Uint8Array.from({ length: 3_000 }, (_, i) => i));
	world.advance(1_000);
	const read = new Uint8Array(stream.read() ?? new ArrayBuffer(0));
	expect(read).toEqual(Uint8Array.from({ length: 2_048 }, (_, i) => i));
	expect(line.overrunCount).toBe(3_000 - 2_048);
	line.send([1, 2, 3]);
	world.advance(1_000);
	expect(new Uint8Array(stream.read()!)).toEqual(Uint8Array.of(1, 2, 3));
});
