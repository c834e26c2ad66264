// What every page is given.
import type { Overview } from "../types.js";

export interface PageOptions {
	readonly overview: Overview | undefined;
	/** Rises with every change on the host. */
	readonly version: number;
}

export function stallName(overview: Overview | undefined): (terminal: string) => string {
	return (terminal) => overview?.stalls.find((stall) => stall.terminal === terminal)?.name || terminal;
}
