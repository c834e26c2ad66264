// A group commit as one plan: what is appended to the log, each append with the head that it expects. The store takes
// all of a plan or nothing of it.
import type { LogMark } from "../ledger/slice.js";
import type { BranchRow, CheckpointRow, EpochRow, LinkRow, RecordRow, SetAsideRow } from "./rows.js";

/** Records for the first branch of an epoch. */
export interface RecordsAppend {
	readonly kind: "records";
	/** As it is expected to stand: another `committed` or `head` makes the plan stale. */
	readonly epoch: EpochRow;
	/** The epoch is expected not to be there, and is added. */
	readonly opensEpoch: boolean;
	/** In sequence, the first right behind `epoch.committed`. */
	readonly records: readonly RecordRow[];
	/** Of the last record. */
	readonly checkpoint: CheckpointRow;
	readonly atMs: number;
}

/** Records for a second branch of an epoch, which the epoch is quarantined for. */
export interface BranchAppend {
	readonly kind: "branch";
	readonly epoch: EpochRow;
	/** As it is expected to stand; undefined for one that begins. */
	readonly expected: Pick<BranchRow, "id" | "committed" | "head"> | undefined;
	/** How many branches the epoch is expected to have. */
	readonly branches: number;
	/** As it will stand. */
	readonly branch: Omit<BranchRow, "id">;
	/** A branch that begins on another one shares that one's records below this sequence. */
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
	/** What is added to counters that outlive the process. */
	readonly counts: Readonly<Record<string, number>>;
	/** Terminals that were heard of. */
	readonly seen: readonly { readonly terminal: string; readonly atMs: number }[];
}

export type CommitResult =
	/** The entries of each append, in order: one, or two where it opened an epoch. */
	| { readonly kind: "committed"; readonly marks: readonly (readonly LogMark[])[] }
	/** A head has moved on since it was read. Nothing was stored. */
	| { readonly kind: "stale"; readonly detail: string };
