import { afterEach, describe, expect, it } from "vitest";
import { BlinkingLamp } from "../../firmware/device/blinking-lamp.js";
import { noteCrashes } from "../../firmware/device/crash-note.js";
import { keepWatchdogFed } from "../../firmware/device/watchdog.js";
import { ResetReason } from "../../firmware/core/ports.js";
import { noteBoot, noteRest } from "../../firmware/terminal/boot.js";
import type { TerminalPorts } from "../../firmware/terminal/ports.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import { Clockwork } from "../simulator/peripherals/clockwork.js";

describe("the lamp on a pin", () => {
	it("is on, blinks slowly or fast, and changes at once", () => {
		const clock = new Clockwork();
		const writes: number[] = [];
		const lamp = new BlinkingLamp({ pin: { write: (value) => writes.push(value) }, timers: clock });
		lamp.show("fine");
		clock.run(10_000);
		expect(writes).toEqual([1]);
		lamp.show("waiting");
		clock.run(4_500);
		expect(writes).toEqual([1, 1, 0, 1, 0, 1]);
		lamp.show("help");
		writes.length = 0;
		clock.run(3_000);
		expect(writes.length).toBeGreaterThanOrEqual(19);
		lamp.show("fine");
		writes.length = 0;
		clock.run(3_000);
		expect(writes).toEqual([]);
	});
});

describe("the watchdog", () => {
	it("is fed three times per timeout, as long as the firmware's timers run", () => {
		const clock = new Clockwork();
		const calls: string[] = [];
		keepWatchdogFed({ chip: { start: () => calls.push("start"), feed: () => calls.push("feed") }, timers: clock });
		expect(calls).toEqual(["start", "feed"]);
		clock.run(15_000);
		expect(calls).toEqual(["start", "feed", "feed", "feed", "feed"]);
	});
});

describe("the stored start counters", () => {
	const host = globalThis as unknown as { abort?: (reason: string, exception: unknown) => void };
	afterEach(() => delete host.abort);

	function boot(
		keyStore: SimulatedKeyStore,
		resetReason: ResetReason,
	): ReturnType<typeof noteBoot> & { lines: string[] } {
		const lines: string[] = [];
		return {
			...noteBoot({
				keyStore,
				resetReason,
				trace: (line: string) => lines.push(line),
			} as unknown as TerminalPorts),
			lines,
		};
	}

	it("count unintended restarts, and report the cause of the last start", () => {
		const keyStore = new SimulatedKeyStore();
		expect(boot(keyStore, ResetReason.power)).toMatchObject({
			boots: 1,
			watchdogs: 0,
			brownOuts: 0,
			crashes: 0,
			cause: "power",
		});
		expect(boot(keyStore, ResetReason.watchdog)).toMatchObject({ boots: 2, watchdogs: 1, cause: "itself" });
		expect(boot(keyStore, ResetReason.brownOut)).toMatchObject({ boots: 3, brownOuts: 1, cause: "battery" });
		noteRest({ keyStore } as unknown as TerminalPorts);
		expect(boot(keyStore, ResetReason.software)).toMatchObject({ boots: 4, brownOuts: 2, cause: "battery" });
		expect(boot(keyStore, ResetReason.power)).toMatchObject({
			boots: 5,
			watchdogs: 1,
			brownOuts: 2,
			crashes: 0,
			cause: "power",
		});
	});

	it("write only the number of starts after a normal start", () => {
		const keyStore = new SimulatedKeyStore();
		boot(keyStore, ResetReason.power);
		expect(Object.keys(keyStore.save())).toEqual(["boots"]);
	});

	it("report an uncaught exception once, after the restart", () => {
		const keyStore = new SimulatedKeyStore();
		noteCrashes(keyStore);
		host.abort!("unhandled exception", new TypeError("x is not a function"));
		const after = boot(keyStore, ResetReason.software);
		expect(after).toMatchObject({ crashes: 1, cause: "itself" });
		expect(after.lines).toEqual(["boot 1: after unhandled exception: TypeError: x is not a function"]);
		expect(boot(keyStore, ResetReason.power)).toMatchObject({ crashes: 1, cause: "power", lines: [] });
	});
});
