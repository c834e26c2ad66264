// What a kind of record means for the books of the shift. Each flow has the folds of its own kinds; the books, live and
// after power-on, find them in one table by kind. Numbers and what a record closes never depend on a fold: the prefix
// carries them.
import type { KnownRecord, Place, SaleRecord, ShiftTotals } from "../../wire/record.js";
import type { OpenItems } from "./open-items.js";

/** What the first screen after power-on can say of the record that was written last. */
export type LastAction = "sale" | "noSale" | "void" | "shift";

/** What folds may change. */
export interface Books {
	readonly open: OpenItems;
	beginShift(shift: number): void;
	/** `countedMinor`: cash counted in the drawer, −1 when nobody counted. */
	endShift(countedMinor: number): void;
	/** Running totals were written down; `isOpen`: a shift is open. */
	continueShift(isOpen: boolean): void;
	keepSale(sale: SaleRecord): void;
}

export interface RecordFold<R extends KnownRecord = KnownRecord> {
	/** The shift's totals after it; left out where it does not change them. */
	totals?(totals: ShiftTotals, record: R): ShiftTotals;
	/** `nonce` is of the boot that the record was written in. */
	note?(books: Books, record: R, place: Place, nonce: Uint8Array): void;
	/** It stays open until another record closes it, and is read again after power-on. */
	readonly opens?: boolean;
	/** It carries the shift's totals: nothing before it has to be read. */
	readonly isAnchor?: boolean;
	/** The nonce of the boot it begins. */
	nonce?(record: R): Uint8Array;
	/** What the first screen after power-on says of it. */
	readonly lastAction?: LastAction;
	/** What that screen shows as its total; 0 when left out. */
	lastTotalMinor?(record: R): number;
}

/** By `kind`. */
export type RecordFolds = Readonly<Record<number, RecordFold | undefined>>;

type FoldOf<Kind extends KnownRecord["kind"]> = RecordFold<Extract<KnownRecord, { readonly kind: Kind }>>;
/** Holds a table to folds that fit their kinds. */
export type FoldsByKind = { readonly [Kind in KnownRecord["kind"]]?: FoldOf<Kind> };
