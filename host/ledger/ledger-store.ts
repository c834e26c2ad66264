// What ledgers need of a store: the log behind a cursor, the rows that a fold asks for, and one transaction that writes
// what it answers together with the cursor.
import type { AlarmChange, AlarmNotice } from "../alarms.js";
import type { LedgerChanges, LedgerName, LedgerStates, LedgerWants } from "./registry.js";
import type { LogEntry } from "./slice.js";

/** Ledgers that stand at the same number go on to another, together. */
export interface LedgerStep {
	readonly names: readonly LedgerName[];
	/** The cursor of each of them as it is expected to stand. */
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
	/** Entries behind `after`, ascending: at least one where there is any, and no more once they have `recordsMax`. */
	read(after: number, recordsMax: number): Promise<LogEntry[]>;
	load(wants: LedgerWants): Promise<LedgerStates>;
	/**
	 * Rows, alarms and cursors in one transaction. Returns the alarms that stand anew or have happened once more;
	 * undefined where a cursor is not at `from`: nothing was written then.
	 */
	apply(step: LedgerStep): Promise<AlarmNotice[] | undefined>;
	/** Forgets all that these ledgers hold; they begin at the start of the log again. */
	reset(names: readonly LedgerName[]): Promise<void>;
}
