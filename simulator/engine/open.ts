// Opens a machine on either engine.
import type { EngineKind, Machine } from "./machine.js";
import { V8Machine } from "./v8-machine.js";
import { XsTerminalMachine, type XsTerminalMachineOptions } from "./xs-machine.js";

export { xsUnavailable } from "./xs/machine.js";

/** Rejects with the reason when XS cannot be built. The first build of XS takes about half a minute. */
export async function openMachine(kind: EngineKind, options: XsTerminalMachineOptions): Promise<Machine> {
	return kind === "v8" ? new V8Machine(options) : XsTerminalMachine.open(options);
}
