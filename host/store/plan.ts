// A group commit as one plan: the appends to the log, each with the head that it expects. The store applies a plan
// completely or not at all.
import type { LogMark } from "../ledger/slice.js";
import type { BranchRow, CheckpointRow, EpochRow, LinkRow, RecordRow, SetAsideRow, Sighting } from "./rows.js";

/** Records for the first branch of an epoch. */
export interface RecordsAppend {
	readonly kind: "records";
	/** The expected state of the epoch: if `committed` or `head` differs, the plan is stale. */
	readonly epoch: EpochRow;
	/** The epoch must not exist yet; it is added. */
	readonly opensEpoch: boolean;
	/** Ascending by sequence, without gaps, starting at `epoch.committed` + 1. */
	readonly records: readonly RecordRow[];
	/** Of the last record. */
	readonly checkpoint: CheckpointRow;
	readonly atMs: number;
}

/** Records for a second branch of an epoch, which this append quarantines. */
export interface BranchAppend {
	readonly kind: "branch";
	readonly epoch: EpochRow;
	/** The expected state of the branch; undefined for a new branch. */
	readonly expected: Pick<BranchRow, "id" | "committed" | "head"> | undefined;
	/** The expected number of second branches of the epoch. */
	readonly branches: number;
	/** The branch after the append. */
	readonly branch: Omit<BranchRow, "id">;
	/** For a fork of a fork: the branch whose records below this sequence are shared. */
	readonly shares: { readonly id: number; readonly below: number } | undefined;
	readonly records: readonly LinkRow[];
	/** Of the last record. */
	readonly signature: Uint8Array;
	readonly atMs: number;
}

export type Append = RecordsAppend | BranchAppend;

export interface CommitPlan {
	readonly appends: readonly Append[];
	readonly setAsides: readonly Omit<SetAsideRow, "count">[];
	/** Increments of counters that persist across restarts. */
	readonly counts: Readonly<Record<string, number>>;
	/** Terminals that were seen, and when. */
	readonly seen: readonly Sighting[];
}

export type CommitResult =
	/** The entries of each append, in order: one, or two if it opened an epoch. */
	| { readonly kind: "committed"; readonly marks: readonly (readonly LogMark[])[] }
	/** A head has changed since it was read. Nothing was stored. */
	| { readonly kind: "stale"; readonly detail: string };
