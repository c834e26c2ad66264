// The terminal's entry point inside XS. A board uses firmware/main.ts.
import { Terminal } from "../../../firmware/terminal/terminal.js";
import { guestPorts } from "./guest-ports.js";

export function boot(): Terminal {
	return new Terminal(guestPorts);
}
