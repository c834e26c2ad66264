// Rows shared by several parts of a store.

export type EpochStatus = "committed" | "quarantined";

export interface TerminalRow {
	readonly terminal: string;
	readonly name: string;
	/** The root of its MQTT topics; empty before the first enrolment. */
	readonly topicRoot: string;
	/** The latest epoch granted or opened; 0 before the first. */
	readonly epoch: number;
	/** SHA-256 of the MQTT password (192 random bits: no slow hash is needed); undefined before enrolment. */
	readonly passwordHash: Uint8Array | undefined;
	readonly createdMs: number;
	readonly lastSeenMs: number;
}

/** One chain of a terminal. */
export interface EpochRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly publicKey: Uint8Array;
	/** Last sequence committed on the first branch; 0 for none. */
	readonly committed: number;
	/** Head at `committed`. */
	readonly head: Uint8Array;
	readonly status: EpochStatus;
}

/** A second chain that reuses sequences (invariant 3). It shares the first branch's records below `forkSequence`. */
export interface BranchRow {
	readonly id: number;
	readonly terminal: string;
	readonly epoch: number;
	readonly forkSequence: number;
	readonly committed: number;
	readonly head: Uint8Array;
	/** The amount its documents add to takings, and the currency of its last sale. */
	readonly grossMinor: number;
	readonly currency: string;
	readonly createdMs: number;
}

/** A record with its exact signed bytes. */
export interface LinkRow {
	readonly sequence: number;
	/** The record's kind, known or not; −1 where not even the prefix can be read. */
	readonly kind: number;
	readonly payload: Uint8Array;
	readonly head: Uint8Array;
}

export interface RecordRow extends LinkRow {
	/**
	 * The business day (days since 1970-01-01, local) and the local hour it was booked under. Later changes of settings
	 * do not alter them.
	 */
	readonly day: number;
	readonly hour: number;
	readonly receivedMs: number;
}

export interface CheckpointRow {
	readonly sequence: number;
	readonly signature: Uint8Array;
	readonly publicKey: Uint8Array;
}

export interface SetAsideRow {
	readonly terminal: string;
	readonly code: string;
	readonly detail: string;
	readonly payload: Uint8Array;
	readonly receivedMs: number;
	readonly count: number;
}

/** A terminal was seen. */
export interface Sighting {
	readonly terminal: string;
	readonly atMs: number;
}
