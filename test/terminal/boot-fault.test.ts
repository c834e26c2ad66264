// A terminal with unreadable memory may already be enrolled: tags and codes must not change that.
import { afterEach, describe, expect, it } from "vitest";
import { writtenTag } from "../../simulator/peripherals/pn532/tag-pad.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";

const code = `TM1:evil.example:1883:evil:abcdef:${"0".repeat(32)}:${"0".repeat(64)}`;
let terminal: SimulatedTerminal | undefined;
afterEach(() => terminal?.close());

describe("a terminal with a fault on its first screen", () => {
	it.each([
		["is not enrolled anew by a code", (one: SimulatedTerminal) => one.scan(code)],
		[
			"is not enrolled again by a tag",
			(one: SimulatedTerminal) => one.tagPad!.hold("a", writtenTag(1, { text: code })),
		],
		[
			"keeps showing the fault when a tag cannot be read",
			(one: SimulatedTerminal) => one.tagPad!.hold("a", writtenTag(1, undefined)),
		],
	])("%s", async (_name, hold) => {
		const world = new World(1);
		const traces: string[] = [];
		terminal = await openEnrolledTerminal(world, "v8", { onTrace: (line) => traces.push(line) });
		terminal.firmware.bad.set(1, "faults");
		const before = terminal.keyStore.save()["credentials"];
		terminal.power(true);
		await world.pass(2_000);
		expect(terminal.panel.readText()).toContain("JOURNAL_UNKNOWN_FORMAT");
		hold(terminal);
		await world.pass(3_000);
		expect(terminal.panel.readText()).toContain("JOURNAL_UNKNOWN_FORMAT");
		expect(traces.join("\n")).not.toContain("enrolment");
		expect(terminal.keyStore.save()["credentials"]).toBe(before);
	});
});
