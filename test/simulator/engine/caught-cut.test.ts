import { expect, it } from "vitest";
import { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { World } from "../../../simulator/world.js";

it("ends a boot on V8 at a power cut, although its firmware catches whatever is thrown", async () => {
	const world = new World(1);
	const traces: string[] = [];
	const terminal = await SimulatedTerminal.create({
		world,
		engine: "v8",
		wallOriginMs: 0,
		pixels: false,
		onTrace: (line) => traces.push(line),
		firmwareRun: {
			guestFile: "",
			boot: ({ timers, journalFlash, trace }) => {
				const beat = (): void => {
					try {
						journalFlash.erase(0);
					} catch {
						// Firmware must not be able to outlive its power.
					}
					trace("alive");
					timers.start(1_000, beat);
				};
				timers.start(1_000, beat);
			},
		},
	});
	terminal.power(true);
	await world.pass(2_500);
	expect(traces).toEqual(["alive", "alive"]);
	terminal.cutPowerInNextFlashWrite();
	await world.pass(5_000);
	expect([traces.length, terminal.isOn]).toEqual([2, false]);
	terminal.close();
});
