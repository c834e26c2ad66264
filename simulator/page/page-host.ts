// What the page needs of a host: one in this process (host-watch.ts) or one that runs elsewhere.
import type { HostState } from "./protocol.js";
import type { Place } from "./wire-tap.js";

export interface Barcode {
	readonly code: string;
	readonly name: string;
}

export interface PageHost {
	/** The current figures. Asked several times a second while a page is open. */
	state(): Promise<HostState>;
	/** The first items of the catalog, as of the last `state`. */
	readonly barcodes: readonly Barcode[];
	/** A new code with which the terminal enrols, or is replaced. */
	enrolmentCode(terminal: string): Promise<string>;
	/** The last record that the host has committed so far. */
	acknowledged(terminal: string): Promise<Place>;
	close(): void;
}
