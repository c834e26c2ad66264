import type { TerminalPorts } from "../terminal/ports.js";

/** What a board provides to the composition root. */
export interface Board {
	readonly ports: TerminalPorts;
}
