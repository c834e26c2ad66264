// The store operations that ledgers need: reading the log after a cursor, loading the rows a fold wants, and writing
// its changes together with the cursor in one transaction.
import type { AlarmChange, AlarmNotice } from "../alarms.js";
import type { LedgerChanges, LedgerName, LedgerStates, LedgerWants } from "./registry.js";
import type { LogEntry } from "./slice.js";

/** Advances ledgers with the same cursor together. */
export interface LedgerStep {
	readonly names: readonly LedgerName[];
	/** The expected cursor of each of them. */
	readonly from: number;
	readonly to: number;
	readonly changes: LedgerChanges;
	readonly alarms: readonly AlarmChange[];
}

export interface LedgerCursors {
	/** The number of the newest entry of the log; 0 for an empty one. */
	readonly head: number;
	/** The last entry that each ledger has folded; 0 for none. */
	readonly cursors: Readonly<Record<LedgerName, number>>;
}

export interface LedgerStore {
	cursors(): Promise<LedgerCursors>;
	/**
	 * Entries after `after`, ascending: at least one if there is any, and no more once they contain `recordsMax`
	 * records.
	 */
	read(after: number, recordsMax: number): Promise<LogEntry[]>;
	load(wants: LedgerWants): Promise<LedgerStates>;
	/**
	 * Writes rows, alarms and cursors in one transaction. Returns the alarms that are new or have occurred again;
	 * undefined if a cursor is not at `from`, in which case nothing was written.
	 */
	apply(step: LedgerStep): Promise<AlarmNotice[] | undefined>;
	/** Deletes the rows and alarms of these ledgers and sets their cursors to the start of the log. */
	reset(names: readonly LedgerName[]): Promise<void>;
}
