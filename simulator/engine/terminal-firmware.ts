// The product's firmware, for either engine.
import { join } from "node:path";
import { Terminal } from "../../firmware/terminal/terminal.js";
import type { Firmware } from "./machine.js";

export const terminalFirmware: Firmware = {
	boot: (ports) => new Terminal(ports),
	guestFile: join(import.meta.dirname, "xs/guest.ts"),
};
