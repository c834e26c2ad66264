// What a ledger is: a pure fold over the log, keyed by what its rows stand for. The store loads the state that a fold
// asks for and writes the rows that it answers; neither knows the other.
import type { AlarmChange } from "../alarms.js";
import type { HostFaultCode } from "../faults.js";
import type { FoldTools, Slice } from "./slice.js";

export interface Folded<Changes> {
	readonly changes: Changes;
	readonly alarms: readonly AlarmChange[];
}

/**
 * The end state must not depend on how the log's records are ordered or cut into slices, but for the order within one
 * chain. `Wants` names the rows that folding the slice needs, `State` is what the store holds of them, `Changes` is
 * what it has to write.
 */
export interface Ledger<Wants, State, Changes> {
	/** The alarms that this ledger alone raises and clears. */
	readonly codes: readonly HostFaultCode[];
	wants(slice: Slice): Wants;
	fold(tools: FoldTools, slice: Slice, state: State): Folded<Changes>;
}

/** Of a ledger that folds without looking at what it has. */
export type Nothing = null;

export function wantsNothing(): Nothing {
	return null;
}
