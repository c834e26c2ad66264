// One way to either engine.
import type { EngineKind, Machine } from "./machine.js";
import { V8Machine } from "./v8-machine.js";
import { XsTerminalMachine, type XsTerminalMachineOptions } from "./xs-machine.js";

export { xsUnavailable } from "./xs/machine.js";

/** Rejects with the reason where XS is asked for and cannot be had; building it takes half a minute the first time. */
export async function openMachine(kind: EngineKind, options: XsTerminalMachineOptions): Promise<Machine> {
	return kind === "v8" ? new V8Machine(options) : XsTerminalMachine.open(options);
}
