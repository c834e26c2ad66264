// What every page is given.
import type { MoneyFormat } from "../format.js";
import type { Overview } from "../types.js";

export interface PageOptions {
	readonly overview: Overview | undefined;
	/** Rises with every change on the host. */
	readonly version: number;
}

/** The merchant's currency; two decimals until the overview says better. */
export function formatOf(overview: Overview | undefined): MoneyFormat {
	return overview ?? { currency: "", decimals: 2 };
}

export function stallName(overview: Overview | undefined): (terminal: string) => string {
	return (terminal) => overview?.stalls.find((stall) => stall.terminal === terminal)?.name || terminal;
}
