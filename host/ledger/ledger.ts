// A ledger is a pure fold over the log with keyed rows. The store loads the state that a fold wants and writes the
// changes it returns; neither depends on the other.
import type { AlarmChange } from "../alarms.js";
import type { HostFaultCode } from "../faults.js";
import type { FoldTools, Slice } from "./slice.js";

export interface Folded<Changes> {
	readonly changes: Changes;
	readonly alarms: readonly AlarmChange[];
}

/**
 * The resulting state must not depend on the order of the log's records or on how they are cut into slices, except for
 * the order within one chain. `Wants` names the rows needed to fold a slice, `State` is the stored part of them,
 * `Changes` is what the store has to write.
 */
export interface Ledger<Wants, State, Changes> {
	/** The alarm codes that only this ledger raises and clears. */
	readonly codes: readonly HostFaultCode[];
	wants(slice: Slice): Wants;
	fold(tools: FoldTools, slice: Slice, state: State): Folded<Changes>;
}

/** For ledgers that fold without reading their rows. */
export type Nothing = null;

export function wantsNothing(): Nothing {
	return null;
}
