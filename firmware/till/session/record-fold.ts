// How each kind of record changes the shift state. Each flow contains the folds of its own kinds; `ShiftBook` looks
// them up in one table by kind, both for new records and after power-on. Numbers and closed places do not depend on
// folds: they are in the prefix.
import type { KnownRecord, Place, ShiftTotals } from "../../wire/record.js";
import type { OpenItems } from "./open-items.js";

/** The last action, as the first screen after power-on names it. */
export type LastAction = "sale" | "noSale" | "void" | "cashReturned" | "cashMoved" | "shift";

/** The shift state that folds may change. */
export interface ShiftState {
	readonly open: OpenItems;
	beginShift(shift: number): void;
	/** `countedMinor`: cash counted in the drawer, −1 if it was not counted. */
	endShift(countedMinor: number): void;
	/** Running totals were recorded; `isOpen`: a shift is open. */
	continueShift(isOpen: boolean): void;
	/** The newest sale was recorded at this place. */
	noteSale(place: Place): void;
}

export interface RecordFold<R extends KnownRecord = KnownRecord> {
	/** The shift's totals after the record; omitted if it does not change them. */
	totals?(totals: ShiftTotals, record: R): ShiftTotals;
	/** `nonce` is that of the boot in which the record was written. */
	note?(state: ShiftState, record: R, place: Place, nonce: Uint8Array): void;
	/** The record stays open until another one closes it, and is read again after power-on. */
	readonly opens?: boolean;
	/** The record contains the shift's totals, so no earlier record has to be read. */
	readonly isAnchor?: boolean;
	/** The nonce of the boot that the record begins. */
	nonce?(record: R): Uint8Array;
	/** The action shown on the first screen after power-on. */
	readonly lastAction?: LastAction;
	/** The total on that screen; 0 if omitted. */
	lastTotalMinor?(record: R): number;
}

/** By `kind`. */
export type RecordFolds = Readonly<Record<number, RecordFold | undefined>>;

type FoldOf<Kind extends KnownRecord["kind"]> = RecordFold<Extract<KnownRecord, { readonly kind: Kind }>>;
/** Type-checks that each fold matches its kind. */
export type FoldsByKind = { readonly [Kind in KnownRecord["kind"]]?: FoldOf<Kind> };
