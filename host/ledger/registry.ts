// All ledgers, by name. A new ledger needs a folder and a line here, and a file and a line in each store. It starts at
// the first log entry and catches up automatically.
import type { AlarmChange } from "../alarms.js";
import { branches } from "./branches/ledger.js";
import { cashMovements } from "./cash-movements/ledger.js";
import { catalogs } from "./catalogs/ledger.js";
import { checks } from "./checks/ledger.js";
import { confirmations } from "./confirmations/ledger.js";
import { coupons } from "./coupons/ledger.js";
import { days } from "./days/ledger.js";
import { documents } from "./documents/ledger.js";
import { epochs } from "./epochs/ledger.js";
import { held } from "./held/ledger.js";
import type { Ledger } from "./ledger.js";
import { newer } from "./newer/ledger.js";
import { numbers } from "./numbers/ledger.js";
import { payments } from "./payments/ledger.js";
import { rights } from "./rights/ledger.js";
import { shifts } from "./shifts/ledger.js";
import type { FoldTools, Slice } from "./slice.js";
import { staff } from "./staff/ledger.js";
import { texts } from "./texts/ledger.js";
import { times } from "./times/ledger.js";
import { voids } from "./voids/ledger.js";

export const ledgers = {
	documents,
	numbers,
	days,
	checks,
	times,
	shifts,
	held,
	cashMovements,
	staff,
	voids,
	newer,
	payments,
	confirmations,
	coupons,
	rights,
	catalogs,
	epochs,
	branches,
	texts,
} as const;

export type LedgerName = keyof typeof ledgers;
export const ledgerNames = Object.keys(ledgers) as readonly LedgerName[];

type Parts<Name extends LedgerName> =
	(typeof ledgers)[Name] extends Ledger<infer Wants, infer State, infer Changes>
		? { readonly wants: Wants; readonly state: State; readonly changes: Changes }
		: never;
export type WantsMap = { readonly [Name in LedgerName]: Parts<Name>["wants"] };
export type StateMap = { readonly [Name in LedgerName]: Parts<Name>["state"] };
export type ChangesMap = { readonly [Name in LedgerName]: Parts<Name>["changes"] };

/** Partial maps, for some of the ledgers. */
export type LedgerWants = Partial<WantsMap>;
export type LedgerStates = Partial<StateMap>;
export type LedgerChanges = Partial<ChangesMap>;

type AnyLedgers = { readonly [Name in LedgerName]: Ledger<WantsMap[Name], StateMap[Name], ChangesMap[Name]> };
const byName: AnyLedgers = ledgers;

export function wantsOf(names: readonly LedgerName[], slice: Slice): LedgerWants {
	return Object.fromEntries(names.map((name) => [name, byName[name].wants(slice)]));
}

/** Folds the slice in each of the ledgers. */
export function foldAll(
	tools: FoldTools,
	names: readonly LedgerName[],
	slice: Slice,
	states: LedgerStates,
): { changes: LedgerChanges; alarms: AlarmChange[] } {
	const alarms: AlarmChange[] = [];
	const fold = <Name extends LedgerName>(name: Name): ChangesMap[Name] => {
		const folded = byName[name].fold(tools, slice, states[name] as StateMap[Name]);
		alarms.push(...folded.alarms);
		return folded.changes;
	};
	const changes = Object.fromEntries(names.map((name) => [name, fold(name)]));
	return { changes, alarms };
}
