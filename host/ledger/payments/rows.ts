// What the payment ledger asks the store for, what it gets and what it has written. All rows are keyed by terminal and
// place; nothing else of the store is known here.
import type { Place } from "../../../firmware/wire/record.js";
import type { Payment } from "./payment.js";

export interface TerminalPlace {
	readonly terminal: string;
	readonly place: Place;
}

export interface TerminalPayment {
	readonly terminal: string;
	readonly payment: Payment;
}

/** An attempt that was carried on by the record at `place`. */
export interface CarriedPlace extends TerminalPlace {
	readonly origin: Place;
}

/** A record that says something of a payment attempt that is not here (yet). */
export interface OrphanRow {
	readonly terminal: string;
	/** The record. */
	readonly by: Place;
	/** The attempt that it names. */
	readonly attempt: Place;
}

export interface HeldOrphan extends OrphanRow {
	/** The record at `by`. */
	readonly payload: Uint8Array;
}

/** What stands at a place that is no payment of this ledger. */
export interface HeldRecord extends TerminalPlace {
	readonly payload: Uint8Array;
}

/** Money that a sale credited to an attempt which does not exist. */
export interface UnknownCredit {
	readonly terminal: string;
	readonly attempt: Place;
	readonly by: Place;
}

export interface EpochKeyRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly publicKey: Uint8Array;
	readonly isQuarantined: boolean;
}

export interface PaymentsWants {
	/** The payments that began at these places or were carried there; of all others the records that stand there. */
	readonly places: readonly TerminalPlace[];
	/** Terminals whose orphans are wanted, with the payments and records at the places that these name. */
	readonly terminals: readonly string[];
	/** Terminals of which every payment that is not settled is wanted. */
	readonly reviewed: readonly string[];
	/** Terminals of which the credits to unknown attempts are wanted. */
	readonly forked: readonly string[];
}

export interface PaymentsState {
	readonly payments: readonly TerminalPayment[];
	readonly carried: readonly CarriedPlace[];
	readonly orphans: readonly HeldOrphan[];
	readonly records: readonly HeldRecord[];
	readonly unknown: readonly UnknownCredit[];
	/** Of each terminal that is named in the wants. */
	readonly epochs: readonly EpochKeyRow[];
	/** Payments of reviewed terminals that an operator has answered, by their origin. */
	readonly answered: readonly TerminalPlace[];
}

export interface PaymentsChanges {
	readonly payments: readonly TerminalPayment[];
	readonly carried: readonly CarriedPlace[];
	readonly orphansAdded: readonly OrphanRow[];
	readonly orphansRemoved: readonly OrphanRow[];
	readonly unknown: readonly UnknownCredit[];
}
