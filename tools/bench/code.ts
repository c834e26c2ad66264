// The size of the whole guest on XS: the firmware with the simulator's side of its ports. docs/device-budget.md says
// what the figures mean.
import { terminalFirmware } from "../../simulator/engine/terminal-firmware.js";
import { bundleForXs } from "../../simulator/engine/xs/bundle.js";
import { XsMachine, xsUnavailable } from "../../simulator/engine/xs/machine.js";
import type { BenchFigures } from "./benchmark.js";

interface CodeFigures {
	/** Byte code, with the names that it refers to. */
	readonly bytecodeBytes: number;
	/** Slots of a machine that has evaluated the byte code, less those of a bare machine. */
	readonly frozenSlots: number;
}

/** On 22 November, when the limits were set: with cbor-x and mqtt-packet, and fewer features. */
const before: CodeFigures = { bytecodeBytes: 445_000, frozenSlots: 26_042 };
/** Commit 4a2c06a of 28 November: a CBOR codec of our own, and mqtt-packet. */
const start: CodeFigures = { bytecodeBytes: 475_793, frozenSlots: 29_747 };
/** The same features with both packages: cbor-x took 56,275 bytes and 2,422 slots more than our codec. */
const withPackages: CodeFigures = { bytecodeBytes: 532_068, frozenSlots: 32_169 };

/** What has to be saved of `withPackages`. */
const bars: CodeFigures = { bytecodeBytes: 135_000, frozenSlots: 7_500 };

function saved(base: CodeFigures, now: CodeFigures): CodeFigures {
	return {
		bytecodeBytes: base.bytecodeBytes - now.bytecodeBytes,
		frozenSlots: base.frozenSlots - now.frozenSlots,
	};
}

async function measure(): Promise<CodeFigures> {
	const source = await bundleForXs(terminalFirmware.guestFile);
	// While it is evaluated the bundle only asks for constants of the ports.
	const machine = new XsMachine({ onCall: () => 0 });
	try {
		machine.collect();
		const bareSlots = machine.slots.current;
		const code = machine.compile(source, "bundle");
		machine.evaluate(code, "bundle");
		machine.collect();
		return { bytecodeBytes: code.length, frozenSlots: machine.slots.current - bareSlots };
	} finally {
		machine.close();
	}
}

export async function run(): Promise<BenchFigures> {
	const reason = await xsUnavailable();
	if (reason) throw new Error(reason);
	const figures = await measure();
	const sinceStart = saved(start, figures);
	const sincePackages = saved(withPackages, figures);
	const names = Object.keys(bars) as (keyof CodeFigures)[];
	const barsMissed = names.filter((name) => sincePackages[name] < bars[name]).length;
	return { ...figures, before, start, withPackages, saved: { sinceStart, sincePackages }, bars, barsMissed };
}
