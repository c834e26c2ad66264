// The properties of every page.
import type { Overview } from "../types.js";

export interface PageOptions {
	readonly overview: Overview | undefined;
	/** Rises with every change on the host. */
	readonly version: number;
}

export function terminalName(overview: Overview | undefined): (terminal: string) => string {
	return (terminal) => overview?.terminals.find((one) => one.terminal === terminal)?.name || terminal;
}
