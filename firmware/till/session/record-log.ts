// What the till asks of the journal.

export type Room = "sale" | "reserved";

export interface RecordLog {
	readonly epoch: number;
	/** The last durable record of this epoch; 0 for none. */
	readonly sequence: number;
	/**
	 * Durable when it returns. Throws Fault JOURNAL_FULL, JOURNAL_RECORD_TOO_LARGE or FLASH_PROGRAM_FAILED with nothing
	 * changed.
	 */
	append(payload: Uint8Array, room: Room): number;
	/** Undefined where it is no longer held, or not readable. */
	read(epoch: number, sequence: number): Uint8Array | undefined;
	/** From a record, or the first one held behind it, to the newest, across epochs. */
	walk(epoch: number, fromSequence: number): RecordCursor;
	statistics(): { readonly freeSegments: number };
	/** The chain's head after `sequence`. */
	readonly head: Uint8Array;
	/** Signs the present head. Throws Fault JOURNAL_FULL. */
	checkpoint(): void;
	audit(): RecordAudit;
}

/** Reads the whole log again and recomputes its chain. */
export interface RecordAudit {
	readonly records: number;
	/** Records that can no longer be read. */
	readonly damaged: number;
	/** Places where the chain does not hold. */
	readonly breaks: number;
	/** True when more remains. */
	step(recordsMax: number): boolean;
}

export interface RecordCursor {
	next(): RecordEntry | undefined;
}

export interface RecordEntry {
	readonly epoch: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}
