// The till's interface to the journal.

export type Room = "sale" | "reserved";

export interface RecordLog {
	readonly epoch: number;
	/** The last durable record of this epoch; 0 for none. */
	readonly sequence: number;
	/**
	 * The record is durable when the call returns. Throws Fault JOURNAL_FULL, JOURNAL_RECORD_TOO_LARGE or
	 * FLASH_PROGRAM_FAILED without changing anything.
	 */
	append(payload: Uint8Array, room: Room): number;
	/** Undefined if the record is no longer stored or not readable. */
	read(epoch: number, sequence: number): Uint8Array | undefined;
	/** Iterates from a record, or the first one stored after it, to the newest, across epochs. */
	walk(epoch: number, fromSequence: number): RecordCursor;
	statistics(): { readonly freeSegments: number };
	/** The chain's head after `sequence`. */
	readonly head: Uint8Array;
	/** Signs the present head. Throws Fault JOURNAL_FULL. */
	checkpoint(): void;
	audit(): RecordAudit;
}

/** Rereads the whole log and recomputes its chain. */
export interface RecordAudit {
	readonly records: number;
	/** Records that can no longer be read. */
	readonly damaged: number;
	/** Number of places where the chain is broken. */
	readonly breaks: number;
	/** Returns true if more records remain. */
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
