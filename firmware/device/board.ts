import type { TerminalPorts } from "../terminal/ports.js";

/** What a kind of board gives to the composition root. */
export interface Board {
	readonly ports: TerminalPorts;
}
